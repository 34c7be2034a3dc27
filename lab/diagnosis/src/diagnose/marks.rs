//! Values that B never knows, and others that it always knows: a character that they have, and these have not.

use std::collections::BTreeMap;

use super::case::{Case, Item, answered, note};
use crate::{
    code::Code,
    evidence::{Service, Step},
    verdict::{Layer, Verdict},
};

/// Characters of base64 and of escapes, which some programs read as others: PHP makes a blank of a plus.
const MARKS: [char; 9] = ['+', '/', '=', '%', '-', '_', '~', '.', '!'];
/// The number of values of each kind, and of both, in which a character is hardly chance: of ids in base64, two of five have a given one.
const ENOUGH: [usize; 2] = [3, 7];
/// And in which it may be the reason beside others.
const SOME: [usize; 2] = [1, 2];

/// R6 or A13: with each value all answers agree, and all values that B does not know share a character that no other one has. Copies that do
/// not agree, a store that is late and caches do not look at characters.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    told_apart(case, ENOUGH).map(|verdicts| Layer::of(verdicts.to_vec()))
}

/// The verdicts of [`check`] where there are too few values to be sure of them: what may be the reason beside others.
pub(super) fn possible(case: &Case<'_>) -> Vec<Verdict> {
    told_apart(case, SOME).map(Vec::from).unwrap_or_default()
}

fn told_apart(case: &Case<'_>, [each, both]: [usize; 2]) -> Option<[Verdict; 2]> {
    let mut values: BTreeMap<String, Vec<Item<'_>>> = BTreeMap::new();
    let more = [Step::Busted, Step::Parallel].map(|step| case.answered(Service::B, step));
    for item in case.carrying(Service::B).chain(more.into_iter().flatten()) {
        let sent = case.names.iter().flat_map(|name| item.1.sent(name));
        values
            .entry(sent.collect::<Vec<_>>().join("\n"))
            .or_default()
            .push(item);
    }
    let is_known = |(_, exchange): &Item<'_>| exchange.member().is_some();
    let agrees = |items: &Vec<Item<'_>>| items.iter().all(|item| is_known(item) == is_known(&items[0]));
    if !values.values().all(agrees) {
        return None;
    }
    let (known, unknown): (Vec<_>, Vec<_>) = values.iter().partition(|(_, items)| is_known(&items[0]));
    if known.len().min(unknown.len()) < each || values.len() < both {
        return None;
    }
    let mark = MARKS.into_iter().find(|mark| {
        unknown.iter().all(|(value, _)| value.contains(*mark))
            && !known.iter().any(|(value, _)| value.contains(*mark))
    })?;
    let lines = || {
        let text = note(
            format!(
                "B 始终不认识的 {} 个值里都有“{mark}”，始终认识的 {} 个值里都没有：B 读到的不是 A 写的值。",
                unknown.len(),
                known.len()
            ),
            format!(
                "The {} values that B never knows all have a \"{mark}\", and the {} that it always knows have none: B does not read what A has written.",
                unknown.len(),
                known.len()
            ),
        );
        vec![text, answered(unknown[0].1[0]), answered(known[0].1[0])]
    };
    Some([
        Verdict::new(Code::A13, &["cdn", "parser"], lines()),
        Verdict::new(Code::R6, &["format"], lines()),
    ])
}
