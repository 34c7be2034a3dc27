//! What the services themselves tell: it decides where the wire cannot.

use super::case::{Case, Item, answered, proof};
use crate::{
    code::Code,
    evidence::{Declared, Found, LookUp, Service},
    verdict::{Layer, Verdict},
};

/// What the look-up that B made for this request says, if there is one.
pub(super) fn check(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let look_up = visit.1.look_up.as_ref()?;
    let lines = || {
        let found = serde_json::to_value(look_up.found).ok();
        let found = found
            .as_ref()
            .and_then(|found| found.as_str())
            .unwrap_or_default()
            .to_owned();
        vec![
            answered(visit),
            proof(
                visit.0,
                format!("B 在 {} 里查找：{found}。", look_up.store),
                format!("B looked it up in {}: {found}.", look_up.store),
            ),
        ]
    };
    let certain = |code, reasons: &[&'static str]| Some(Layer::certain(Verdict::new(code, reasons, lines())));
    match look_up.found {
        Found::NoCookie if names_differ(case) => certain(Code::R8, &[]),
        Found::NoCookie => Some(Layer::of(vec![
            Verdict::new(Code::A13, &["forward", "ssr", "cdn", "h2", "parser"], lines()),
            Verdict::new(Code::R8, &[], lines()),
        ])),
        Found::Hit => certain(Code::U6, &["row", "key", "role", "profile"]),
        Found::Miss => Some(missed(case, look_up, visit)),
        Found::Expired => certain(Code::R3, &["expired"]),
        Found::Ended => certain(Code::R5, &["logout", "prefetch", "limit", "password", "rotated"]),
        Found::WrongKey => certain(Code::R6, &["key"]),
        Found::Unreadable => certain(Code::U1, &["version", "class", "serializer"]),
        Found::Unavailable if visit.1.status() < 500 => certain(Code::R7, &["silent"]),
        Found::Unavailable => certain(Code::R7, &["read"]),
        Found::UnknownMember => certain(Code::U6, &["row"]),
    }
}

/// B's store does not know it. Who does?
fn missed(case: &Case<'_>, look_up: &LookUp, visit: Item<'_>) -> Layer {
    let lines = |view: Option<&crate::evidence::StoreView>| {
        let mut lines = vec![answered(visit)];
        lines.push(proof(
            visit.0,
            format!("B 在 {} 里查找，没有找到。", look_up.store),
            format!("B looked it up in {} and did not find it.", look_up.store),
        ));
        if let Some(view) = view {
            lines.push(super::case::note(
                format!("{} 的存储 {} 认识它。", view.copy, view.store),
                format!("The store of {}, {}, knows it.", view.copy, view.store),
            ));
        }
        lines
    };
    let knower = case.evidence.stores.iter().find(|view| view.knows);
    match knower {
        Some(view) if view.store == look_up.store => {
            Layer::certain(Verdict::new(Code::R9, &["lag", "unsaved"], lines(Some(view))))
        }
        Some(view) if view.memory && look_up.memory => {
            Layer::certain(Verdict::new(Code::R1, &["copy"], lines(Some(view))))
        }
        Some(view) => Layer::certain(Verdict::new(Code::R11, &["store"], lines(Some(view)))),
        None => Layer::of(vec![
            Verdict::new(Code::R2, &[], lines(None)),
            Verdict::new(Code::R3, &["expired", "swept", "evicted"], lines(None)),
            Verdict::new(
                Code::R5,
                &["logout", "prefetch", "limit", "password", "rotated"],
                lines(None),
            ),
        ]),
    }
}

/// Two declared values of A and B, if both are there.
pub(super) fn both<T: PartialEq + Clone>(
    case: &Case<'_>,
    what: impl Fn(&Declared) -> Option<T>,
) -> Option<(T, T)> {
    let of = |service| {
        let declared = case
            .evidence
            .declared
            .iter()
            .find(|declared| declared.service == service)?;
        what(declared)
    };
    Some((of(Service::A)?, of(Service::B)?))
}

fn names_differ(case: &Case<'_>) -> bool {
    both(case, |declared| declared.cookie.clone()).is_some_and(|(a, b)| a != b)
}
