//! A cookie beside the login's that only a login gets, and that goes to B: a token that A sets for B and does not read itself.

use super::{
    case::{Case, Item, note},
    unresolved::UNREAD,
};
use crate::{
    code::Code,
    evidence::{Service, Step},
    jar::{Rule, SetCookie},
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

/// The name of the cookie: hidden from script, as long as a token, set by A's answer to the right password and to nobody else.
fn went_along<'a>(case: &'a Case<'_>, visit: Item<'_>) -> Option<&'a str> {
    let is_elsewhere = |name: &str| {
        let others = case.exchanges().filter(|(_, exchange)| {
            matches!(
                exchange.step,
                Step::WrongPassword | Step::Nothing | Step::OwnLogin
            )
        });
        let mut lines = others.flat_map(|(_, exchange)| exchange.set_cookie());
        lines.any(|line| SetCookie::parse(line).is_ok_and(|line| line.name == name))
    };
    let candidates = case.history.records.iter().filter(|record| {
        let exchange = &case.evidence.exchanges[record.exchange];
        exchange.step == Step::Login && exchange.service == Service::A && record.receipt.rule == Rule::Stored
    });
    candidates
        .filter_map(|record| record.receipt.line.as_ref())
        .filter(|line| line.http_only && line.value.len() >= TOKEN && !case.names.contains(&line.name))
        .filter(|line| visit.1.sent(&line.name).contains(&line.value.as_str()))
        .map(|line| line.name.as_str())
        .find(|name| !is_elsewhere(name))
}
