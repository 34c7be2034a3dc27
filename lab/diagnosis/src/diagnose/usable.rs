//! The visitor is known: rightly, and only as long as it should be?

use std::time::Duration;

use super::{
    at_once,
    case::{Case, Item, answered, note},
    delivered,
};
use crate::{
    code::Code,
    evidence::{Exchange, Service, Shape, Step},
    jar::Rule,
    verdict::{Layer, Verdict},
};

/// The length from which an encrypted value that was good after its logout is taken for the session itself.
const LONG: usize = 110;

pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    nobody(case)
        .or_else(|| kept_for_all(case))
        .or_else(|| somebody_else(case))
        .or_else(|| at_once::check(case))
        .or_else(|| in_flight(case))
        .or_else(|| after_logout(case))
}

/// U5: a request without any cookie is answered as a member's, after a member was there.
fn nobody(case: &Case<'_>) -> Option<Layer> {
    [Service::B, Service::A].into_iter().find_map(|service| {
        let without: Vec<_> = case.answered(service, Step::Nothing).collect();
        let as_member = without.iter().find(|(_, exchange)| exchange.member().is_some())?;
        // A page that shows a member to everybody from the beginning was read wrongly.
        let before = without
            .iter()
            .find(|item| item.0 < as_member.0 && item.1.member().is_none())?;
        let lines = vec![answered(*before), answered(*as_member)];
        Some(Layer::certain(Verdict::new(Code::U5, &["cache"], lines)))
    })
}

/// U5: a cache answers a request whose cookie is nobody's with the page of a member.
fn kept_for_all(case: &Case<'_>) -> Option<Layer> {
    let kept = case
        .at(Service::B, Step::Garbage)
        .find(|item| item.1.member().is_some() && delivered::is_hit(*item))?;
    let lines = vec![
        answered(kept),
        note(
            "这个 Cookie 是编造的；换一个缓存没有见过的地址，就没有显示登录。",
            "The cookie was made up; at an address that no cache knows, no login was shown for it.",
        ),
    ];
    Some(Layer::certain(Verdict::new(Code::U5, &["cache"], lines)))
}

/// U5: two jars, one identity; or one jar after another member has used it.
fn somebody_else(case: &Case<'_>) -> Option<Layer> {
    for service in [Service::B, Service::A] {
        let known = |step: Step| {
            case.at(service, step)
                .filter(|(_, exchange)| exchange.member().is_some())
        };
        let own: Vec<_> = known(Step::Visit).chain(known(Step::Control)).collect();
        let other = known(Step::OtherMember)
            .find(|(_, other)| own.iter().any(|(_, own)| own.member() == other.member()));
        if let (Some(first), Some(other)) = (own.first(), other) {
            let right = known(Step::Busted).find(|(_, exchange)| exchange.login == other.1.login);
            let by_cache =
                delivered::is_hit(other) || right.is_some_and(|right| right.1.member() != other.1.member());
            let reasons: &[&str] = if by_cache {
                &["cache"]
            } else {
                &["cache", "half-cleared"]
            };
            let lines = vec![answered(*first), answered(other)];
            return Some(Layer::certain(Verdict::new(Code::U5, reasons, lines)));
        }
    }
    half_cleared(case)
}

/// U5.half-cleared: after a logout and another member's login, A says the new name and B the old one.
fn half_cleared(case: &Case<'_>) -> Option<Layer> {
    let logout = case.all(Step::Logout).next()?;
    let name = |service: Service, after: bool| {
        case.exchanges().find(move |(index, exchange)| {
            let of_journey = matches!(exchange.step, Step::Control | Step::Visit | Step::Between);
            of_journey
                && exchange.service == service
                && exchange.member().is_some()
                && (*index > logout.0) == after
        })
    };
    let (before, a, b) = (
        name(Service::B, false)?,
        name(Service::A, true)?,
        name(Service::B, true)?,
    );
    let (old, new) = (name(Service::A, false)?, a);
    let is_stale = old.1.member() != new.1.member() && before.1.member() == b.1.member();
    let lines = vec![answered(before), answered(new), answered(b)];
    let reasons: &[&str] = if delivered::is_hit(b) {
        &["cache"]
    } else {
        &["half-cleared"]
    };
    is_stale.then(|| Layer::certain(Verdict::new(Code::U5, reasons, lines)))
}

/// U4.in-flight: after the logout took the cookie back, another answer set it again, and it is good.
fn in_flight(case: &Case<'_>) -> Option<Layer> {
    let records = &case.history.records;
    let ours = |record: &&super::history::Record| {
        let line = record.receipt.line.as_ref();
        line.is_some_and(|line| case.names.contains(&line.name))
    };
    let removal = records.iter().filter(ours).find(|record| {
        case.evidence.exchanges[record.exchange].step == Step::Logout && record.receipt.rule == Rule::Removes
    })?;
    let revived = records.iter().filter(ours).find(|record| {
        let step = case.evidence.exchanges[record.exchange].step;
        record.exchange > removal.exchange && record.receipt.rule == Rule::Stored && step != Step::Login
    })?;
    let known = case.exchanges().find(|(index, exchange)| {
        *index > revived.exchange && exchange.step.is_journey() && exchange.member().is_some()
    })?;
    // A login in between would be a login, and nothing that came back.
    let login_again = case
        .all(Step::Login)
        .any(|(index, _)| index > removal.exchange && index < known.0);
    let item = |index: usize| answered((index, &case.evidence.exchanges[index]));
    let lines = vec![item(removal.exchange), item(revived.exchange), answered(known)];
    (!login_again).then(|| Layer::certain(Verdict::new(Code::U4, &["in-flight"], lines)))
}

