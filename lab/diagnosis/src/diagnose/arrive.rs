//! Did the cookie arrive? What the jar says about a request that left without it.

use super::{
    case::{Case, Item, answered, proof},
    history::{Fate, Forecast},
    lifetime, outside, refused,
};
use crate::{
    code::Code,
    evidence::{Exchange, Found, Service, Shown, Step},
    jar::{Rule, StoredCookie, host},
    verdict::{Layer, Proof, Verdict},
};

/// The reason why the request `index` left without the login's cookie.
pub(super) fn check(case: &Case<'_>, index: usize) -> Layer {
    let mut verdicts: Vec<Verdict> = refused::check(case);
    for fate in case.history.fates(case.evidence, index) {
        let Some(verdict) = verdict(case, index, &fate) else {
            continue;
        };
        if !verdicts.iter().any(|other| other.code == verdict.code) {
            verdicts.push(verdict);
        }
    }
    if verdicts.is_empty() {
        // The jar would have sent it, and the browser did not.
        let seen = || vec![answered((index, &case.evidence.exchanges[index]))];
        return Layer::of(vec![
            Verdict::new(Code::A4, &["third-party", "partition"], seen()),
            Verdict::new(Code::A7, &["session", "short", "clock", "itp"], seen()),
            Verdict::new(
                Code::A9,
                &["sibling", "port", "reissue", "clear", "logout"],
                seen(),
            ),
            Verdict::new(Code::A12, &["mode"], seen()),
        ]);
    }
    Layer::of(verdicts)
}

/// The verdicts about cookies of the pages before the password that the jar withholds from the request with the password.
pub(super) fn of_form(case: &Case<'_>, submit: Item<'_>) -> Vec<Verdict> {
    let forecasts = case.history.forecasts.iter();
    let lacking = forecasts.filter(|forecast| {
        let cookie = &forecast.cookie;
        let of_a = case.evidence.exchanges[cookie.set_by].service == Service::A;
        forecast.exchange == submit.0 && !forecast.sent && of_a && submit.1.sent(&cookie.name).is_empty()
    });
    lacking.map(|forecast| forecast_verdict(case, forecast)).collect()
}

/// The verdict about a cookie that the jar withholds from a request.
pub(super) fn forecast_verdict(case: &Case<'_>, forecast: &Forecast) -> Verdict {
    let (index, cookie, rule) = (forecast.exchange, &forecast.cookie, forecast.rule);
    let (code, reasons) = withheld(case, index, cookie, rule, forecast.schemeful);
    Verdict::new(code, reasons, explain(case, index, cookie, rule))
}

fn verdict(case: &Case<'_>, index: usize, fate: &Fate) -> Option<Verdict> {
    match fate {
        Fate::Sent => None,
        Fate::Withheld {
            cookie,
            rule,
            schemeful,
        } => {
            let (code, reasons) = withheld(case, index, cookie, *rule, *schemeful);
            Some(Verdict::new(code, reasons, explain(case, index, cookie, *rule)))
        }
        Fate::Replaced { cookie, by, removed } => Some(replaced(case, cookie, *by, *removed)),
        Fate::Cleared { by } => {
            let text = proof(
                *by,
                "应答带有 Clear-Site-Data，Cookie 全部清空。",
                "The answer has Clear-Site-Data for cookies.",
            );
            Some(Verdict::new(Code::A9, &["clear"], vec![text]))
        }
        Fate::Evicted { by } => {
            let text = proof(
                *by,
                "这个域的 Cookie 超过了 180 个，浏览器丢掉了登录的那个。",
                "The domain has more than 180 cookies now, and the browser discarded that of the login.",
            );
            Some(Verdict::new(Code::A8, &["count"], vec![text]))
        }
        Fate::Closed { cookie } => {
            let mut lines = set_by(case, cookie);
            lines.push(proof(
                index,
                "此前浏览器关闭过。",
                "The browser was closed before.",
            ));
            Some(Verdict::new(Code::A7, &["session"], lines))
        }
    }
}

