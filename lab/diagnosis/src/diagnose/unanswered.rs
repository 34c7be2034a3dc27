//! R7, U1 and U6: B never answers a request that carries the login's cookie.

use super::case::{Case, Item, answered};
use crate::{
    code::Code,
    evidence::{Service, Step},
    verdict::{Layer, Verdict},
};

/// The number of requests with the login's value, and of those with garbage, after which silence is no accident where garbage has an answer.
const ENOUGH: [usize; 2] = [3, 2];

/// What it is where B answers without the cookie, and never with the login's value.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let carrying = case.exchanges().filter(|item| carries(case, item));
    let carrying: Vec<_> = carrying
        .filter(|(index, _)| !case.refused.contains(index))
        .collect();
    let is_silent = |(_, exchange): &Item<'_>| exchange.response.is_none();
    let mut without = case.at(Service::B, Step::Nothing);
    let without = without.find(|item| !is_silent(item))?;
    let (forged, real): (Vec<Item<'_>>, Vec<_>) = carrying
        .iter()
        .partition(|(_, exchange)| exchange.step == Step::Garbage);
    let is_answered = forged.iter().any(|item| !is_silent(item));
    let is_split =
        real.len() >= ENOUGH[0] && forged.len() >= ENOUGH[1] && forged.iter().all(|item| !is_silent(item));
    // Once is an accident.
    if carrying.len() < 2 || !real.iter().all(is_silent) || is_answered && !is_split {
        return None;
    }
    let (garbage, other) = (forged.first(), real.first()?);
    let lines = || {
        let lines = [Some(&without), Some(other), garbage];
        lines.into_iter().flatten().map(|item| answered(*item)).collect()
    };
    let mut verdicts = vec![Verdict::new(Code::R7, &["read"], lines())];
    // What B does with garbage it can: it stops at what it finds with the login's value.
    if is_split {
        verdicts.push(Verdict::new(
            Code::U1,
            &["version", "class", "serializer"],
            lines(),
        ));
    }
    // Nobody finds anything with garbage; with the login's value, what does not answer may lie behind the session.
    if garbage.is_none() || is_split {
        verdicts.push(Verdict::new(Code::U6, &["profile"], lines()));
    }
    Some(Layer::of(verdicts))
}

/// Whether a request to B carried a cookie of the login's name, with whatever value.
fn carries(case: &Case<'_>, (index, exchange): &Item<'_>) -> bool {
    let has_name = || case.names.iter().any(|name| !exchange.sent(name).is_empty());
    exchange.service == Service::B && (has_name() || exchange.step.is_journey() && case.arrived_at(*index))
}
