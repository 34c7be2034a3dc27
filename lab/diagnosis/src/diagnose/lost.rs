//! A login that is lost: A knew it, and from some moment on does not.

use super::{
    behind,
    case::{Case, Item, answered, note, proof},
    time::{is_known, logins, moment, sightings},
};
use crate::{
    code::Code,
    evidence::{EventKind, Service, Step},
    jar::SetCookie,
    verdict::{Layer, Proof, Verdict},
};

/// The shortest value that is taken for the id of a session.
const ID: usize = 16;

/// R2, R3, R5: A knew the login and does not any more.
pub(super) fn check(case: &Case<'_>, failing: bool) -> Option<Layer> {
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
    // What guests get as well, or is no id, is no session of the member's.
    let for_guests: Vec<_> = case
        .answered(Service::B, Step::Nothing)
        .flat_map(|(_, guest)| guest.set_cookie())
        .collect();
    let is_for_guests = |name: &str| {
        for_guests
            .iter()
            .any(|line| line.starts_with(&format!("{name}=")))
    };
    let is_own = |line: &&String| {
        let parsed = SetCookie::parse(line).ok();
        parsed.is_some_and(|line| {
            line.value.len() >= ID && !case.names.contains(&line.name) && !is_for_guests(&line.name)
        })
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
    let in_part = case
        .at(Service::B, Step::Visit)
        .filter(|(index, _)| case.carried_enough(*index));
    let at_b = case.carrying(Service::B).chain(in_part).filter(|item| {
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
