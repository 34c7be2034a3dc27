//! B knows the visitor, and back at A nobody does any more.

use super::{
    arrive,
    case::{Case, Item, answered},
};
use crate::{
    code::Code,
    evidence::{Service, Shown, Step},
    verdict::{Layer, Verdict},
};

/// What became of the login's cookie on the way back to A, where the request there left without it. What A makes of the cookie when it
/// arrives is a matter of time.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let is_guest = |(_, exchange): &Item<'_>| {
        let response = exchange.response.as_ref();
        response.is_some_and(|response| response.shown == Shown::Guest)
    };
    let back = case.answered(Service::A, Step::Back).find(is_guest)?;
    let logout = case.all(Step::Logout).next();
    if case.arrived_at(back.0) || logout.is_some_and(|logout| logout.0 < back.0) {
        return None;
    }
    let mut verdicts = arrive::check(case, back.0).verdicts;
    for verdict in &mut verdicts {
        verdict.proof.push(answered(back));
    }
    let mut saved = case.answered(Service::A, Step::Saved);
    if let Some(known) = saved.find(|(_, exchange)| exchange.member().is_some()) {
        for verdict in &mut verdicts {
            verdict.proof.push(answered(known));
        }
    } else {
        // The session may have ended as well.
        verdicts.extend([
            Verdict::new(Code::R2, &[], vec![answered(back)]),
            Verdict::new(Code::R3, &["expired", "swept", "evicted"], vec![answered(back)]),
            Verdict::new(Code::R7, &["write"], vec![answered(back)]),
        ]);
    }
    Some(Layer::of(verdicts))
}
