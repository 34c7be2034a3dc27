//! What fails first, and what would fail next: from the request that ought to show the member to the layer that it failed in.

use super::{
    absent, arrive, behind,
    case::{self, Case, Item},
    code_flow, companion,
    control::{self, Control},
    copies, delivered, form, kept, lifetime, limits, marks, refused, time, triple, unanswered, usable, white,
};
use crate::{
    code::Code,
    evidence::{Service, Step, Via},
    jar::Context,
    verdict::{
        Finding::{self, No, Unknown, Yes},
        Frame, Layer, Verdict,
    },
};

/// The answers to the three questions, what fails first, and what would fail next.
pub(super) type Layers = (Frame, Layer, Option<Layer>);

/// The answers to the three questions.
pub(super) const fn frame(arrived: Finding, resolved: Finding, usable: Finding) -> Frame {
    Frame {
        arrived,
        resolved,
        usable,
    }
}

/// The layers of a run.
pub(super) fn layers(case: &Case<'_>) -> Layers {
    if let Some(layer) = white::first_failure(case) {
        return (frame_of(&layer), layer, None);
    }
    // A share of answers says more than any single one of them, if the cookie arrives, or did until an answer that did not know
    // it took it away.
    let first_failure = case.exchanges().find(|(_, exchange)| {
        matches!(exchange.step, Step::Control | Step::Visit)
            && exchange.request.via == Via::Browser
            && exchange.response.is_some()
            && exchange.member().is_none()
    });
    let arrives = first_failure
        .is_none_or(|(index, _)| case.arrived_at(index) || arrive::culprit(case, index).is_some());
    if let Some(layer) = marks::check(case).filter(|_| arrives) {
        return (frame_of(&layer), layer, None);
    }
    if let Some(layer) = copies::check(case).filter(|_| arrives) {
        return (frame(Yes, No, Unknown), layer, None);
    }
    match control::check(case) {
        Control::Holds => visited(case),
        Control::Missing => uncontrolled(case),
        Control::Fails(layer) => {
            let control = case.first(Service::A, Step::Control);
            let found = control.map_or(
                Unknown,
                |(index, _)| if case.arrived_at(index) { Yes } else { No },
            );
            // Without a login there is nothing to send to B by force.
            let is_issued = !layer
                .codes()
                .iter()
                .any(|code| matches!(code, Code::L0 | Code::A6));
            let next = is_issued.then(|| forced(case)).flatten();
            (frame(found, Unknown, Unknown), layer, next)
        }
    }
}

/// A knows the visitor. Does B?
fn visited(case: &Case<'_>) -> Layers {
    let by_browser = |(_, exchange): &Item<'_>| exchange.request.via == Via::Browser;
    let all: Vec<_> = case.at(Service::B, Step::Visit).filter(by_browser).collect();
    let answered = |(_, exchange): &Item<'_>| exchange.response.is_some();
    let visits: Vec<_> = all.iter().copied().filter(answered).collect();
    if !visits.is_empty() {
        return seen(case, &visits);
    }
    // What left without the cookie needs no answer.
    match all.iter().find(|(index, _)| !case.arrived_at(*index)) {
        Some(visit) => left_without(case, *visit),
        None => unvisited(case),
    }
}

/// The visit left without the login's cookie, which may not be the one that B reads.
fn left_without(case: &Case<'_>, visit: Item<'_>) -> Layers {
    let (frame, layer, next) = absent::check(case, visit.0);
    let known = layer.codes();
    let is_all = next.as_ref().is_some_and(|next| next.verdicts.is_empty());
    let mut more = code_flow::unseen(case, visit);
    if !is_all {
        more.extend(companion::refused(case, visit));
        more.extend(companion::check(case, visit));
    }
    more.retain(|verdict| !known.contains(&verdict.code));
    if more.is_empty() {
        return (frame, layer, next);
    }
    let verdicts = layer.verdicts.into_iter().chain(more).collect();
    (frame, Layer::of(verdicts), None)
}

