//! The browser sent the cookie: did it reach the code that asks for it, alone and unspoilt?

use super::case::{Case, Item, answered, note, proof};
use crate::{
    code::Code,
    evidence::{Service, Shown, Step, Via},
    jar::{Purpose, StoredCookie},
    verdict::{Layer, Verdict},
};

/// What stands between the browser and B, if a probe around it flips the answer.
pub(super) fn check(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let certain = header(case, visit)
        .or_else(|| cors(visit))
        .or_else(|| between_services(case, visit));
    if let Some(verdict) = certain {
        return Some(Layer::certain(verdict));
    }
    let Some((verdict, is_sure)) = cached(case, visit)
        .or_else(|| flipped(case, visit))
        .or_else(|| around(case, visit))
    else {
        return refused_request(case, visit);
    };
    if is_sure {
        return Some(Layer::certain(verdict));
    }
    let proof = || verdict.proof.clone();
    Some(Layer::of(vec![
        Verdict::new(Code::R1, &["copy"], proof()),
        Verdict::new(Code::R9, &["lag", "unsaved"], proof()),
        verdict.clone(),
    ]))
}

/// The first success of some probes, and whether all of it together can be no chance: copies that disagree, or a store that
/// was late, flip single answers too.
fn succeeds<'a>(case: &Case<'a>, steps: &[Step]) -> Option<(Item<'a>, bool)> {
    let all = |known: bool| {
        case.exchanges().filter(move |(_, exchange)| {
            exchange.service == Service::B
                && exchange.response.is_some()
                && exchange.member().is_some() == known
        })
    };
    let successes: Vec<_> = all(true)
        .filter(|(_, exchange)| steps.contains(&exchange.step))
        .collect();
    let plain = [
        Step::Visit,
        Step::Real,
        Step::Repeat,
        Step::Delayed,
        Step::Neighbour,
        Step::Split,
    ];
    let failures =
        all(false).filter(|(_, exchange)| plain.contains(&exchange.step) && !steps.contains(&exchange.step));
    let first = *successes.first()?;
    Some((first, successes.len() >= 2 && failures.count() >= 3))
}

/// B takes the login alone and refuses the request of the visit: something beside the login is too much for it.
fn refused_request(case: &Case<'_>, visit: Item<'_>) -> Option<Layer> {
    let alone = case
        .at(Service::B, Step::Real)
        .find(|(_, exchange)| exchange.member().is_some())?;
    let is_refused = matches!(visit.1.status(), 400 | 413);
    let lines = || vec![answered(visit), answered(alone)];
    is_refused.then(|| {
        Layer::of(vec![
            Verdict::new(Code::A8, &["header"], lines()),
            Verdict::new(Code::A13, &["parser"], lines()),
        ])
    })
}

/// A8: the header is too long.
fn header(case: &Case<'_>, visit: Item<'_>) -> Option<Verdict> {
    let refuses = |status: u16| matches!(status, 400 | 413 | 431);
    if !refuses(visit.1.status()) {
        return None;
    }
    let size = visit.1.cookie_bytes();
    // Padding without the login that is refused too, and less of it that is not, show that it is the length.
    let padded = |refused: bool| {
        case.at(Service::B, Step::Padded)
            .find(move |(_, exchange)| refuses(exchange.status()) == refused && exchange.status() != 0)
    };
    let limit = padded(true);
    let decided = visit.1.status() == 431
        || limit.zip(padded(false)).is_some_and(|(refused, passed)| {
            passed.1.cookie_bytes() < refused.1.cookie_bytes() && size >= passed.1.cookie_bytes()
        });
    if !decided {
        return None;
    }
    let mut lines = vec![answered(visit)];
    lines.push(proof(
        visit.0,
        format!("Cookie 头有 {size} 字节。"),
        format!("The Cookie header has {size} bytes."),
    ));
    lines.extend(limit.map(answered));
    Some(Verdict::new(Code::A8, &["header"], lines))
}

/// A14: the same request with a new address has another answer; or a cache says that it answered, and B itself knows the
/// visitor.
fn cached(case: &Case<'_>, visit: Item<'_>) -> Option<(Verdict, bool)> {
    let mut own = case.carrying(Service::B);
    let own = own.find(|item| item.1.member().is_some() && !is_hit(*item));
    if let Some(own) = own.filter(|_| is_hit(visit)) {
        let lines = vec![answered(visit), answered(own)];
        return Some((Verdict::new(Code::A14, &["cdn"], lines), true));
    }
    if let Some(verdict) = kept_for_everybody(case) {
        return Some((verdict, true));
    }
    let (busted, is_sure) = succeeds(case, &[Step::Busted])?;
    let reasons: &[&str] = match by_browser(case, visit) {
        Some("service-worker") => &["sw"],
        Some(_) => &["browser"],
        None if is_hit(visit) => &["cdn"],
        None => &["cdn", "browser", "sw"],
    };
    let lines = vec![answered(visit), answered(busted)];
    Some((
        Verdict::new(Code::A14, reasons, lines),
        is_sure || reasons.len() == 1,
    ))
}