fn withheld(
    case: &Case<'_>,
    index: usize,
    cookie: &StoredCookie,
    rule: Rule,
    schemeful: bool,
) -> (Code, &'static [&'static str]) {
    let url = &case.evidence.exchanges[index].request.url;
    match rule {
        Rule::HostOnly | Rule::OutsideDomain => elsewhere(&cookie.domain, host::of(url)),
        Rule::OutsidePath => (Code::A5, outside::reasons(case, cookie, url)),
        Rule::NotSecure => (Code::A3, &["mixed"]),
        Rule::CredentialsOmitted => (Code::A12, &["mode"]),
        Rule::Expired => (Code::A7, lifetime::reasons(case, cookie)),
        Rule::ThirdPartyBlocked => (Code::A4, &["third-party"]),
        Rule::OtherPartition => (Code::A4, &["partition"]),
        _ if schemeful => (Code::A4, &["schemeful"]),
        Rule::Strict => (Code::A4, &["strict"]),
        Rule::LaxUnsafeMethod => (Code::A4, &["post"]),
        _ => (Code::A4, &["subresource"]),
    }
}

/// The cookie belongs to another host or domain: is there a domain that covers both?
fn elsewhere(domain: &str, request: &str) -> (Code, &'static [&'static str]) {
    let common =
        host::registrable(domain).is_some() && host::registrable(domain) == host::registrable(request);
    let without_www = |name: &str| name.strip_prefix("www.").unwrap_or(name).to_owned();
    let is_alias = |name: &str| host::is_ip(name) || name == "localhost" || name.ends_with('.');
    if common {
        let alias = without_www(domain) == without_www(request)
            || domain.trim_end_matches('.') == request.trim_end_matches('.');
        (Code::A1, if alias { &["alias"] } else { &["sibling"] })
    } else if is_alias(domain) || is_alias(request) {
        (Code::A11, &["alias"])
    } else {
        (Code::A11, &["sites"])
    }
}

/// A9: who replaced it, and in answer to what.
pub(super) fn replaced(case: &Case<'_>, cookie: &StoredCookie, by: usize, removed: bool) -> Verdict {
    let exchange = &case.evidence.exchanges[by];
    let ending = match exchange.step {
        Step::Prefetch => Some("prefetch"),
        Step::PasswordChange => Some("password"),
        _ => None,
    };
    if let Some(reason) = ending.filter(|_| removed) {
        let mut lines = set_by(case, cookie);
        lines.push(answered((by, exchange)));
        return Verdict::new(Code::R5, &[reason], lines);
    }
    let setter = &case.evidence.exchanges[cookie.set_by];
    let carried_it = exchange.sent(&cookie.name).contains(&cookie.value.as_str())
        || (exchange.request.cookies.is_none() && case.arrived_at(by));
    // Whether B sets a cookie of that name for everybody, or only when it does not know the one that came.
    let nothing: Vec<_> = case.answered(exchange.service, Step::Nothing).collect();
    let for_everybody = nothing.iter().any(|(_, exchange)| case.touches(exchange));
    let port = |exchange: &Exchange| exchange.request.url.port_or_known_default();
    let same_host = host::of(&setter.request.url) == host::of(&exchange.request.url);
    let reasons: &[&str] = if exchange.step == Step::Logout {
        &["logout"]
    } else if same_host && port(setter) != port(exchange) {
        &["port"]
    } else if removed || (carried_it && !for_everybody && !nothing.is_empty()) {
        &["reissue"]
    } else if carried_it {
        &["sibling", "reissue"]
    } else {
        &["sibling"]
    };
    let line = case.history.records.iter().find(|record| {
        let line = record.receipt.line.as_ref();
        record.exchange == by && line.is_some_and(|line| line.name == cookie.name)
    });
    let line = line
        .map(|record| refused::attributes(&record.line))
        .unwrap_or_default();
    let mut lines = set_by(case, cookie);
    let verb = if removed {
        ("收回", "takes it back")
    } else {
        ("换掉", "replaces it")
    };
    let service = exchange.service.letter();
    lines.push(proof(
        by,
        format!("{service} 的应答{}了它：Set-Cookie: {line}", verb.0),
        format!("An answer of {service} {}: Set-Cookie: {line}", verb.1),
    ));
    Verdict::new(Code::A9, reasons, lines)
}