/// What the answers to visits say.
fn seen(case: &Case<'_>, visits: &[Item<'_>]) -> Layers {
    let fails = |item: &&Item<'_>| item.1.member().is_none() || delivered::cors(**item).is_some();
    let Some(visit) = visits.iter().find(fails) else {
        return known(case);
    };
    if let Some(layer) = code_flow::led_out(case, *visit).or_else(|| code_flow::check(case, *visit)) {
        return (frame(No, Unknown, Unknown), layer, None);
    }
    if !case.arrived_at(visit.0) && !case.carried_enough(visit.0) {
        return match code_flow::unknown(case, *visit) {
            Some(layer) => (frame(Yes, No, Unknown), layer, None),
            None => left_without(case, *visit),
        };
    }
    let layer = delivered_or_not(case, *visit);
    (frame_of(&layer), layer, None)
}

/// The answers to the three questions that all verdicts of a layer agree on.
fn frame_of(layer: &Layer) -> Frame {
    let all = |letter: char| {
        layer
            .codes()
            .iter()
            .all(|code| code.to_string().starts_with(letter))
    };
    match (all('A'), all('R'), all('U')) {
        (true, ..) => frame(No, Unknown, Unknown),
        (_, true, _) => frame(Yes, No, Unknown),
        (.., true) => frame(Yes, Yes, No),
        _ => frame(Unknown, Unknown, Unknown),
    }
}

/// The visitor is known at B.
fn known(case: &Case<'_>) -> Layers {
    if let Some(layer) = lifetime::brief(case) {
        return (frame(No, Unknown, Unknown), layer, None);
    }
    if let Some(layer) = behind::check(case) {
        return (frame_of(&layer), layer, None);
    }
    if let Some(layer) = time::check(case, false) {
        return (frame(Yes, No, Unknown), layer, None);
    }
    if let Some(layer) = lifetime::rested(case)
        .or_else(|| lifetime::crowded(case))
        .or_else(|| barred(case))
    {
        return (frame_of(&layer), layer, None);
    }
    match usable::check(case) {
        Some(layer) => (frame(Yes, Yes, No), layer, None),
        None => (frame(Yes, Yes, Yes), Layer::default(), None),
    }
}

/// A9 or A10: whoever has seen B before cannot log in at A, and others can. What B sets is in the way of A's own cookies.
fn barred(case: &Case<'_>) -> Option<Layer> {
    let refused = case.answered(Service::A, Step::LoginAfterB).next()?;
    let line = case::note(
        "先看过 B 的访问者用同样的密码登录 A 被拒绝，没看过的不会：B 设置的 Cookie 与 A 的重名，挡住或换掉了它。",
        "A refuses the login of a visitor who has seen B before, with the same password, and takes others: a cookie that B sets has the name of one of A's, and shadows or replaces it.",
    );
    let lines = || vec![case::answered(refused), line.clone()];
    Some(Layer::of(vec![
        Verdict::new(Code::A9, &["sibling", "port"], lines()),
        Verdict::new(Code::A10, &["scope", "nested", "path"], lines()),
    ]))
}

/// Nobody asked A again: whatever is found may have that cause, too.
fn uncontrolled(case: &Case<'_>) -> Layers {
    let refused = refused::check(case);
    if case.history.given.is_empty() && !refused.is_empty() {
        return (frame(No, Unknown, Unknown), Layer::of(refused), forced(case));
    }
    if let Some(layer) = form::check(case).or_else(|| control::refused_login(case)) {
        return (Frame::default(), layer, forced(case));
    }
    let mut visits = case.at(Service::B, Step::Visit);
    let visit = visits.find(|(_, exchange)| exchange.response.is_some());
    let layer = match visit {
        Some(visit) if case.history.given.is_empty() || case.arrived_at(visit.0) => {
            triple::check(case, visit)
        }
        Some(visit) => arrive::check(case, visit.0),
        None => unvisited(case).1,
    };
    let mut verdicts = layer.verdicts;
    if verdicts.iter().all(|verdict| verdict.code != Code::L0) {
        let line = if case.answered(Service::A, Step::Control).next().is_some() {
            case::note(
                "登录之后再请求 A，从页面上看不出认不认识访问者。",
                "A was asked again after the login, and its page does not tell whether it knows the visitor.",
            )
        } else {
            case::note(
                "登录之后没有再请求过 A。",
                "A was not asked again after the login.",
            )
        };
        verdicts.push(Verdict::new(Code::L0, &["login"], vec![line]));
    }
    (Frame::default(), Layer::of(verdicts), None)
}

