//! What time does: not there yet (P5), away for a while, gone.

use super::{
    behind,
    case::{Case, Item, answered, note, proof},
    delivered,
};
use crate::{
    code::Code,
    evidence::{EventKind, Service, Step},
    jar::SetCookie,
    verdict::{Layer, Proof, Verdict},
};

/// What time explains. `failing` is whether a visit failed: if none did, a logout in the journey was wanted.
pub(super) fn check(case: &Case<'_>, failing: bool) -> Option<Layer> {
    outage(case)
        .or_else(|| early(case))
        .or_else(|| faded(case))
        .or_else(|| lost(case, failing))
}

/// Whether a login was known, by service and moment, in order.
fn sightings<'a>(case: &Case<'a>, service: Service, login: u32) -> Vec<Item<'a>> {
    let mut found: Vec<_> = case
        .carrying(service)
        .filter(|(_, exchange)| exchange.login == login && exchange.response.is_some())
        .collect();
    found.sort_by_key(|(_, exchange)| exchange.at);
    found
}

/// When an exchange was. Of two in the same millisecond, which is as fine as a record is, the first in the record was earlier.
const fn moment(item: &Item<'_>) -> (time::OffsetDateTime, usize) {
    (item.1.at, item.0)
}

fn is_known((_, exchange): &Item<'_>) -> bool {
    exchange.member().is_some()
}

fn logins(case: &Case<'_>) -> Vec<u32> {
    let mut logins: Vec<_> = case.exchanges().map(|(_, exchange)| exchange.login).collect();
    logins.sort_unstable();
    logins.dedup();
    logins
}

/// R9: B fails early and knows the visitor later, for good.
fn early(case: &Case<'_>) -> Option<Layer> {
    let aged: Vec<_> = case
        .at(Service::B, Step::Delayed)
        .chain(
            case.at(Service::B, Step::Visit)
                .filter(|(index, _)| case.arrived_at(*index)),
        )
        .chain(case.at(Service::B, Step::Repeat))
        .filter(|(_, exchange)| exchange.age_ms.is_some() && exchange.response.is_some())
        // What a cache answers says nothing of B.
        .filter(|item| !delivered::is_hit(*item))
        .collect();
    let age = |(_, exchange): &Item<'_>| exchange.age_ms.unwrap_or_default();
    let last_failure = aged
        .iter()
        .filter(|item| !is_known(item))
        .max_by_key(|item| age(item))?;
    let later: Vec<_> = aged.iter().filter(|item| age(item) > age(last_failure)).collect();
    let first_success = aged
        .iter()
        .filter(|item| is_known(item))
        .min_by_key(|item| age(item))?;
    if age(first_success) <= age(last_failure) || later.is_empty() {
        return None;
    }
    let lines = || vec![answered(*last_failure), answered(*first_success)];
    let verdict = Verdict::new(Code::R9, &["lag", "unsaved"], lines());
    // Several copies of which some know it can look the same by chance, unless there are many requests.
    let copies = case
        .evidence
        .declared
        .iter()
        .find(|declared| declared.service == Service::B);
    let is_one_copy = copies.is_some_and(|declared| declared.copies == Some(1));
    if later.len() >= 5 || is_one_copy {
        return Some(Layer::certain(verdict));
    }
    Some(Layer::of(vec![
        Verdict::new(Code::R1, &["copy"], lines()),
        verdict,
    ]))
}

