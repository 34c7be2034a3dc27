//! A cookie beside the login's that only a login gets, and that goes to B: a token that A sets for B and does not read itself.

use super::{
    case::{Case, Item, note},
    history::Record,
    refused,
    unresolved::UNREAD,
};
use crate::{
    code::Code,
    evidence::{Service, Shape, Step},
    jar::{Rule, SetCookie, host},
    verdict::Verdict,
};

/// The shortest value that is taken for a token.
const TOKEN: usize = 16;

/// What it can be if B reads such a cookie: the visit left without the one that A knows the member by, and with this one.
pub(super) fn check(case: &Case<'_>, visit: Item<'_>) -> Vec<Verdict> {
    let Some(name) = went_along(case, visit) else {
        return Vec::new();
    };
    let line = note(
        format!("{name} 只在登录时设置，也到了 B：B 读的可能是它。"),
        format!("A sets {name} at a login only, and it reached B: that may be what B reads."),
    );
    let causes: [(Code, &[&str]); 4] = [
        (Code::R6, &["key", "algorithm", "format"]),
        (Code::R8, &[]),
        (Code::R10, &["issuer", "audience", "clock"]),
        (Code::R11, &["store", "prefix", "table", "db"]),
    ];
    let causes = causes.into_iter().chain(UNREAD);
    causes
        .map(|(code, reasons)| Verdict::new(code, reasons, vec![line.clone()]))
        .collect()
}

/// The verdict about a cookie beside the login's that A sets for B and that is too large for browsers: it holds a session, and may be what B
/// reads, unless B takes notice of what A itself knows the member by.
pub(super) fn refused(case: &Case<'_>, visit: Item<'_>) -> Option<Verdict> {
    let host = host::of(&visit.1.request.url);
    let real = case.answered(Service::B, Step::Real).next();
    let others = [Step::Nothing, Step::Garbage].map(|step| case.answered(Service::B, step).next());
    let is_other = |other: Item<'_>| real.is_some_and(|real| !case.same(real.1, other.1));
    if others.into_iter().flatten().any(is_other) {
        return None;
    }
    let is_for_b = |record: &&Record| {
        let exchange = &case.evidence.exchanges[record.exchange];
        let name = SetCookie::name_in(&record.line);
        let (pair, attributes) = record.line.split_once(';').unwrap_or((&record.line, ""));
        let value = pair.split_once('=').map_or("", |(_, value)| value.trim());
        let reaches = SetCookie::parse(&format!("{name}=;{attributes}")).is_ok_and(|line| {
            let domain = line.domain.filter(|domain| !domain.is_empty());
            line.http_only && domain.is_some_and(|domain| host::domain_matches(host, &domain))
        });
        exchange.step == Step::Login
            && exchange.service == Service::A
            && record.receipt.rule == Rule::TooLarge
            && reaches
            && Shape::of(value).is_self_contained()
            && !case.names.iter().any(|own| own == name)
            && !is_set_elsewhere(case, name)
    };
    let record = case.history.records.iter().find(is_for_b)?;
    Some(refused::verdict(case, record))
}

/// Whether somebody else than a member is given a cookie of this name.
fn is_set_elsewhere(case: &Case<'_>, name: &str) -> bool {
    let others = case.exchanges().filter(|(_, exchange)| {
        matches!(
            exchange.step,
            Step::WrongPassword | Step::Nothing | Step::OwnLogin
        )
    });
    let mut lines = others.flat_map(|(_, exchange)| exchange.set_cookie());
    lines.any(|line| SetCookie::name_in(line) == name)
}

/// The name of the cookie: hidden from script, as long as a token, set by A's answer to the right password and to nobody else.
fn went_along<'a>(case: &'a Case<'_>, visit: Item<'_>) -> Option<&'a str> {
    let candidates = case.history.records.iter().filter(|record| {
        let exchange = &case.evidence.exchanges[record.exchange];
        exchange.step == Step::Login && exchange.service == Service::A && record.receipt.rule == Rule::Stored
    });
    candidates
        .filter_map(|record| record.receipt.line.as_ref())
        .filter(|line| line.http_only && line.value.len() >= TOKEN && !case.names.contains(&line.name))
        .filter(|line| visit.1.sent(&line.name).contains(&line.value.as_str()))
        .map(|line| line.name.as_str())
        .find(|name| !is_set_elsewhere(case, name))
}
