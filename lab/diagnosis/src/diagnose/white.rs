//! What the services themselves tell: it decides where the wire cannot.

use super::{
    case::{Case, Item, answered, note, proof},
    delivered,
};
use crate::{
    code::Code,
    evidence::{Declared, EventKind, Found, LookUp, Service, Shown, Step},
    verdict::{Layer, Proof, Verdict},
};

/// The first request of the journey that is not recognised, if the service itself tells why: it got the login's cookie and
/// looked it up in vain. What fails before for another reason, or was logged out by the visitor, is not its business.
pub(super) fn first_failure(case: &Case<'_>) -> Option<Layer> {
    let judged = [Step::Login, Step::Control, Step::Visit, Step::Back, Step::Logout];
    for item in case.exchanges() {
        let (index, exchange) = item;
        if !judged.contains(&exchange.step) || exchange.response.is_none() {
            continue;
        }
        let found = exchange.look_up.as_ref().map(|look_up| look_up.found);
        let in_vain = found.is_some_and(|found| !matches!(found, Found::Hit | Found::NoCookie));
        if in_vain && case.arrived_at(index) {
            return check(case, item);
        }
        let is_page = !matches!(exchange.step, Step::Login | Step::Logout);
        if exchange.step == Step::Logout
            || (is_page && exchange.member().is_none() && found != Some(Found::Hit))
        {
            return None;
        }
    }
    None
}

/// What the look-up that a service made for this request says, if there is one.
pub(super) fn check(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let look_up = visit.1.look_up.as_ref()?;
    if look_up.found != Found::Hit
        && let Some(layer) = shadowed(case, visit)
    {
        return Some(layer);
    }
    let letter = visit.1.service.letter();
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
                format!("{letter} 在 {} 里查找：{found}。", look_up.store),
                format!("{letter} looked it up in {}: {found}.", look_up.store),
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
        Found::Ended => certain(
            Code::R5,
            &["logout", "prefetch", "limit", "password", "rotated", "copied"],
        ),
        Found::Copied => certain(Code::R5, &["copied"]),
        Found::WrongKey => certain(Code::R6, &["key"]),
        Found::Unreadable => certain(Code::U1, &["version", "class", "serializer"]),
        Found::Unavailable if is_guest(visit) => certain(Code::R7, &["silent"]),
        Found::Unavailable => certain(Code::R7, &["read"]),
        Found::UnknownMember => certain(Code::U6, &["row"]),
    }
}

fn is_guest((_, exchange): Item<'_>) -> bool {
    let response = exchange.response.as_ref();
    response.is_some_and(|response| response.shown == Shown::Guest && response.status < 500)
}

/// Two cookies of the login's name arrived, and one of them alone would be known: the other one hides it.
fn shadowed(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let name = case.names.iter().find(|name| visit.1.sent(name).len() > 1)?;
    let store = &visit.1.look_up.as_ref()?.store;
    let knower = case
        .evidence
        .stores
        .iter()
        .find(|view| view.knows && view.store == *store)?;
    let lines = vec![
        answered(visit),
        proof(
            visit.0,
            format!("请求里有两个叫 {name} 的 Cookie。"),
            format!("The request carries two cookies called {name}."),
        ),
        note(
            format!("登录的那个值，{} 单独收到时认识它。", knower.copy),
            format!("{} knows the login's value when it comes alone.", knower.copy),
        ),
    ];
    let reasons = delivered::namesakes(case, visit.0, name);
    Some(Layer::certain(Verdict::new(Code::A10, &reasons, lines)))
}

/// The store does not know it. Who does?
fn missed(case: &Case<'_>, look_up: &LookUp, visit: Item<'_>) -> Layer {
    let letter = visit.1.service.letter();
    let lines = |more: Option<Proof>| {
        let mut lines = vec![answered(visit)];
        lines.push(proof(
            visit.0,
            format!("{letter} 在 {} 里查找，没有找到。", look_up.store),
            format!("{letter} looked it up in {} and did not find it.", look_up.store),
        ));
        lines.extend(more);
        lines
    };
    let knower = case.evidence.stores.iter().find(|view| view.knows);
    let Some(view) = knower else {
        return nobody_knows(case, look_up, visit, lines);
    };
    let known = note(
        format!("{} 的存储 {} 认识它。", view.copy, view.store),
        format!("The store of {}, {}, knows it.", view.copy, view.store),
    );
    let (code, reasons): (_, &[_]) = if view.store == look_up.store {
        (Code::R9, &["lag", "unsaved"])
    } else if view.memory && look_up.memory {
        // A visitor who was led to another copy when the number of copies changed, and not before.
        let change = case
            .evidence
            .events
            .iter()
            .find(|event| event.kind == EventKind::CopiesChanged && event.at < visit.1.at);
        (Code::R1, if change.is_some() { &["rehash"] } else { &["copy"] })
    } else {
        (Code::R11, &["store"])
    };
    Layer::certain(Verdict::new(code, reasons, lines(Some(known))))
}

/// No store knows it any more: what happened between the login and this request decides, if anything is known to have.
fn nobody_knows(
    case: &Case<'_>,
    look_up: &LookUp,
    visit: Item<'_>,
    lines: impl Fn(Option<Proof>) -> Vec<Proof>,
) -> Layer {
    let login = case.all(Step::Login).find(|item| !item.1.set_cookie().is_empty());
    let since = login.map(|(_, exchange)| exchange.at);
    let restart = case.evidence.events.iter().find(|event| {
        event.kind == EventKind::Restart
            && event.at < visit.1.at
            && since.is_none_or(|login| event.at >= login)
    });
    if let Some(event) = restart.filter(|_| look_up.memory) {
        let line = note(
            format!("其间有进程重启过（{}），它的内存里的会话随之消失。", event.at),
            format!(
                "A process was restarted in between, at {}, and the sessions in its memory went with it.",
                event.at
            ),
        );
        return Layer::certain(Verdict::new(Code::R2, &[], lines(Some(line))));
    }
    Layer::of(vec![
        Verdict::new(Code::R2, &[], lines(None)),
        Verdict::new(Code::R3, &["expired", "swept", "evicted"], lines(None)),
        Verdict::new(
            Code::R5,
            &["logout", "prefetch", "limit", "password", "rotated", "copied"],
            lines(None),
        ),
    ])
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