/// The cookie left the browser for B, and B shows nobody.
fn delivered_or_not(case: &Case<'_>, visit: Item<'_>) -> Layer {
    // B knows the visitor, and the script may not read that.
    if let Some(verdict) = delivered::cors(visit).filter(|_| visit.1.member().is_some()) {
        return Layer::certain(verdict);
    }
    white::check(case, visit)
        .or_else(|| delivered::check(case, visit))
        .or_else(|| kept::check(case))
        .or_else(|| time::check(case, true))
        .unwrap_or_else(|| triple::check(case, probe_like(case, visit)))
}

/// What is compared with the probes: one of them, which began as they did, without what the journey's jar had besides and without redirects
/// behind it; the visit where there is none, or where the probe was known.
fn probe_like<'a>(case: &Case<'a>, visit: Item<'a>) -> Item<'a> {
    let mut probes = case.at(Service::B, Step::Real);
    let first = probes.find(|(_, exchange)| exchange.response.is_some());
    first
        .filter(|(_, exchange)| exchange.member().is_none())
        .unwrap_or(visit)
}

/// What P3 says would fail next: the cookie was sent to B against the jar's rules. An empty layer: nothing would.
pub(super) fn forced(case: &Case<'_>) -> Option<Layer> {
    if let Some(layer) = marks::check(case).or_else(|| copies::check(case)) {
        return Some(layer);
    }
    let all: Vec<_> = case
        .at(Service::B, Step::Real)
        .filter(|(_, exchange)| exchange.response.is_some() && !refused::is_left_out(case, exchange))
        .collect();
    let (known, failing): (Vec<Item<'_>>, Vec<Item<'_>>) =
        all.iter().partition(|(_, exchange)| exchange.member().is_some());
    match (known.first(), failing.first()) {
        (None, None) => None,
        (Some(_), None) => Some(Layer::default()),
        (known, Some(real)) => Some(
            white::check(case, *real)
                .or_else(|| time::check(case, true))
                .or_else(|| {
                    Some(triple::mixed(
                        case,
                        *known.filter(|_| real.1.status() < 500)?,
                        *real,
                    ))
                })
                .unwrap_or_else(|| triple::check(case, *real)),
        ),
    }
}

/// No visit to B with the jar was answered: what would a typed one carry?
fn unvisited(case: &Case<'_>) -> Layers {
    let mut probes = case.at(Service::B, Step::Real);
    let Some((_, real)) = probes.find(|(_, exchange)| exchange.response.is_some()) else {
        let layer = unanswered::check(case).unwrap_or_else(|| {
            let line = case::note("登录之后没有访问过 B。", "B was not visited after the login.");
            let set = [Code::A1, Code::A11, Code::R6, Code::R8, Code::R11];
            let verdicts = set.map(|code| Verdict::new(code, &[], vec![line.clone()]));
            Layer::of(verdicts.to_vec())
        });
        return (frame_of(&layer), layer, None);
    };
    let mut evidence = case.recorded.clone();
    let mut visit = real.clone();
    visit.step = Step::Visit;
    visit.request.via = Via::Browser;
    visit.request.context = Context::typed();
    visit.request.cookies = None;
    evidence.exchanges.push(visit);
    let index = evidence.exchanges.len() - 1;
    let (heard, refused) = limits::heard(&evidence);
    let case = Case::new(&evidence, &heard, refused);
    seen(&case, &[(index, &evidence.exchanges[index])])
}
