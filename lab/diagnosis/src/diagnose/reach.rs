//! P6: what B's own login shows of A's session, if the browser carries both.

use super::case::{Case, Item};
use crate::evidence::{Exchange, Service, Step};

/// How far B gets with A's value, though it shows nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// B has opened A's session: what it made of it has A's member in it.
    Content,
    /// A knows B's own value, so that they share store and keys in this direction.
    Back,
    /// B has found A's session, whether it could read it or not.
    Record,
    /// B's login has made another session, and A's was not touched.
    Apart,
    /// B goes on with any value, also with garbage.
    Adopts,
}

/// What the probes say of it; `None` if they were not made, or say nothing.
pub(super) fn reach(case: &Case<'_>) -> Option<Reach> {
    let known = |(_, exchange): &Item<'_>| exchange.member().is_some();
    if case.at(Service::A, Step::OwnAtA).any(|item| known(&item)) {
        return Some(Reach::Back);
    }
    if goes_on_with_another(case) || case.at(Service::A, Step::OverAtA).any(|item| known(&item)) {
        return Some(Reach::Content);
    }
    let unknown = |(_, exchange): &Item<'_>| {
        exchange.response.is_some() && exchange.status() < 500 && exchange.member().is_none()
    };
    let mut saved = case.at(Service::A, Step::OverSaved).peekable();
    saved.peek()?;
    if saved.all(|item| unknown(&item)) {
        return Some(Reach::Record);
    }
    // With the login first, with garbage afterwards.
    let values = |step: Step| -> Vec<Vec<String>> {
        let all = case.at(Service::B, step);
        all.map(|(_, exchange)| value(case, exchange)).collect()
    };
    let (before, after) = (values(Step::OwnOver), values(Step::OverControl));
    let keeps = |index: usize| Some(before.get(index)? == after.get(index)?);
    match (keeps(0)?, keeps(1)) {
        (false, _) => Some(Reach::Apart),
        (true, Some(false)) => Some(Reach::Record),
        (true, Some(true)) => Some(Reach::Adopts),
        (true, None) => None,
    }
}

/// Whether A knows, on the way back, a value that B has put in the place of the login's: it was made of the login's.
fn goes_on_with_another(case: &Case<'_>) -> bool {
    let Some(login) = case.value() else { return false };
    let mut back = case.at(Service::A, Step::Back);
    back.any(|(_, exchange)| {
        let sent = value(case, exchange);
        let is_other = !sent.is_empty() && !sent.contains(&login);
        let by_b = |sent: &String| {
            let mut at_b = case.at(Service::B, Step::Visit);
            at_b.any(|(_, visit)| visit.set_cookie().iter().any(|line| line.contains(sent.as_str())))
        };
        exchange.member().is_some() && is_other && sent.iter().any(by_b)
    })
}

/// The values that an exchange carried under the login's names.
fn value(case: &Case<'_>, exchange: &Exchange) -> Vec<String> {
    let values = case.names.iter().flat_map(|name| exchange.sent(name));
    values.map(str::to_owned).collect()
}