/// From what of its own the browser took the answer, or a redirect on the way to it.
fn by_browser<'a>(case: &Case<'a>, visit: Item<'a>) -> Option<&'a str> {
    let way = case.evidence.exchanges[..visit.0].iter().rev();
    let way = way.take_while(|exchange| exchange.step == Step::Between);
    let mut answers = std::iter::once(visit.1).chain(way);
    answers.find_map(|exchange| exchange.response.as_ref()?.from.as_deref())
}

/// A14: a cache says that it answered, with the guests' page, values that it had never seen: it does not look at the cookie.
fn kept_for_everybody(case: &Case<'_>) -> Option<Verdict> {
    let reals: Vec<_> = case.answered(Service::B, Step::Real).collect();
    let nothing = case.answered(Service::B, Step::Nothing).next()?;
    let all = reals.iter().all(|real| {
        let is_new = reals.iter().filter(|other| other.1.login == real.1.login).count() == 1;
        is_new && is_hit(*real) && real.1.member().is_none() && case.same_but_cookies(real.1, nothing.1)
    });
    let line = note(
        "缓存用游客的页面回答了它从未见过的值：它不看 Cookie。",
        "A cache has answered values that it had never seen with the page for guests: it does not look at the cookie.",
    );
    let lines = || vec![answered(nothing), answered(reals[0]), answered(reals[1]), line];
    (all && reals.len() >= 2).then(|| Verdict::new(Code::A14, &["cdn"], lines()))
}

/// Headers in which caches say whether they had the answer: RFC 9211, and what was usual before it.
pub const CACHES: [&str; 6] = [
    "cache-status",
    "x-cache",
    "x-cache-status",
    "x-proxy-cache",
    "cf-cache-status",
    "x-vercel-cache",
];

/// Whether a shared cache says that it answered.
pub(super) fn is_hit((_, exchange): Item<'_>) -> bool {
    let says_hit = |name| {
        exchange
            .header(name)
            .is_some_and(|value| value.to_ascii_uppercase().contains("HIT"))
    };
    let age = exchange
        .header("age")
        .and_then(|age| age.trim().parse::<u64>().ok());
    CACHES.into_iter().any(says_hit) || age.is_some_and(|age| age > 0)
}

/// A10: two cookies of one name, and which comes first decides; or pieces that do not belong together.
fn flipped(case: &Case<'_>, visit: Item<'_>) -> Option<(Verdict, bool)> {
    let name = case.names.iter().find(|name| visit.1.sent(name).len() > 1);
    // An old piece beside the login, or what the login was before it grew into pieces.
    let sent = |name: String| !visit.1.sent(&name).is_empty();
    let whole = |name: &str| whole(name, sent).map(str::to_owned);
    let is_piece = |name: &str| {
        let mut ours = case.names.iter();
        let belongs = |ours: &String| {
            let (old, new) = (whole(name), whole(ours));
            old.as_ref() == Some(ours) || new.as_deref() == Some(name) || old.is_some() && old == new
        };
        ours.any(belongs) && !case.names.iter().any(|ours| ours == name)
    };
    let piece = visit
        .1
        .request
        .cookies
        .iter()
        .flatten()
        .find(|pair| is_piece(&pair.name));
    let (flipped, is_sure) = succeeds(case, &[Step::Flipped, Step::Real])?;
    let reasons: Vec<&'static str> = match (name, piece) {
        (Some(name), _) => namesakes(case, visit.0, name),
        (None, Some(_)) => vec!["chunk"],
        (None, None) => return None,
    };
    let mut lines = vec![answered(visit), answered(flipped)];
    lines.push(proof(
        visit.0,
        "同一个请求里有两个同名的 Cookie，或旧的片段；换个顺序或只发一个，结果就不同。",
        "The request carries two cookies of one name, or an old piece; in another order, or alone, the answer is another one.",
    ));
    Some((Verdict::new(Code::A10, &reasons, lines), is_sure))
}

