//! How long a login lasts where all is well as yet: by its cookie's own line, and by what a pause shows.

use time::OffsetDateTime;

use super::{
    arrive::set_by,
    case::{Case, Item, answered, note, proof},
};
use crate::{
    code::Code,
    evidence::{Service, Step},
    jar::{Rule, SetCookie, StoredCookie, parse_date},
    verdict::{Layer, Verdict},
};

/// The life of a cookie below which it was not meant, unless something renews it: milliseconds taken for seconds make of a day 86 s.
pub const BRIEF: time::Duration = time::Duration::minutes(2);

/// A7: all is well as yet, and what A has set ends in no time, without an answer that renews it.
pub(super) fn brief(case: &Case<'_>) -> Option<Layer> {
    if is_renewed(case) || is_replaced(case) || is_untried(case) || is_imported(case) {
        return None;
    }
    let given = case.history.given.iter();
    let (cookie, life) = given
        .filter_map(|cookie| Some((cookie, life(case, cookie)?)))
        .find(|(_, life)| *life < BRIEF)?;
    Some(Layer::certain(ends_soon(
        case,
        cookie,
        life,
        ("之后没有应答再设置它", "no answer sets it again"),
    )))
}

/// A7 beside a login that works: every cookie of it ends soon after the last answer. What ends within the pause of [`rested`] is seen there.
pub(super) fn brief_though_renewed(case: &Case<'_>) -> Option<Verdict> {
    let given = &case.history.given;
    let lives: Option<Vec<_>> = given.iter().map(|cookie| life(case, cookie)).collect();
    let longest = lives?.into_iter().max().filter(|life| *life < BRIEF)?;
    // The login may go on without them, if another cookie brings them back.
    let outlives = |[(_, before), (_, after)]: &[Item<'_>; 2]| {
        after.at - before.at > longest && after.member().is_some()
    };
    if pauses(case).iter().any(outlives) {
        return None;
    }
    let renewal = if is_renewed(case) {
        ("每个应答都重新设置它", "each answer sets it again")
    } else if is_untried(case) && !is_imported(case) {
        (
            "到期之后会怎样，没有试成",
            "what happens when it has ended could not be tried",
        )
    } else {
        return None;
    };
    Some(ends_soon(case, given.first()?, longest, renewal))
}

fn life(case: &Case<'_>, cookie: &StoredCookie) -> Option<time::Duration> {
    Some(cookie.ends? - case.evidence.exchanges[cookie.set_by].at)
}

/// Whether an answer behind the login has set one of its cookies again.
fn is_renewed(case: &Case<'_>) -> bool {
    let step = |exchange: usize| case.evidence.exchanges[exchange].step;
    case.history.records.iter().any(|record| {
        let line = record.receipt.line.as_ref();
        let is_ours = line.is_some_and(|line| case.names.contains(&line.name));
        is_ours && record.receipt.rule == Rule::Stored && step(record.exchange) != Step::Login
    })
}

/// Whether both services still knew a visitor whose short-lived cookies had ended: another cookie brings them back, by way of A or silently.
fn is_replaced(case: &Case<'_>) -> bool {
    let knows = |service| {
        let mut looks = case.answered(service, Step::Lapsed);
        looks.any(|(_, exchange)| exchange.member().is_some())
    };
    knows(Service::A) && knows(Service::B)
}

/// Whether nobody has seen what happens when the short-lived cookies have ended, and the login has set others, one of which may bring them back.
fn is_untried(case: &Case<'_>) -> bool {
    let was_tried = case.all(Step::Lapsed).next().is_some();
    let lasts = |line: &SetCookie, at: OffsetDateTime| line.end(at).is_none_or(|end| end - at >= BRIEF);
    let mut records = case.history.records.iter();
    !was_tried
        && records.any(|record| {
            let exchange = &case.evidence.exchanges[record.exchange];
            let line = record.receipt.line.as_ref().filter(|_| record.receipt.is_kept());
            let is_of_login = exchange.service == Service::A && exchange.step == Step::Login;
            is_of_login && line.is_some_and(|line| lasts(line, exchange.at))
        })
}