/// U2 and U4: a saved value after its logout, for each login and service by itself.
fn after_logout(case: &Case<'_>) -> Option<Layer> {
    let mut replays: Vec<Item<'_>> = case
        .all(Step::Replay)
        .filter(|(_, exchange)| exchange.response.is_some())
        .collect();
    replays.sort_by_key(|(_, exchange)| exchange.at);
    let is_login = |exchange: &Exchange| case.names.iter().any(|name| !exchange.sent(name).is_empty());
    let (replays, left): (Vec<Item<'_>>, Vec<Item<'_>>) =
        replays.iter().partition(|(_, exchange)| is_login(exchange));
    let is_alive = |(_, exchange): &Item<'_>| exchange.member().is_some();
    let Some((_, alive)) = replays.iter().find(|item| is_alive(item)) else {
        return left_behind(case, &left);
    };
    let key = (alive.login, alive.service);
    let of_one: Vec<_> = replays
        .iter()
        .filter(|(_, exchange)| (exchange.login, exchange.service) == key)
        .copied()
        .collect();
    let lines = || of_one.iter().map(|item| answered(*item)).collect::<Vec<_>>();
    let turns = of_one
        .windows(2)
        .filter(|pair| is_alive(&pair[0]) != is_alive(&pair[1]))
        .count();
    let (first, last) = (of_one.first()?, of_one.last()?);
    // Another login was over at both with its logout: this one was, too, until the answer under way wrote it back.
    let is_over_elsewhere = replays.iter().any(|item| item.1.login != key.0)
        && replays
            .iter()
            .all(|item| item.1.login == key.0 || !is_alive(item));
    let layer = match (is_alive(first), is_alive(last), turns) {
        (true, true, 0) if is_over_elsewhere && was_under_way(case, alive.login) => {
            Layer::certain(Verdict::new(Code::U4, &["resurrected"], lines()))
        }
        (true, true, 0)
            // Nobody makes the id of a session that long.
            if case.holds_session() && case.value().is_some_and(|value| value.len() >= LONG)
                || case.shape().is_some_and(Shape::is_self_contained) =>
        {
            Layer::certain(Verdict::new(Code::U2, &["stateless"], lines()))
        }
        (true, true, 0) => Layer::certain(Verdict::new(Code::U2, &["cache", "stateless"], lines())),
        (true, false, 1) => Layer::certain(Verdict::new(Code::U2, &["cache"], lines())),
        // Back again, and a request was under way during the logout. Without one, copies that do not agree look the same.
        (false, true, 1) if was_under_way(case, alive.login) => {
            Layer::certain(Verdict::new(Code::U4, &["resurrected"], lines()))
        }
        _ => Layer::of(vec![
            Verdict::new(Code::U2, &["cache"], lines()),
            Verdict::new(Code::U4, &["resurrected"], lines()),
        ]),
    };
    Some(layer)
}

/// U2.cache: what a logout has left in the browser opens the page of the member, and not only one that greets somebody who is not logged in.
fn left_behind(case: &Case<'_>, left: &[Item<'_>]) -> Option<Layer> {
    left.iter().find_map(|replay| {
        let is_before = |(_, real): &Item<'_>| {
            real.login == replay.1.login
                && real.member().is_some()
                && case.pages_are_stable(replay.1.service)
                && case.same_but_cookies(real, replay.1)
        };
        let before = case.at(replay.1.service, Step::Real).find(is_before)?;
        let line = note(
            "退出登录之后，浏览器里剩下的 Cookie 还能打开登录者的页面。",
            "After the logout, the cookies that it leaves in the browser open the member's page.",
        );
        let lines = vec![answered(before), answered(*replay), line];
        Some(Layer::certain(Verdict::new(Code::U2, &["cache"], lines)))
    })
}

/// Whether a request with this login's value was answered after its logout was.
fn was_under_way(case: &Case<'_>, login: u32) -> bool {
    let logout = case
        .all(Step::ProbeLogout)
        .find(|(_, exchange)| exchange.login == login);
    logout.is_some_and(|(_, logout)| {
        let ended = |exchange: &Exchange| {
            let took = exchange.response.as_ref().and_then(|response| response.took_ms);
            exchange.at + Duration::from_millis(took.unwrap_or_default())
        };
        case.all(Step::Parallel)
            .any(|(_, exchange)| exchange.login == login && ended(exchange) >= logout.at)
    })
}