/// The name of what a cookie is a piece of, by its own name: `session.0`, `.AspNetCore.CookiesC1`. Others count with `-` and `_` whatever they like;
/// pieces do from zero on.
fn whole(name: &str, sent: impl Fn(String) -> bool) -> Option<&str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let counts = |separator: char| stem.strip_suffix(separator).filter(|_| sent(format!("{stem}0")));
    let whole = stem
        .strip_suffix(['.', 'C'])
        .or_else(|| counts('_'))
        .or_else(|| counts('-'))?;
    (stem.len() < name.len() && !whole.is_empty()).then_some(whole)
}

/// How the namesakes differ, as the jar knows them.
pub(super) fn namesakes(case: &Case<'_>, index: usize, name: &str) -> Vec<&'static str> {
    let sent: Vec<&StoredCookie> = case
        .history
        .forecasts
        .iter()
        .filter(|forecast| forecast.exchange == index && forecast.sent && forecast.cookie.name == name)
        .map(|forecast| &forecast.cookie)
        .collect();
    let [one, other] = sent.as_slice() else {
        return vec!["scope", "nested", "path", "partition"];
    };
    if one.partition != other.partition {
        vec!["partition"]
    } else if one.path != other.path {
        vec!["path"]
    } else if one.host_only == other.host_only {
        vec!["nested"]
    } else {
        vec!["scope"]
    }
}

/// A12: the cookie arrives, and the script may not read the answer.
pub(super) fn cors(visit: Item<'_>) -> Option<Verdict> {
    let Purpose::Subresource { top, .. } = &visit.1.request.context.purpose else {
        return None;
    };
    let origin = top.origin().ascii_serialization();
    if top.origin() == visit.1.request.url.origin() {
        return None;
    }
    let allowed = visit.1.header("access-control-allow-origin");
    let credentials = visit.1.header("access-control-allow-credentials");
    if allowed == Some(origin.as_str()) && credentials == Some("true") {
        return None;
    }
    let line = proof(
        visit.0,
        format!(
            "页面是 {origin}，应答的 Access-Control-Allow-Origin 是 {}，Access-Control-Allow-Credentials 是 {}。",
            allowed.unwrap_or("（无）"),
            credentials.unwrap_or("（无）")
        ),
        format!(
            "The page is {origin}; the answer has Access-Control-Allow-Origin {} and Access-Control-Allow-Credentials {}.",
            allowed.unwrap_or("(none)"),
            credentials.unwrap_or("(none)")
        ),
    );
    Some(Verdict::new(Code::A12, &["cors"], vec![line]))
}

/// A13: B has the cookie, and asks somebody else without it.
fn between_services(case: &Case<'_>, visit: Item<'_>) -> Option<Verdict> {
    let lacks_it = |item: &Item<'_>| {
        let request = &item.1.request;
        request.via != Via::Browser
            && request.cookies.is_some()
            && item.1.step == Step::Visit
            && (item
                .1
                .response
                .as_ref()
                .is_some_and(|response| response.shown == Shown::Guest)
                || matches!(item.1.status(), 401 | 403))
            && case.names.iter().all(|name| item.1.sent(name).is_empty())
    };
    let inner = case.exchanges().find(lacks_it)?;
    let reason = if inner.1.request.via == Via::Rendering {
        "ssr"
    } else {
        "forward"
    };
    let line = proof(
        inner.0,
        format!("为这个页面发出的内部请求 {} 没有带 Cookie。", inner.1.request.url),
        format!(
            "The request to {} that was made for this page carries no cookie.",
            inner.1.request.url
        ),
    );
    Some(Verdict::new(Code::A13, &[reason], vec![answered(visit), line]))
}

/// A13: around what stands before B, without the neighbour, or in one field, it works.
fn around(case: &Case<'_>, visit: Item<'_>) -> Option<(Verdict, bool)> {
    if let Some((direct, is_sure)) = succeeds(case, &[Step::Direct]) {
        let lines = vec![answered(visit), answered(direct)];
        return Some((Verdict::new(Code::A13, &["cdn"], lines), is_sure));
    }
    let (alone, is_sure) = succeeds(case, &[Step::Real])?;
    let failing = |step| {
        let mut all = case.answered(Service::B, step);
        all.find(|(_, exchange)| exchange.member().is_none())
    };
    let (reason, probe) = match (failing(Step::Split), failing(Step::Neighbour)) {
        (Some(split), None) => ("h2", split),
        (None, Some(neighbour)) => ("parser", neighbour),
        _ => return None,
    };
    let line = note(
        "同样的 Cookie 单独发送时，B 认识访问者。",
        "With the same cookie alone, B knows the visitor.",
    );
    let lines = vec![answered(visit), answered(probe), answered(alone), line];
    Some((Verdict::new(Code::A13, &[reason], lines), is_sure))
}