/// Whether the cookies are those of a browser that had logged in before: what is left of a life says nothing of its length.
fn is_imported(case: &Case<'_>) -> bool {
    let is_posted = |(_, exchange): Item<'_>| !exchange.request.context.is_safe();
    !case.at(Service::A, Step::Login).any(is_posted) && case.all(Step::WrongPassword).next().is_none()
}

fn ends_soon(case: &Case<'_>, cookie: &StoredCookie, life: time::Duration, renewal: (&str, &str)) -> Verdict {
    let mut lines = set_by(case, cookie);
    let (seconds, (zh, en)) = (life.whole_seconds(), renewal);
    lines.push(proof(
        cookie.set_by,
        format!("浏览器只保留它 {seconds} 秒，{zh}。"),
        format!("A browser keeps it for {seconds} s, and {en}."),
    ));
    Verdict::new(Code::A7, reasons(case, cookie), lines)
}

/// Why the browser has it no more: the reasons of A7.
pub(super) fn reasons(case: &Case<'_>, cookie: &StoredCookie) -> &'static [&'static str] {
    let setter = &case.evidence.exchanges[cookie.set_by];
    let server = setter.header("date").and_then(parse_date);
    let capped = case.evidence.engine.profile().script_days;
    if cookie.by_script
        && cookie
            .ends
            .zip(capped)
            .is_some_and(|(end, days)| end - cookie.created == time::Duration::days(days))
    {
        return &["itp"];
    }
    let by_date = |line: &str| {
        !line.to_ascii_lowercase().contains("max-age") && line.to_ascii_lowercase().contains("expires")
    };
    let dated = setter
        .set_cookie()
        .iter()
        .any(|line| line.starts_with(&cookie.name) && by_date(line));
    match server {
        Some(server) if dated && (setter.at - server).abs() > time::Duration::minutes(1) => &["clock"],
        // Whether its clock is right, the server did not say.
        None if dated => &["short", "clock"],
        _ => &["short"],
    }
}

/// A7, R3: B knew the visitor, and after a pause of some seconds it does not, for two logins. Whatever renews a login with each answer hides
/// how short it is.
pub(super) fn rested(case: &Case<'_>) -> Option<Layer> {
    let pauses = pauses(case);
    let is_over = |[(_, before), (_, after)]: &[Item<'_>; 2]| {
        before.member().is_some() && after.member().is_none() && after.status() < 500
    };
    if let [first, second, third] = pauses.as_slice()
        && is_over(first)
        && is_over(third)
        && second[1].1.member().is_some()
    {
        return Some(swept(first, second));
    }
    if pauses.len() < 2 || !pauses.iter().all(is_over) {
        return None;
    }
    let [before, after] = pauses[0];
    let seconds = (after.1.at - before.1.at).whole_seconds();
    let mut lines = vec![
        answered(before),
        answered(after),
        note(
            format!("其间 {seconds} 秒没有请求。"),
            format!("In between there was no request for {seconds} s."),
        ),
    ];
    let is_gone = |name: &&String| !before.1.sent(name).is_empty() && after.1.sent(name).is_empty();
    let Some(gone) = case.names.iter().find(is_gone) else {
        return Some(Layer::certain(Verdict::new(Code::R3, &["expired"], lines)));
    };
    lines.push(note(
        format!("浏览器没有再带上 {gone}：它的期限已到。"),
        format!("The browser sent {gone} no more: its time was over."),
    ));
    Some(Layer::certain(Verdict::new(Code::A7, &["short"], lines)))
}

/// R3: a login is over behind a pause in which somebody else came, and another one is not behind one in which nobody did.
fn swept(first: &[Item<'_>; 2], second: &[Item<'_>; 2]) -> Layer {
    let seconds = (first[1].1.at - first[0].1.at).whole_seconds();
    let mut lines: Vec<_> = first.iter().chain(second).map(|item| answered(*item)).collect();
    lines.push(note(
        format!("停了 {seconds} 秒：其间有别的访问者来过，登录就没有了；没有人来，登录还在。"),
        format!("After a pause of {seconds} s the login was gone where another visitor had come, and there where nobody had."),
    ));
    Layer::certain(Verdict::new(Code::R3, &["swept"], lines))
}

/// R3, R5.limit: B knows the first visitor no more behind the logins of the probes, and another one neither behind as many, or at that age; R2 as
/// well where another one is known.
pub(super) fn crowded(case: &Case<'_>) -> Option<Layer> {
    let is_over = |(_, exchange): Item<'_>| exchange.member().is_none() && exchange.status() < 500;
    let remaining = case
        .answered(Service::B, Step::Remaining)
        .next()
        .filter(|item| is_over(*item))?;
    let looks: Vec<_> = case.answered(Service::B, Step::Crowded).collect();
    let (Some(before), Some(last)) = (looks.first().copied(), looks.last().copied()) else {
        return forgotten(case, remaining);
    };
    before.1.member()?;
    let lines = |line| vec![answered(remaining), answered(before), answered(last), line];
    if !is_over(last) {
        let line = note(
            "没有人退出，先来的访问者却不再被认识；另一个访问者过了同样久、又登录了同样多次，仍被认识。",
            "Nobody logged out, and the first visitor is known no more; another one is, at the same age and behind as many logins.",
        );
        return Some(Layer::of(vec![
            Verdict::new(Code::R2, &[], lines(line.clone())),
            Verdict::new(Code::R3, &["expired", "swept", "evicted"], lines(line.clone())),
            Verdict::new(Code::R5, &["limit"], lines(line)),
        ]));
    }
    if looks.len() > 2 {
        let seconds = (last.1.at - before.1.at).whole_seconds();
        let line = note(
            format!("没有退出登录，{seconds} 秒之后 B 就不认识了；多几次登录不会这样。"),
            format!(
                "Nobody logged out, and B knew it no more after {seconds} s; more logins alone do not do that."
            ),
        );
        let verdict = Verdict::new(Code::R3, &["expired", "swept"], lines(line));
        return Some(Layer::certain(verdict));
    }
    let line = note(
        "其间只是又登录了若干次，没有人退出：之后 B 就不认识先前的登录了。",
        "In between there were some more logins and no logout: behind them B does not know the earlier one.",
    );
    Some(Layer::of(vec![
        Verdict::new(Code::R3, &["evicted"], lines(line.clone())),
        Verdict::new(Code::R5, &["limit"], lines(line)),
    ]))
}

/// R2, R3, R5, R7: neither service knows the first visitor any more, and no other login could be compared.
fn forgotten(case: &Case<'_>, at_b: Item<'_>) -> Option<Layer> {
    let is_over = |(_, exchange): &Item<'_>| exchange.member().is_none() && exchange.status() < 500;
    let at_a = case
        .answered(Service::A, Step::Remaining)
        .next()
        .filter(is_over)?;
    let known = case.answered(Service::A, Step::Control).next()?;
    let seconds = (at_b.1.at - known.1.at).whole_seconds();
    let lines = || {
        let line = note(
            format!("没有人退出；{seconds} 秒之后两个服务都不认识这个登录了，也无法再登录一次来比较。"),
            format!(
                "Nobody logged out; after {seconds} s neither service knows the login, and no other one could be made to compare."
            ),
        );
        vec![answered(known), answered(at_b), answered(at_a), line]
    };
    Some(Layer::of(vec![
        Verdict::new(Code::R2, &[], lines()),
        Verdict::new(Code::R3, &["expired", "swept", "evicted"], lines()),
        Verdict::new(Code::R5, &["limit"], lines()),
        Verdict::new(Code::R7, &["write"], lines()),
    ]))
}

/// What B answered before and behind each pause, at the last look.
fn pauses<'a>(case: &Case<'a>) -> Vec<[Item<'a>; 2]> {
    let looks: Vec<_> = case.answered(Service::B, Step::Rested).collect();
    let of_one = looks.chunk_by(|one, other| one.1.login == other.1.login);
    of_one
        .filter_map(|looks| match looks {
            [before, .., after] => Some([*before, *after]),
            _ => None,
        })
        .collect()
}