/// What set a cookie, where it went, and the rule between the two.
fn explain(case: &Case<'_>, index: usize, cookie: &StoredCookie, rule: Rule) -> Vec<Proof> {
    let mut lines = set_by(case, cookie);
    let url = plain(case, index);
    let sentence = rule.sentence();
    let engine = case.evidence.engine.name();
    lines.push(Proof {
        rule: Some(rule),
        ..proof(
            index,
            format!(
                "发往 {url} 的请求没有带上它：{}（{}，{engine}）",
                sentence.zh,
                rule.source()
            ),
            format!(
                "The request to {url} leaves without it: {} ({}; {engine})",
                sentence.en,
                rule.source()
            ),
        )
    });
    lines
}

/// The address of a request without its query, which can have a code or a token in it: a proof shows none.
fn plain<'a>(case: &Case<'a>, index: usize) -> &'a str {
    let url = case.evidence.exchanges[index].request.url.as_str();
    url.split('?').next().unwrap_or(url)
}

/// The line of proof that shows how a cookie was set.
pub(super) fn set_by(case: &Case<'_>, cookie: &StoredCookie) -> Vec<Proof> {
    let url = plain(case, cookie.set_by);
    let record = case.history.records.iter().find(|record| {
        let line = record.receipt.line.as_ref();
        record.exchange == cookie.set_by && line.is_some_and(|line| line.name == cookie.name)
    });
    let line = record
        .map(|record| refused::attributes(&record.line))
        .unwrap_or_default();
    vec![proof(
        cookie.set_by,
        format!("{url} 设置了 Set-Cookie: {line}"),
        format!("{url} set Set-Cookie: {line}"),
    )]
}

/// The request that carried the login's cookie, was taken for a guest's, and whose answer replaced or removed the cookie
/// before `index` left.
pub(super) fn culprit<'a>(case: &Case<'a>, index: usize) -> Option<Item<'a>> {
    let fates = case.history.fates(case.evidence, index);
    fates.iter().find_map(|fate| {
        let Fate::Replaced { by, .. } = fate else {
            return None;
        };
        let exchange = &case.evidence.exchanges[*by];
        let response = exchange.response.as_ref()?;
        let in_vain = exchange
            .look_up
            .as_ref()
            .is_some_and(|look_up| look_up.found != Found::Hit);
        let is_one = (response.shown == Shown::Guest || in_vain)
            && exchange.step != Step::Logout
            && case.arrived_at(*by);
        is_one.then_some((*by, exchange))
    })
}

/// A9 beside another verdict: a request of the journey lost the cookie, as going back to A (P7) or a later visit shows.
pub(super) fn overwritten(case: &Case<'_>) -> Option<Verdict> {
    let lost = |fates: &[Fate]| {
        fates.iter().find_map(|fate| match fate {
            Fate::Replaced { cookie, by, removed } => Some(replaced(case, cookie, *by, *removed)),
            _ => None,
        })
    };
    let fails = |(_, exchange): &Item<'_>| exchange.member().is_none();
    let back = case.answered(Service::A, Step::Back).find(fails);
    // B has put another value in its place, and that one is as good.
    if back.is_none() && case.answered(Service::A, Step::Back).next().is_some() {
        return None;
    }
    let saved = case.at(Service::A, Step::Saved).find(|item| !fails(item));
    if let (Some(back), Some(saved)) = (back, saved) {
        let mut verdict = lost(&case.history.fates(case.evidence, back.0))?;
        verdict.proof.extend([answered(back), answered(saved)]);
        return Some(verdict);
    }
    // Nobody went back yet. An answer that did not know it took it away, and A knows it still.
    let end = case.evidence.exchanges.len();
    if let Some(saved) = saved
        && culprit(case, end).is_some()
    {
        let mut verdict = lost(&case.history.fates(case.evidence, end))?;
        verdict.proof.push(answered(saved));
        return Some(verdict);
    }
    let visit = case
        .answered(Service::B, Step::Visit)
        .find(|item| fails(item) && !case.arrived_at(item.0))?;
    culprit(case, visit.0).and_then(|_| lost(&case.history.fates(case.evidence, visit.0)))
}
