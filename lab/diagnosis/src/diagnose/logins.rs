//! Logins of the probes that A never made: many services refuse some logins after a few, in a page that answers 200.

use crate::evidence::{Evidence, Exchange, Service, Step};

/// The number of requests with one value that would have found a copy that knows it.
const ENOUGH: usize = 4;

/// The exchanges of logins that A did not know from the beginning, and of those beside them that nobody was seen to know: what they carried may
/// never have been a login. None where A did not know the journey's either.
pub(super) fn never_made(evidence: &Evidence) -> Vec<usize> {
    let of_journey = |exchange: &Exchange| {
        let is_asked = matches!(exchange.step, Step::Between | Step::Control | Step::Back);
        exchange.service == Service::A && exchange.login == 0 && is_asked
    };
    let mut exchanges = evidence.exchanges.iter();
    if !exchanges.any(|exchange| of_journey(exchange) && exchange.member().is_some()) {
        return Vec::new();
    }
    let mut numbers: Vec<_> = evidence.exchanges.iter().map(|exchange| exchange.login).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| *number != 0);
    // Between two that somebody knows.
    let unknown = numbers.chunk_by(|one, other| !is_known(evidence, *one) && !is_known(evidence, *other));
    let doubtful: Vec<u32> = unknown
        .filter(|chunk| chunk.iter().any(|number| is_unknown_at_a(evidence, *number)))
        .flatten()
        .copied()
        .collect();
    let mut all: Vec<_> = (0..evidence.exchanges.len()).collect();
    all.retain(|index| doubtful.contains(&evidence.exchanges[*index].login));
    all
}

fn of(evidence: &Evidence, number: u32) -> impl Iterator<Item = &Exchange> {
    evidence
        .exchanges
        .iter()
        .filter(move |exchange| exchange.login == number)
}

fn is_known(evidence: &Evidence, number: u32) -> bool {
    of(evidence, number).any(|exchange| exchange.member().is_some())
}

/// Whether A did not know a login that B had not seen before, in any of many requests.
fn is_unknown_at_a(evidence: &Evidence, number: u32) -> bool {
    let mut carrying = of(evidence, number)
        .filter(|exchange| exchange.step.carries_login())
        .peekable();
    let is_first = carrying
        .peek()
        .is_some_and(|exchange| exchange.service == Service::A);
    let mut count = 0;
    let all = carrying
        .filter(|exchange| exchange.service == Service::A)
        .all(|exchange| {
            count += 1;
            let is_page = exchange.response.is_some() && exchange.status() < 500 && exchange.status() != 429;
            is_page && exchange.member().is_none()
        });
    is_first && all && count >= ENOUGH && !is_known(evidence, number)
}
