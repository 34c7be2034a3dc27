//! B knows the visitor, and back at A nobody does any more.

use super::{
    arrive,
    case::{Case, Item, answered},
};
use crate::{
    code::Code,
    evidence::{Service, Shown, Step},
    jar::SetCookie,
    verdict::{Layer, Verdict},
};

/// The visit whose answer knows the member and sets the login's cookie anew.
pub(super) fn renewed<'a>(case: &Case<'a>) -> Option<Item<'a>> {
    let mut visits = case.answered(Service::B, Step::Visit);
    visits.find(|(_, exchange)| {
        let lines = exchange.set_cookie().iter();
        let mut lines = lines.filter_map(|line| SetCookie::parse(line).ok());
        let is_new = |line: &SetCookie| {
            !line.value.is_empty() && !exchange.sent(&line.name).contains(&line.value.as_str())
        };
        exchange.member().is_some() && lines.any(|line| case.names.contains(&line.name) && is_new(&line))
    })
}

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
        // B has given it another id, and with that the one of A has ended; or it has ended by itself.
        if let Some(visit) = renewed(case) {
            let lines = || vec![answered(visit), answered(back)];
            verdicts.push(Verdict::new(Code::R5, &["rotated"], lines()));
        }
        verdicts.extend([
            Verdict::new(Code::R2, &[], vec![answered(back)]),
            Verdict::new(Code::R3, &["expired", "swept", "evicted"], vec![answered(back)]),
            Verdict::new(Code::R7, &["write"], vec![answered(back)]),
        ]);
    }
    Some(Layer::of(verdicts))
}
