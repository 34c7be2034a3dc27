//! A visit that left without the login, or without all of it: is that what fails first?

use super::{
    arrive,
    case::{Case, answered},
    layers::{Layers, forced, frame},
    triple,
};
use crate::{
    code::Code,
    evidence::Service,
    question::Question,
    verdict::{
        Finding::{No, Unknown, Yes},
        Layer, Verdict,
    },
};

/// The visit left without the cookie. If a request before it carried the cookie, was not recognised, and had it taken away,
/// that one failed first, unless the cookie is good at B.
pub(super) fn check(case: &Case<'_>, visit: usize) -> Layers {
    let layer = arrive::check(case, visit);
    let next = forced(case);
    if case.arrived_in_part_at(visit) {
        return in_part(case, visit, layer, next);
    }
    let Some(culprit) = arrive::culprit(case, visit) else {
        return (frame(No, Unknown, Unknown), layer, next);
    };
    let line = || vec![answered(culprit)];
    match next {
        Some(good) if good.verdicts.is_empty() => (frame(No, Unknown, Unknown), layer, Some(good)),
        Some(failing) if culprit.1.service == Service::B => (frame(Yes, No, Unknown), failing, None),
        _ => {
            let mut verdicts = layer.verdicts;
            verdicts.extend([
                Verdict::new(Code::R1, &["copy"], line()),
                Verdict::new(Code::R2, &[], line()),
                Verdict::new(Code::R3, &["expired", "swept", "evicted"], line()),
                Verdict::new(Code::R6, &["key", "copy", "format"], line()),
                Verdict::new(Code::R7, &["destructive"], line()),
                Verdict::new(Code::R11, &["store", "prefix", "table", "db"], line()),
            ]);
            (frame(Unknown, Unknown, Unknown), Layer::of(verdicts), None)
        }
    }
}

/// A part of the login went along. It is the other part that lacks if B knows the whole; or else B may not even look for it.
fn in_part(case: &Case<'_>, visit: usize, layer: Layer, next: Option<Layer>) -> Layers {
    match next {
        Some(good) if good.verdicts.is_empty() => (frame(No, Unknown, Unknown), layer, Some(good)),
        next => {
            let item = (visit, &case.evidence.exchanges[visit]);
            let other = next.unwrap_or_else(|| triple::check(case, item));
            let mut verdicts = layer.verdicts;
            verdicts.extend(other.verdicts);
            let layer = Layer {
                question: Some(Question::about_parts()),
                ..Layer::of(verdicts)
            };
            (frame(Unknown, Unknown, Unknown), layer, None)
        }
    }
}
