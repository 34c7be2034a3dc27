//! P11: several requests with one value at once.

use std::time::Duration;

use super::case::{Case, Item, answered, note};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Step},
    jar::SetCookie,
    verdict::{Layer, Verdict},
};

/// The number of requests, one after the other, that copies which do not agree hardly answer alike.
const SEVERAL: usize = 3;

/// R5.rotated: of requests at once some are answered with a new id, and others with the old one fail. Where a replaced one is good, the store may have
/// failed them as well (R7.silent); where none is replaced, whoever had too much to do may.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let all: Vec<_> = parallel(case).collect();
    // What is too busy says nothing of the id.
    let is_refused = |exchange: &Exchange| exchange.member().is_none() && exchange.status() < 500;
    let failed = *all.iter().find(|(_, exchange)| is_refused(exchange))?;
    let known = |(_, exchange): &&Item<'_>| exchange.member().is_some();
    let renewed = all
        .iter()
        .filter(known)
        .find(|(_, exchange)| renews(case, exchange));
    let alone: Vec<_> = case.carrying(failed.1.service).collect();
    let is_steady = alone.len() >= SEVERAL && alone.iter().all(|item| known(&item));
    if renewed.is_none() && ends_each(case) {
        let line = note(
            "一个接一个的请求都认识，每个回答都换了 id；并发的请求没有一个认识：旧的 id 一被再用，整个登录就结束了。",
            "One after the other each request is known and answered with a new id, and of requests at once none is: an old id that comes again ends the login.",
        );
        let lines = vec![answered(*alone.first()?), answered(failed), line];
        return Some(Layer::certain(Verdict::new(Code::R5, &["rotated"], lines)));
    }
    let line = note(
        "并发的请求里，一个得到了新的 id，另一个仍用旧的 id，被当作游客。",
        "Of requests at once, one was given a new id, and another one with the old id counts as a guest.",
    );
    let lines = vec![answered(*renewed?), answered(failed), line];
    let mut verdicts = vec![Verdict::new(Code::R5, &["rotated"], lines.clone())];
    if is_replaced_one_good(case) {
        verdicts.push(Verdict::new(Code::R7, &["silent"], lines.clone()));
    }
    // Copies that do not agree look the same, unless one request after the other always works.
    if !is_steady {
        verdicts.insert(0, Verdict::new(Code::R1, &["copy"], lines));
    }
    Some(Layer::of(verdicts))
}

/// Whether every request of every login that came alone is known and renews the value, and none of those that came at once is known: who comes with a
/// replaced value ends the login.
pub(super) fn ends_each(case: &Case<'_>) -> bool {
    let alone: Vec<_> = case.carrying(Service::B).collect();
    let is_renewed = |(_, exchange): &Item<'_>| exchange.member().is_some() && renews(case, exchange);
    let mut logins: Vec<_> = parallel(case).map(|(_, exchange)| exchange.login).collect();
    logins.dedup();
    alone.len() >= SEVERAL
        && alone.iter().all(is_renewed)
        && logins.len() > 1
        && parallel(case).all(|(_, exchange)| exchange.member().is_none() && exchange.status() < 500)
        && !is_replaced_one_good(case)
}

fn parallel<'a>(case: &Case<'a>) -> impl Iterator<Item = Item<'a>> {
    case.all(Step::Parallel)
        .filter(|(_, exchange)| exchange.response.is_some())
}

/// Whether an answer sets another value than the one that was sent.
fn renews(case: &Case<'_>, exchange: &Exchange) -> bool {
    let lines = exchange
        .set_cookie()
        .iter()
        .filter_map(|line| SetCookie::parse(line).ok());
    let mut ours = lines.filter(|line| case.names.contains(&line.name));
    ours.any(|line| !exchange.sent(&line.name).contains(&line.value.as_str()))
}

/// Whether a value was known in a request by itself after it had been replaced by another one.
fn is_replaced_one_good(case: &Case<'_>) -> bool {
    // Another cookie beside it may be what the visitor is known by.
    let is_bare = |exchange: &Exchange| {
        let mut cookies = exchange.request.cookies.iter().flatten();
        cookies.all(|pair| case.names.contains(&pair.name))
    };
    let is_alone = |exchange: &Exchange| exchange.step.carries_login() && exchange.response.is_some();
    let exchanges: Vec<_> = case
        .exchanges()
        .filter(|(_, exchange)| is_alone(exchange) && is_bare(exchange))
        .collect();
    let known = exchanges
        .iter()
        .filter(|(_, exchange)| exchange.member().is_some());
    let mut known = known.map(|(_, exchange)| (*exchange, case.values(exchange)));
    known.any(|(later, sent)| {
        exchanges.iter().any(|(_, exchange)| {
            let took = exchange.response.as_ref().and_then(|response| response.took_ms);
            exchange.at + Duration::from_millis(took.unwrap_or_default()) < later.at
                && renews(case, exchange)
                && case.values(exchange) == sent
        })
    })
}
