//! R7: B never answers a request that carries the login's cookie.

use super::case::{Case, Item, answered};
use crate::{
    code::Code,
    evidence::{Service, Step},
    verdict::{Layer, Verdict},
};

/// What it is where B answers without the cookie, and never with one of its name.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let carrying = case.exchanges().filter(|item| carries(case, item));
    let carrying: Vec<_> = carrying
        .filter(|(index, _)| !case.refused.contains(index))
        .collect();
    let is_silent = |(_, exchange): &Item<'_>| exchange.response.is_none();
    let mut without = case.at(Service::B, Step::Nothing);
    let without = without.find(|item| !is_silent(item))?;
    // Once is an accident.
    if carrying.len() < 2 || !carrying.iter().all(is_silent) {
        return None;
    }
    let garbage = carrying
        .iter()
        .find(|(_, exchange)| exchange.step == Step::Garbage);
    let other = carrying
        .iter()
        .find(|(_, exchange)| exchange.step != Step::Garbage)?;
    let lines = || {
        let lines = [Some(&without), Some(other), garbage];
        lines.into_iter().flatten().map(|item| answered(*item)).collect()
    };
    let mut verdicts = vec![Verdict::new(Code::R7, &["read"], lines())];
    // Nobody finds anything with garbage; with the login's value, what does not answer may lie behind the session.
    if garbage.is_none() {
        verdicts.push(Verdict::new(Code::U6, &["profile"], lines()));
    }
    Some(Layer::of(verdicts))
}

/// Whether a request to B carried a cookie of the login's name, with whatever value.
fn carries(case: &Case<'_>, (index, exchange): &Item<'_>) -> bool {
    let has_name = || case.names.iter().any(|name| !exchange.sent(name).is_empty());
    exchange.service == Service::B && (has_name() || exchange.step.is_journey() && case.arrived_at(*index))
}
