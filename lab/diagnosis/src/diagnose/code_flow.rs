//! B makes a login of its own by way of A, as with an authorization code, and the cookie of that login is lost on the way.

use url::Url;

use super::{
    arrive,
    case::{Case, Item, answered, note, proof},
    refused,
};
use crate::{
    code::Code,
    evidence::{Service, Step},
    jar::Rule,
    verdict::{Layer, Verdict},
};

/// The shortest value that is taken for the id of a session.
const ISSUED: usize = 16;

/// Why B does not take what A hands over, or why what B sets then does not come with the next request to B: the jar says it.
pub(super) fn check(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let way = way(case, visit);
    if let Some(layer) = refused(case, visit, &way) {
        return Some(layer);
    }
    let mut verdicts = returns(&way).find_map(|index| {
        let rest = &way[index + 1..];
        let next = rest.iter().find(|(_, exchange)| exchange.service == Service::B)?;
        lost(case, way[index], *next, ISSUED)
    })?;
    let is_again = |(_, exchange): &&Item<'_>| {
        exchange.service == Service::B && exchange.request.url.path() == visit.1.request.url.path()
    };
    let turns = way.iter().filter(is_again).count();
    if turns >= 2 {
        for verdict in &mut verdicts {
            verdict.proof.push(note(
                format!("B 转到 A，A 转回 B，没有尽头：一次访问里至少 {turns} 圈。"),
                format!("B leads to A and A back to B without end: {turns} rounds and more in one visit."),
            ));
        }
    }
    Some(Layer::of(verdicts))
}

/// Whether a visit carries what B has set when A had led back to it: a login of B's own, made by way of A.
pub(super) fn has_login_of_b(case: &Case<'_>, visit: Item<'_>) -> bool {
    let is_of_a = |url: &Url| {
        let mut of_a = case
            .exchanges()
            .filter(|(_, exchange)| exchange.service == Service::A);
        of_a.any(|(_, exchange)| exchange.request.url.origin() == url.origin())
    };
    let mut records = case
        .history
        .records
        .iter()
        .filter(|record| record.exchange < visit.0);
    records.any(|record| {
        let exchange = &case.evidence.exchanges[record.exchange];
        let line = record.receipt.line.as_ref();
        exchange.service == Service::B
            && exchange.request.context.redirected_by.iter().any(is_of_a)
            && line.is_some_and(|line| visit.1.sent(&line.name).contains(&line.value.as_str()))
    })
}

/// Why B does not know the login of its own that comes back to it: what A knows its visitor by is not in question.
pub(super) fn unknown(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let causes: [(Code, &[&str]); 4] = [
        (Code::R1, &["copy"]),
        (Code::R3, &["expired", "swept", "evicted"]),
        (Code::R7, &["write", "silent"]),
        (Code::R9, &["lag", "unsaved"]),
    ];
    let line = note(
        "B 经由 A 建立了自己的登录，并设置了自己的 Cookie；它到了 B，B 却不认识。",
        "B has made a login of its own by way of A, with a cookie of its own; that reaches B, which does not know it.",
    );
    let verdict = |(code, reasons)| Verdict::new(code, reasons, vec![answered(visit), line.clone()]);
    has_login_of_b(case, visit).then(|| Layer::of(causes.map(verdict).to_vec()))
}

/// R5.logout: B leads its visitor to A's logout, as some do to begin anew, and A knows nobody any more.
pub(super) fn led_out(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    const LOGOUTS: [&str; 6] = [
        "logout",
        "log-out",
        "logoff",
        "signout",
        "sign-out",
        "end_session",
    ];
    let is_logout = |(_, exchange): &&Item<'_>| {
        let path = exchange.request.url.path().to_ascii_lowercase();
        exchange.service == Service::A && LOGOUTS.iter().any(|word| path.contains(word))
    };
    let way = way(case, visit);
    let logout = way.iter().find(is_logout)?;
    let is_over = |(_, exchange): &Item<'_>| exchange.member().is_none() && exchange.status() < 500;
    let mut saved = case.answered(Service::A, Step::Saved);
    let gone = case
        .answered(Service::A, Step::Back)
        .chain(saved.by_ref())
        .find(is_over)?;
    let (method, url) = (&logout.1.request.context.method, &logout.1.request.url);
    let line = proof(
        logout.0,
        format!("B 把访问者带到了 {method} {url}。"),
        format!("B leads its visitor to {method} {url}."),
    );
    let lines = vec![answered(visit), line, answered(gone)];
    Some(Layer::certain(Verdict::new(Code::R5, &["logout"], lines)))
}