/// R3: B knows a login while it is young, and from some age on never again. Two logins at the same age: a lifetime.
fn faded(case: &Case<'_>) -> Option<Layer> {
    let fades: Vec<_> = logins(case)
        .into_iter()
        .filter_map(|login| {
            let mut seen: Vec<_> = case
                .at(Service::B, Step::Delayed)
                .filter(|(_, exchange)| exchange.login == login && exchange.response.is_some())
                .filter_map(|item| Some((item.1.age_ms?, item)))
                .collect();
            seen.sort_by_key(|(age, _)| *age);
            let first = seen.iter().position(|(_, item)| !is_known(item))?;
            let is_for_good = seen[first..].iter().all(|(_, item)| !is_known(item));
            // Once known, a visit may have ended it; a few failures can be those of another copy.
            let is_one = first >= 2 && seen.len() - first >= 5 && is_for_good;
            is_one.then(|| (seen[first - 1], seen[first]))
        })
        .collect();
    let ((young, alive), (old, dead)) = *fades.first()?;
    let agrees = fades[1..]
        .iter()
        .any(|((other_young, _), (other_old, _))| *other_young < old && young < *other_old);
    let lines = || {
        vec![
            answered(alive),
            answered(dead),
            note(
                format!("登录后 {young} 毫秒时认识，{old} 毫秒起不再认识。"),
                format!("{young} ms after the login B knows it; from {old} ms on it does not."),
            ),
        ]
    };
    if agrees {
        return Some(Layer::certain(Verdict::new(Code::R3, &["expired"], lines())));
    }
    Some(Layer::of(vec![
        Verdict::new(Code::R2, &[], lines()),
        Verdict::new(Code::R3, &["expired", "swept", "evicted"], lines()),
    ]))
}

/// R7: both services know the visitor, then neither does, then both do again, with one and the same value.
fn outage(case: &Case<'_>) -> Option<Layer> {
    logins(case).into_iter().find_map(|login| {
        let gap = |service| {
            let seen = sightings(case, service, login);
            let first = seen.iter().position(|item| !is_known(item))?;
            let last = seen.iter().rposition(|item| !is_known(item))?;
            let is_closed = first > 0 && last + 1 < seen.len() && !seen[first..=last].iter().any(is_known);
            is_closed.then(|| (seen[first - 1], seen[first..=last].to_vec(), seen[last + 1]))
        };
        let (before, failing, after) = gap(Service::A)?;
        let (_, at_b, _) = gap(Service::B)?;
        // Two failures each, or one copy out of several would do.
        if failing.len() < 2 || at_b.len() < 2 {
            return None;
        }
        let all: Vec<_> = failing.iter().chain(&at_b).collect();
        let reason = if all.iter().any(|(_, exchange)| exchange.status() >= 500 || exchange.status() == 0) {
            "read"
        } else if all.iter().any(|(_, exchange)| case.touches(exchange)) {
            "destructive"
        } else {
            "silent"
        };
        let lines = vec![
            answered(before),
            answered(failing[0]),
            answered(at_b[0]),
            answered(after),
            note(
                "两个服务同时都不认识这个值，后来又都认识：会话没有丢，是存储一时不可用。",
                "Both services forget the value together and know it again: the session was not lost, the store was away.",
            ),
        ];
        Some(Layer::certain(Verdict::new(Code::R7, &[reason], lines)))
    })
}

/// R2, R3, R5: A knew the login and does not any more.
fn lost(case: &Case<'_>, failing: bool) -> Option<Layer> {
    let losses: Vec<_> = logins(case)
        .into_iter()
        .filter_map(|login| loss(case, login))
        .collect();
    let loss = losses.first()?;
    let mut lines = vec![answered(loss.alive), answered(loss.dead)];
    if let Some((reason, line)) = ended_by(case, loss) {
        lines.push(line);
        let verdict = Verdict::new(Code::R5, &[reason], lines);
        return (failing || reason != "logout").then(|| Layer::certain(verdict));
    }
    if loss.asked_at_b.is_some() {
        return None;
    }
    if let Some(layer) = crossed(case, &lines) {
        return Some(layer);
    }
    // B has given the session another id, under which A is not asked.
    let between = |item: &Item<'_>| moment(item) > moment(&loss.alive) && moment(item) < moment(&loss.dead);
    let is_over = |(_, exchange): Item<'_>| exchange.member().is_none();
    let mut saved = case.answered(Service::A, Step::Saved).peekable();
    let has_ended = saved.peek().is_some() && saved.all(is_over);
    if let Some(visit) = behind::renewed(case).filter(|visit| has_ended && between(visit)) {
        lines.insert(1, answered(visit));
        return Some(Layer::certain(Verdict::new(Code::R5, &["rotated"], lines)));
    }
    if let Some(line) = restart(case, loss) {
        lines.push(line);
        return Some(Layer::certain(Verdict::new(Code::R2, &[], lines)));
    }
    if let Some((reasons, line)) = aged(case, loss, &losses) {
        lines.push(line);
        return Some(Layer::certain(Verdict::new(Code::R3, reasons, lines)));
    }
    let mut verdicts = vec![
        Verdict::new(Code::R2, &[], lines.clone()),
        Verdict::new(Code::R3, &["expired", "swept", "evicted"], lines.clone()),
        Verdict::new(Code::R7, &["write"], lines.clone()),
    ];
    if has_login_within(case, loss) {
        verdicts.push(Verdict::new(Code::R5, &["limit"], lines));
    }
    Some(Layer::of(verdicts))
}

