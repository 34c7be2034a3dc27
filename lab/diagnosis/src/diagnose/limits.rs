//! Answers that say nothing about the member: a limit of requests, a shield before the service, a service that is away for everybody.

use std::borrow::Cow;

use super::logins;
use crate::evidence::{Evidence, Exchange, Service, Step};

/// The number of refusals in a row that are a block, and no copy which refuses guests.
const IN_A_ROW: usize = 4;

/// A run without the answers that say nothing about the member, and which ones a service gave to whoever asked: these requests have no answer,
/// for all that the login has to do with it.
pub(super) fn heard(evidence: &Evidence) -> (Cow<'_, Evidence>, Vec<usize>) {
    let mut refused: Vec<usize> = [Service::A, Service::B]
        .into_iter()
        .flat_map(|service| of(evidence, service))
        .collect();
    refused.sort_unstable();
    let never_made = logins::never_made(evidence);
    if refused.is_empty() && never_made.is_empty() {
        return (Cow::Borrowed(evidence), refused);
    }
    let mut heard = evidence.clone();
    for index in refused.iter().chain(&never_made) {
        heard.exchanges[*index].response = None;
    }
    (Cow::Owned(heard), refused)
}

/// The answers of one service that say nothing about the member.
fn of(evidence: &Evidence, service: Service) -> Vec<usize> {
    let pages: Vec<_> = evidence
        .exchanges
        .iter()
        .enumerate()
        .filter(|(_, exchange)| {
            exchange.service == service && exchange.response.is_some() && is_page(exchange)
        })
        .collect();
    let guests = || {
        pages
            .iter()
            .map(|(_, exchange)| *exchange)
            .filter(|exchange| is_guests(exchange))
    };
    // A guest had this answer, and another time, at the same address, one that is none of these.
    let is_passing = |status: u16| {
        guests()
            .filter(|refused| refused.status() == status)
            .any(|refused| {
                guests().any(|other| other.request.url == refused.request.url && other.status() < 400)
            })
    };
    let away = |status: u16| (500..=599).contains(&status) && is_passing(status);
    let each = pages.iter().filter(|(_, exchange)| {
        // RFC 6585 §4: too many requests.
        exchange.status() == 429 || away(exchange.status())
    });
    let each = each.map(|(index, _)| *index);
    let runs = pages.chunk_by(|(_, one), (_, other)| one.status() == other.status());
    let blocks = runs.filter(|run| {
        let status = run[0].1.status();
        // 401 asks for a login (RFC 9110 §15.5.2).
        let is_refusal = (400..=499).contains(&status) && !matches!(status, 401 | 429);
        let has_guest = run.iter().any(|(_, exchange)| is_guests(exchange));
        is_refusal && has_guest && run.len() >= IN_A_ROW && is_passing(status)
    });
    let blocks = blocks.flatten().map(|(index, _)| *index);
    each.chain(blocks).collect()
}

/// Whether a request asks for a page, and not for a login or its end.
const fn is_page(exchange: &Exchange) -> bool {
    !matches!(
        exchange.step,
        Step::Login
            | Step::WrongPassword
            | Step::LoginSecured
            | Step::LoginDirect
            | Step::LoginForced
            | Step::SecondLogin
            | Step::OwnLogin
            | Step::OwnOver
            | Step::Logout
            | Step::ProbeLogout
            | Step::PasswordChange
    )
}

/// Whether a request carried no cookie at all, so that its answer is one for guests.
fn is_guests(exchange: &Exchange) -> bool {
    let cookies = exchange.request.cookies.as_ref();
    exchange.request.context.method == "GET" && cookies.is_some_and(Vec::is_empty)
}
