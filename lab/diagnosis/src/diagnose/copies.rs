//! P4: the same request, many times.

use std::collections::BTreeMap;

use super::{
    at_once,
    case::{Case, Item, answered, note},
    delivered, marks,
};
use crate::{
    code::Code,
    evidence::{EventKind, Service, Shape, Step},
    question::Question,
    verdict::{Layer, Verdict},
};

/// The age in milliseconds from which a store that lags has caught up.
const SETTLED: u64 = 5000;
/// The number of requests below which a share says nothing.
const ENOUGH: usize = 4;
/// The number of requests in a row that no copy of two fails by chance.
const LASTING: usize = 12;
/// The number of requests of one login in which not one is known by chance.
const SEVERAL: usize = 3;

/// What a share of answers says, if only some of the repeated requests know the visitor.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    [Service::B, Service::A]
        .into_iter()
        .find_map(|service| of(case, service))
        .or_else(|| by_login(case))
}

/// R1: some logins B knows each time and others never: where each was made, or where each is looked for, is not the same place.
fn by_login(case: &Case<'_>) -> Option<Layer> {
    let mut logins: BTreeMap<u32, Vec<Item<'_>>> = BTreeMap::new();
    // What a jar sends besides is another matter: B may have a cookie of its own in it.
    let steps = [Step::Real, Step::Repeat, Step::Delayed, Step::Parallel];
    // Around what stands before the copies, everything may be well.
    let is_around = |item: &Item<'_>| item.1.copy.as_ref().is_some_and(|copy| copy.starts_with("http"));
    let asked = steps.into_iter().flat_map(|step| case.answered(Service::B, step));
    for item in asked.filter(|item| !is_around(item)) {
        logins.entry(item.1.login).or_default().push(item);
    }
    let is_known = |(_, exchange): &Item<'_>| exchange.member().is_some();
    let always = logins
        .values()
        .find(|items| items.len() > 1 && items.iter().all(is_known))?;
    // What requests at once make of a login says nothing of where it is.
    if at_once::ends_each(case) {
        return None;
    }
    let is_late = |items: &[Item<'_>]| ages(items).max().is_some_and(|age| age >= SETTLED);
    let of_none = logins
        .values()
        .filter(|items| items.len() >= SEVERAL && !items.iter().any(is_known));
    let never = of_none.max_by_key(|items| is_late(items))?;
    // What a service says that is away, or a cache, is another matter.
    if never
        .iter()
        .any(|item| item.1.status() >= 500 || delivered::is_hit(*item))
    {
        return None;
    }
    let lines = || {
        let line = note(
            format!(
                "一次登录的 {} 个请求 B 都认识，另一次登录的 {} 个请求 B 都不认识。",
                always.len(),
                never.len()
            ),
            format!(
                "Of one login B knows all {} requests, and of another none of {}.",
                always.len(),
                never.len()
            ),
        );
        vec![line, answered(always[0]), answered(never[0])]
    };
    let mut verdicts = vec![Verdict::new(Code::R1, &["copy"], lines())];
    if case.holds_session() {
        verdicts = vec![Verdict::new(Code::R6, &["copy"], lines())];
    } else {
        if needs_key(case, Service::B, case.shape()?) {
            verdicts.push(Verdict::new(Code::R6, &["copy"], lines()));
        }
        verdicts.push(Verdict::new(Code::R7, &["write"], lines()));
        if !is_late(never) {
            verdicts.push(Verdict::new(Code::R9, &["lag", "unsaved"], lines()));
        }
        let mut possible = marks::possible(case);
        possible.retain(|verdict| verdicts.iter().all(|known| known.code != verdict.code));
        verdicts.extend(possible);
        verdicts.sort_by_key(|verdict| verdict.code);
    }
    Some(Layer {
        question: Some(Question::about_logins()),
        ..Layer::of(verdicts)
    })
}

fn of(case: &Case<'_>, service: Service) -> Option<Layer> {
    let repeats: Vec<_> = case
        .at(service, Step::Repeat)
        .filter(|(_, exchange)| exchange.response.is_some())
        .collect();
    let (hits, misses): (Vec<Item<'_>>, Vec<_>) = repeats
        .iter()
        .partition(|(_, exchange)| exchange.member().is_some());
    if repeats.len() < ENOUGH || hits.is_empty() || misses.is_empty() {
        return None;
    }
    let are_many = hits.len().min(misses.len()) > ENOUGH;
    if are_many && ages(&hits).max() < ages(&misses).min() {
        // Not one copy or another: all of them, from some age on.
        return None;
    }
    if is_used_up(&repeats) {
        return None;
    }
    let lines = || {
        let mut lines = vec![note(
            format!(
                "同一个值发了 {} 次，{} 次认识，{} 次不认识。",
                repeats.len(),
                hits.len(),
                misses.len()
            ),
            format!(
                "Of {} requests with one value, {} know the visitor and {} do not.",
                repeats.len(),
                hits.len(),
                misses.len()
            ),
        )];
        lines.push(answered(hits[0]));
        lines.push(answered(misses[0]));
        lines.extend(by_copy(&repeats));
        lines
    };
    if are_many && ages(&misses).max() < ages(&hits).min() {
        // All copies, up to some age.
        return Some(Layer::certain(Verdict::new(
            Code::R9,
            &["lag", "unsaved"],
            lines(),
        )));
    }
    if misses.iter().all(|item| delivered::is_hit(*item)) && !hits.iter().any(|item| delivered::is_hit(*item))
    {
        return Some(Layer::certain(Verdict::new(Code::A14, &["cdn"], lines())));
    }
    if misses.iter().any(|(_, exchange)| exchange.status() >= 500) {
        // A copy that cannot read what another one can fails by itself; what says that it is away lacks something behind it.
        let is_away = misses
            .iter()
            .all(|(_, exchange)| matches!(exchange.status(), 502..=504));
        let other = if is_away {
            Verdict::new(Code::U6, &["profile"], lines())
        } else {
            Verdict::new(Code::U1, &["version", "class", "serializer"], lines())
        };
        return Some(Layer::of(vec![Verdict::new(Code::R7, &["read"], lines()), other]));
    }
    let shape = case.shape()?;
    if case.holds_session() {
        return Some(Layer::certain(Verdict::new(Code::R6, &["copy"], lines())));
    }
    let mut verdicts = vec![Verdict::new(Code::R1, &reasons(case, service), lines())];
    if needs_key(case, service, shape) {
        verdicts.push(Verdict::new(Code::R6, &["copy"], lines()));
    }
    if !settled(&repeats) {
        verdicts.push(Verdict::new(Code::R9, &["lag"], lines()));
    }
    Some(Layer::of(verdicts))
}

/// Whether B knew the value at first and then never again, so often that it is no copy's chance: what it did with it has ended it.
fn is_used_up(repeats: &[Item<'_>]) -> bool {
    let is_known = |item: &&Item<'_>| item.1.member().is_some();
    let first = repeats.iter().take_while(is_known).count();
    let after = &repeats[first..];
    (1..=2).contains(&first) && after.len() >= LASTING && !after.iter().any(|item| is_known(&item))
}

/// Whether copies may differ in their keys, for all that is known.
fn needs_key(case: &Case<'_>, service: Service, shape: Shape) -> bool {
    let declared = case
        .evidence
        .declared
        .iter()
        .find(|declared| declared.service == service);
    shape.needs_key()
        && declared.is_none_or(|declared| declared.memory != Some(true) && declared.key.is_none())
}

fn ages<'i>(items: &'i [Item<'_>]) -> impl Iterator<Item = u64> + 'i {
    items.iter().filter_map(|(_, exchange)| exchange.age_ms)
}

/// Whether requests still fail when every replica has caught up.
fn settled(repeats: &[Item<'_>]) -> bool {
    let late = |(_, exchange): &&Item<'_>| exchange.age_ms.is_some_and(|age| age >= SETTLED);
    let fails = |(_, exchange): &Item<'_>| exchange.member().is_none();
    repeats.iter().filter(late).any(fails)
}

fn reasons(case: &Case<'_>, service: Service) -> Vec<&'static str> {
    let changed = case
        .evidence
        .events
        .iter()
        .find(|event| event.kind == EventKind::CopiesChanged);
    let Some(event) = changed else { return vec!["copy"] };
    let held_before = case
        .at(service, Step::Visit)
        .chain(case.at(service, Step::Control))
        .filter(|(_, exchange)| exchange.at < event.at)
        .all(|(_, exchange)| exchange.member().is_some());
    if held_before { vec!["rehash"] } else { vec!["copy"] }
}

/// A line of proof for each copy, if copies can be told apart.
fn by_copy(repeats: &[Item<'_>]) -> Vec<crate::Proof> {
    let mut copies: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (_, exchange) in repeats {
        let Some(copy) = &exchange.copy else { continue };
        let count = copies.entry(copy).or_default();
        if exchange.member().is_some() {
            count.0 += 1;
        } else {
            count.1 += 1;
        }
    }
    copies
        .into_iter()
        .map(|(copy, (hits, misses))| {
            note(
                format!("副本 {copy}：{hits} 次认识，{misses} 次不认识。"),
                format!("Copy {copy}: {hits} know the visitor, {misses} do not."),
            )
        })
        .collect()
}