/// R5: of another login, too, A knew the visitor twice before B was visited, and not after: B's own session ends the one of A.
fn crossed(case: &Case<'_>, lines: &[Proof]) -> Option<Layer> {
    let looks: Vec<_> = case.answered(Service::A, Step::Crossed).collect();
    let [.., one, other, after] = looks.as_slice() else {
        return None;
    };
    let is_over = is_known(one) && is_known(other) && !is_known(after) && after.1.status() < 500;
    let at_b = case.exchanges().filter(|(_, exchange)| {
        exchange.service == Service::B && matches!(exchange.step, Step::Between | Step::Visit)
    });
    let is_own = |line: &&String| {
        let parsed = SetCookie::parse(line).ok();
        parsed.is_some_and(|line| !line.value.is_empty() && !case.names.contains(&line.name))
    };
    let has_own = at_b
        .into_iter()
        .find(|(_, exchange)| exchange.set_cookie().iter().any(|line| is_own(&line)));
    let (own, _) = has_own.filter(|_| is_over)?;
    let line = proof(
        own,
        "B 给了访问者自己的会话；每次这样之后，A 就不再认识先前的那一个。",
        "B gives the visitor a session of its own, and each time A does not know the earlier one any more.",
    );
    let lines = lines
        .iter()
        .cloned()
        .chain([answered(*other), answered(*after), line])
        .collect();
    Some(Layer::certain(Verdict::new(Code::R5, &["limit"], lines)))
}

/// A login that A knew, and from some moment on does not.
struct Loss<'a> {
    login: u32,
    alive: Item<'a>,
    dead: Item<'a>,
    /// The moment in between at which B was asked and did not know it: what B does to it (P7) is another question, and only
    /// what happened before is to blame.
    asked_at_b: Option<(time::OffsetDateTime, usize)>,
}

fn loss<'a>(case: &Case<'a>, login: u32) -> Option<Loss<'a>> {
    let seen = sightings(case, Service::A, login);
    let last = seen.iter().rposition(is_known)?;
    let (alive, dead) = (seen[last], *seen.get(last + 1)?);
    let at_b = case.carrying(Service::B).filter(|item| {
        let between = moment(item) > moment(&alive) && moment(item) < moment(&dead);
        between && item.1.login == login && item.1.member().is_none() && item.1.step != Step::Aged
    });
    let asked_at_b = at_b.map(|item| moment(&item)).min();
    let was_known_until_then = seen[..=last].iter().all(is_known);
    (was_known_until_then && dead.1.status() < 500).then_some(Loss {
        login,
        alive,
        dead,
        asked_at_b,
    })
}

