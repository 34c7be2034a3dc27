//! From evidence to verdicts.
//!
//! The order in which questions are asked is the order in which a request meets what can go wrong; what is decided by a
//! comparison of answers comes before what is only left over. Where the evidence does not decide, the answer is the set of
//! what fits it.

mod absent;
mod arrive;
mod behind;
mod case;
mod claims;
mod code_flow;
mod companion;
mod control;
mod copies;
mod delivered;
mod form;
mod history;
mod lifetime;
mod limits;
mod logins;
mod marks;
mod nameless;
mod outside;
mod reach;
mod reached;
mod refused;
mod runnable;
mod time;
mod triple;
mod unanswered;
mod unresolved;
mod usable;
mod white;

use case::{Case, Item};
use control::Control;

use crate::{
    code::Code,
    evidence::{Evidence, Probe, Service, Step, Via},
    jar::Context,
    text::{Text, words},
    verdict::{
        Diagnosis,
        Finding::{self, No, Unknown, Yes},
        Frame, Layer, Outcome, Verdict,
    },
};

/// The diagnosis of a run.
pub fn diagnose(evidence: &Evidence) -> Diagnosis {
    let (heard, refused) = limits::heard(evidence);
    let case = Case::new(evidence, &heard, refused);
    let not_tried = Probe::ALL
        .into_iter()
        .filter(|probe| !probe.steps().iter().any(|step| case.all(*step).next().is_some()))
        .collect();
    let mut diagnosis = Diagnosis {
        outcome: Outcome::Fine,
        sentence: Text::default(),
        frame: Frame::default(),
        first: Layer::default(),
        next: None,
        also: Vec::new(),
        not_tried,
    };
    if let Some(reason) = runnable::obstacle(&case) {
        diagnosis.outcome = Outcome::CouldNotRun;
        diagnosis.sentence = reason;
        return diagnosis;
    }
    let (frame, first, next) = layers(&case);
    (diagnosis.frame, diagnosis.first, diagnosis.next) = (frame, first, next);
    let is_fine = diagnosis.first.verdicts.is_empty() && diagnosis.frame.usable == Yes;
    let brief = || lifetime::brief_though_renewed(&case).filter(|_| is_fine);
    diagnosis.also = arrive::overwritten(&case)
        .or_else(brief)
        .filter(|verdict| !diagnosis.first.codes().contains(&verdict.code))
        .into_iter()
        .collect();
    let doubt = runnable::doubt(&case).filter(|_| diagnosis.first.verdicts.is_empty());
    if let Some(reason) = doubt {
        (diagnosis.outcome, diagnosis.sentence) = (Outcome::CouldNotRun, reason);
        diagnosis.frame = Frame::default();
        return diagnosis;
    }
    (diagnosis.outcome, diagnosis.sentence) = match diagnosis.first.verdicts.as_slice() {
        [] => (Outcome::Fine, FINE.into()),
        [verdict] => (Outcome::Verdict, verdict.sentence.clone()),
        several => {
            let codes: Vec<_> = several.iter().map(|verdict| verdict.code.to_string()).collect();
            let codes = codes.join(", ");
            let zh = format!("无法确定：看到的情况与 {codes} 都相符。");
            (
                Outcome::Unknown,
                Text::new(zh, format!("Undecided: what was seen fits {codes}.")),
            )
        }
    };
    diagnosis
}

const FINE: crate::Words = words(
    "登录在两个服务都有效：Cookie 到达了，id 找到了，内容可用。",
    "The login is known at both services: the cookie arrives, the id resolves, the content is usable.",
);

type Layers = (Frame, Layer, Option<Layer>);

const fn frame(arrived: Finding, resolved: Finding, usable: Finding) -> Frame {
    Frame {
        arrived,
        resolved,
        usable,
    }
}

fn layers(case: &Case<'_>) -> Layers {
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
    if let Some(layer) = code_flow::check(case, *visit) {
        return (frame(No, Unknown, Unknown), layer, None);
    }
    if !case.arrived_at(visit.0) {
        return left_without(case, *visit);
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
    if let Some(layer) = lifetime::rested(case) {
        return (frame_of(&layer), layer, None);
    }
    match usable::check(case) {
        Some(layer) => (frame(Yes, Yes, No), layer, None),
        None => (frame(Yes, Yes, Yes), Layer::default(), None),
    }
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
        let line = case::note(
            "登录之后没有再请求过 A。",
            "A was not asked again after the login.",
        );
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
fn forced(case: &Case<'_>) -> Option<Layer> {
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