/// The places on a way at which A leads back to B.
fn returns<'w>(way: &'w [Item<'_>]) -> impl Iterator<Item = usize> + 'w {
    (1..way.len()).filter(|index| {
        let (before, here) = (way[index - 1].1, way[*index].1);
        before.service == Service::A && before.header("location").is_some() && here.service == Service::B
    })
}

/// B answers with an error to what A hands over: a cookie that B had set before, such as that of `state` (RFC 6749 §10.12), did not come along, or B
/// does not take what A says.
fn refused(case: &Case<'_>, visit: Item<'_>, way: &[Item<'_>]) -> Option<Layer> {
    let mut callbacks = returns(way).map(|index| way[index]);
    let callback = callbacks.find(|(_, exchange)| (400..500).contains(&exchange.status()))?;
    if let Some(mut verdicts) = lost(case, visit, callback, 1) {
        for verdict in &mut verdicts {
            verdict.proof.push(answered(callback));
        }
        return Some(Layer::of(verdicts));
    }
    let causes: [(Code, &[&str]); 3] = [
        (Code::R6, &["key", "algorithm", "format"]),
        (Code::R10, &["issuer", "audience", "clock"]),
        (Code::U6, &["row", "key", "role", "profile"]),
    ];
    let verdict = |(code, reasons)| Verdict::new(code, reasons, vec![answered(callback)]);
    Some(Layer::of(causes.map(verdict).to_vec()))
}

/// The parameters by which a service asks another one who is there: OAuth and OpenID Connect (RFC 6749 §4.1.1), CAS, SAML.
const QUESTIONS: [&str; 3] = ["response_type=", "service=", "SAMLRequest="];

/// What may be lost on a way that was not seen: B asks A who is there, so that its login has a cookie of its own.
pub(super) fn unseen(case: &Case<'_>, visit: Item<'_>) -> Vec<Verdict> {
    let in_query = |url: Option<&str>| url.is_some_and(|url| QUESTIONS.iter().any(|name| url.contains(name)));
    let asks = |(_, exchange): &Item<'_>| in_query(exchange.request.url.query());
    let way = way(case, visit);
    if !in_query(visit.1.header("location")) && !way.iter().any(asks) && returns(&way).next().is_none() {
        return Vec::new();
    }
    let lines = || vec![answered(visit)];
    vec![
        Verdict::new(Code::A2, &["host", "psl", "prefix"], lines()),
        Verdict::new(Code::A3, &["http"], lines()),
        Verdict::new(Code::A5, &["default", "app"], lines()),
    ]
}

/// Where a visit was led to.
fn way<'a>(case: &Case<'a>, visit: Item<'a>) -> Vec<Item<'a>> {
    let is_led =
        |item: &Item<'_>| item.1.step == Step::Between && !item.1.request.context.redirected_by.is_empty();
    case.exchanges().skip(visit.0 + 1).take_while(is_led).collect()
}

/// The verdicts about what B set from one of its requests until the next one, if none of it went along there and one has a value of this length.
fn lost(case: &Case<'_>, from: Item<'_>, next: Item<'_>, shortest: usize) -> Option<Vec<Verdict>> {
    let is_between = |index: usize| {
        index >= from.0 && index < next.0 && case.evidence.exchanges[index].service == Service::B
    };
    let mut found: Vec<Verdict> = Vec::new();
    let mut has_session = false;
    let mut add = |verdict: Verdict, value: &str| {
        has_session |= value.len() >= shortest;
        if found.iter().all(|other| other.code != verdict.code) {
            found.push(verdict);
        }
    };
    for record in case
        .history
        .records
        .iter()
        .filter(|record| is_between(record.exchange))
    {
        let line = record.receipt.line.as_ref().filter(|line| !line.value.is_empty());
        let is_taken = matches!(record.receipt.rule, Rule::Stored | Rule::Removes);
        if let Some(line) = line.filter(|_| !is_taken) {
            add(refused::verdict(case, record), &line.value);
        }
    }
    for forecast in case
        .history
        .forecasts
        .iter()
        .filter(|forecast| forecast.exchange == next.0)
    {
        if is_between(forecast.cookie.set_by) {
            if forecast.sent {
                return None;
            }
            add(arrive::forecast_verdict(case, forecast), &forecast.cookie.value);
        }
    }
    has_session.then_some(found).filter(|found| !found.is_empty())
}