/// The step between the last sight and the first loss that ends sessions.
fn ended_by(case: &Case<'_>, loss: &Loss<'_>) -> Option<(&'static str, Proof)> {
    let until = loss.asked_at_b.unwrap_or_else(|| moment(&loss.dead));
    let between = |item: &Item<'_>| moment(item) > moment(&loss.alive) && moment(item) < until;
    let minute = time::Duration::minutes(1);
    case.exchanges().filter(between).find_map(|(index, exchange)| {
        let own = exchange.login == loss.login;
        let reason = match exchange.step {
            Step::Logout if own => "logout",
            Step::Prefetch if own => "prefetch",
            Step::PasswordChange if own => "password",
            // Close enough to both sights that age does not explain it.
            Step::SecondLogin if exchange.response.is_some() && loss.dead.1.at - loss.alive.1.at < minute => {
                "limit"
            }
            _ => return None,
        };
        let (method, url) = (&exchange.request.context.method, &exchange.request.url);
        let line = proof(
            index,
            format!("其间：{method} {url}。"),
            format!("In between: {method} {url}."),
        );
        Some((reason, line))
    })
}

/// The confirmed restart between, which no earlier login has survived.
fn restart(case: &Case<'_>, loss: &Loss<'_>) -> Option<Proof> {
    let restart = case.evidence.events.iter().find(|event| {
        event.kind == EventKind::Restart && event.at > loss.alive.1.at && event.at < loss.dead.1.at
    })?;
    let survivor = logins(case).into_iter().any(|login| {
        let seen = sightings(case, Service::A, login);
        let before = seen.iter().any(|item| is_known(item) && item.1.at < restart.at);
        before && seen.iter().any(|item| is_known(item) && item.1.at > restart.at)
    });
    (!survivor).then(|| {
        note(
            format!("其间服务重启过（{}），在它之前的登录都不再有效。", restart.at),
            format!(
                "A service was restarted in between, at {}, and no login from before is known any more.",
                restart.at
            ),
        )
    })
}

/// What carries other logins than the one that was lost.
fn others<'a>(case: &Case<'a>, loss: &Loss<'a>) -> impl Iterator<Item = Item<'a>> + use<'a> {
    let login = loss.login;
    case.exchanges()
        .filter(move |(_, exchange)| exchange.login != login)
}

/// The moment at which the login was made that an exchange carries.
fn issued((_, exchange): &Item<'_>) -> Option<time::OffsetDateTime> {
    let took = exchange.response.as_ref().and_then(|response| response.took_ms);
    let age = i64::try_from(exchange.age_ms? + took.unwrap_or_default()).ok()?;
    exchange.at.checked_sub(time::Duration::milliseconds(age))
}

/// Whether the same member logged in between the last sight of a login and its loss, which can have ended it.
fn has_login_within(case: &Case<'_>, loss: &Loss<'_>) -> bool {
    let mut moments = others(case, loss).filter_map(|item| issued(&item));
    moments.any(|at| at > loss.alive.1.at && at < loss.dead.1.at)
}

/// Why it was age: another login was still good when this one was not, so that nothing was lost for all at once, and no login
/// in between can have ended it.
fn aged(case: &Case<'_>, loss: &Loss<'_>, losses: &[Loss<'_>]) -> Option<(&'static [&'static str], Proof)> {
    if has_login_within(case, loss) {
        return None;
    }
    let others: Vec<_> = others(case, loss).collect();
    let survivor = others.iter().find(|item| {
        let survives = item.1.service == Service::A && item.1.step.carries_login() && is_known(item);
        survives && item.1.at >= loss.dead.1.at && issued(item).is_some_and(|at| at <= loss.alive.1.at)
    })?;
    let line = proof(
        survivor.0,
        "更早或同时存在的另一次登录，在它失效之后仍然有效。",
        "Another login that existed before is still known after this one is not.",
    );
    // A second login that ends at the same age: a lifetime, and no accident.
    let span = |loss: &Loss<'_>| Some((loss.alive.1.age_ms?, loss.dead.1.age_ms?));
    let same_age = losses
        .iter()
        .filter(|other| other.login != loss.login)
        .any(|other| {
            let spans = span(loss).zip(span(other));
            spans.is_some_and(|(one, other)| one.0 < other.1 && other.0 < one.1)
        });
    let reasons: &[&str] = if same_age {
        &["expired"]
    } else {
        &["expired", "swept", "evicted"]
    };
    Some((reasons, line))
}
