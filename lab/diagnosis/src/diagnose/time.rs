//! What time does: not there yet (P5), away for a while, gone.

use super::{
    case::{Case, Item, answered, note},
    delivered, lost,
};
use crate::{
    code::Code,
    evidence::{Service, Step},
    verdict::{Layer, Verdict},
};

/// What time explains. `failing` is whether a visit failed: if none did, a logout in the journey was wanted.
pub(super) fn check(case: &Case<'_>, failing: bool) -> Option<Layer> {
    outage(case)
        .or_else(|| early(case))
        .or_else(|| faded(case))
        .or_else(|| lost::check(case, failing))
}

/// Whether a login was known, by service and moment, in order.
pub(super) fn sightings<'a>(case: &Case<'a>, service: Service, login: u32) -> Vec<Item<'a>> {
    let mut found: Vec<_> = case
        .carrying(service)
        .filter(|(_, exchange)| exchange.login == login && exchange.response.is_some())
        .collect();
    found.sort_by_key(|(_, exchange)| exchange.at);
    found
}

/// When an exchange was. Of two in the same millisecond, which is as fine as a record is, the first in the record was earlier.
pub(super) const fn moment(item: &Item<'_>) -> (time::OffsetDateTime, usize) {
    (item.1.at, item.0)
}

pub(super) fn is_known((_, exchange): &Item<'_>) -> bool {
    exchange.member().is_some()
}

pub(super) fn logins(case: &Case<'_>) -> Vec<u32> {
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
