//! A cache before B that keeps `Set-Cookie` as well: everybody is given one and the same session.

use std::collections::BTreeSet;

use super::case::{Case, Item, answered, note};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Step},
    jar::SetCookie,
    verdict::{Layer, Verdict},
};

/// The shortest value that is taken for the id of a session.
const ISSUED: usize = 16;
/// The number of visitors who are given one id by no chance.
const SEVERAL: usize = 3;

/// A14.cdn: B sets one id for visitors who have come with different cookies, or with none (RFC 9111 §7.3).
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let steps = [
        Step::Nothing,
        Step::Garbage,
        Step::Real,
        Step::Repeat,
        Step::Visit,
    ];
    let asked: Vec<_> = steps
        .into_iter()
        .flat_map(|step| case.answered(Service::B, step))
        .collect();
    asked.iter().find_map(|first| {
        let (name, value) = ids(first.1).into_iter().next()?;
        // Who has sent it gets it back anyway.
        let is_given = |item: &&Item<'_>| {
            let is_own = item.1.sent(&name).contains(&value.as_str());
            !is_own && ids(item.1).contains(&(name.clone(), value.clone()))
        };
        let given: Vec<_> = asked.iter().filter(is_given).collect();
        let carried: BTreeSet<_> = given.iter().map(|item| item.1.sent(&name).join("\n")).collect();
        if carried.len() < SEVERAL {
            return None;
        }
        let line = note(
            format!(
                "{} 个应答给不同的访问者设置了同一个 {name}：中间的缓存连 Set-Cookie 也存下来了。",
                given.len()
            ),
            format!(
                "{} answers set one and the same {name} for different visitors: a cache in between keeps Set-Cookie, too.",
                given.len()
            ),
        );
        let lines = vec![line, answered(*given[0]), answered(*given[given.len() - 1])];
        Some(Layer::certain(Verdict::new(Code::A14, &["cdn"], lines)))
    })
}

/// The names and values that an answer sets and that may be ids of sessions.
fn ids(exchange: &Exchange) -> Vec<(String, String)> {
    let lines = exchange.set_cookie().iter();
    let lines = lines.filter_map(|line| SetCookie::parse(line).ok());
    lines
        .filter(|line| line.value.len() >= ISSUED && !line.removes(exchange.at))
        .map(|line| (line.name, line.value))
        .collect()
}
