//! R6 and R10 of a JSON Web Token: what its readable half and B's own token say.

use serde_json::Value;

use super::case::{Case, answered, note};
use crate::{
    code::Code,
    evidence::{Service, Step, claims},
    jar::{SetCookie, parse_date},
    verdict::{Layer, Verdict},
};

/// The seconds by which clocks may differ without harm.
pub(super) const LEEWAY: i64 = 60;

/// What the claims decide; `None` if they leave it open.
pub(super) fn check(case: &Case<'_>) -> Option<Layer> {
    let (header, body) = claims(&case.value()?)?;
    if let Some(layer) = clock(case, &body) {
        return Some(layer);
    }
    let Some((own_header, own_body)) = own(case) else {
        return without_conditions(case, &body);
    };
    let same = |name: &str| body.get(name) == own_body.get(name);
    let line = |name: &str, one: &Value, other: &Value| {
        let shown = |value: &Value| value.get(name).map_or("–".to_owned(), Value::to_string);
        let (one, other) = (shown(one), shown(other));
        note(
            format!("A 的令牌里 {name} 是 {one}，B 自己的是 {other}。"),
            format!("A's token has {name} {one}, and B's own has {other}."),
        )
    };
    if header.get("alg") != own_header.get("alg") {
        let lines = vec![line("alg", &header, &own_header)];
        return Some(Layer::certain(Verdict::new(Code::R6, &["algorithm"], lines)));
    }
    let lines = || {
        ["iss", "aud", "sub"]
            .map(|name| line(name, &body, &own_body))
            .to_vec()
    };
    if same("iss") && same("aud") {
        let mut verdicts = vec![Verdict::new(Code::R6, &["key"], lines())];
        verdicts.extend(is_looked_up(&body).then(|| unknown_token(lines())));
        // The same person has another number at B.
        verdicts.extend((!same("sub")).then(|| Verdict::new(Code::U6, &["row"], lines())));
        return Some(Layer::of(verdicts));
    }
    let mut reasons = Vec::new();
    reasons.extend((!same("iss")).then_some("issuer"));
    reasons.extend((!same("aud")).then_some("audience"));
    Some(Layer::of(vec![
        Verdict::new(Code::R6, &["key"], lines()),
        Verdict::new(Code::R10, &reasons, lines()),
    ]))
}

/// R6: a token without issuer and audience fails no condition on them that its issuer knows of.
fn without_conditions(case: &Case<'_>, body: &Value) -> Option<Layer> {
    let is_bare = ["iss", "aud", "nbf"].iter().all(|name| body.get(name).is_none());
    let lines = case.at(Service::B, Step::Real).map(answered).take(1);
    let line = note(
        "令牌里没有 iss、aud 和 nbf。",
        "The token has no iss, aud and nbf.",
    );
    let lines: Vec<_> = lines.chain([line]).collect();
    is_bare.then(|| {
        let mut verdicts = vec![Verdict::new(Code::R6, &["key", "algorithm"], lines.clone())];
        verdicts.extend(is_looked_up(body).then(|| unknown_token(lines)));
        Layer::of(verdicts)
    })
}

/// Whether the token has an id of its own, by which a store may be asked for it (RFC 7519 §4.1.7).
fn is_looked_up(body: &Value) -> bool {
    ["jti", "sid"].iter().any(|name| body.get(name).is_some())
}

fn unknown_token(lines: Vec<crate::Proof>) -> Verdict {
    Verdict::new(Code::R11, &["store", "prefix", "table", "db"], lines)
}

/// R10.clock of a token that B may not read at all: by B's own clock it is not valid.
pub(super) fn out_of_time(case: &Case<'_>) -> Option<Verdict> {
    let (_, body) = claims(&case.value()?)?;
    let verdicts = clock(case, &body)?.verdicts;
    verdicts.into_iter().find(|verdict| verdict.code == Code::R10)
}

/// R10.clock: by B's own clock the token is not valid yet, or not any more.
fn clock(case: &Case<'_>, body: &Value) -> Option<Layer> {
    let moment = |name: &str| body.get(name).and_then(Value::as_i64);
    let date = |service: Service| {
        let mut answers = case.carrying(service);
        answers.find_map(|item| Some((item, parse_date(item.1.header("date")?)?.unix_timestamp())))
    };
    let (b, at_b) = date(Service::B)?;
    let (a, at_a) = date(Service::A)?;
    let is_open =
        |now: i64| moment("nbf").is_none_or(|from| from <= now) && moment("exp").is_none_or(|end| now < end);
    // Some libraries refuse what was issued in their future, also where nothing else is against it.
    let is_issued = |now: i64| moment("iat").is_none_or(|issued| issued <= now + LEEWAY);
    if is_open(at_b) && is_issued(at_b) {
        return None;
    }
    let lines = || {
        let line = note(
            format!("按 B 的时钟（{at_b}；A 的是 {at_a}）令牌不在有效期内，或者签发于将来。"),
            format!(
                "By B's clock ({at_b}; A's is {at_a}) the token is out of its time, or issued in the future."
            ),
        );
        vec![answered(a), answered(b), line]
    };
    if !is_open(at_b) || is_issued(at_a) {
        return Some(Layer::certain(Verdict::new(Code::R10, &["clock"], lines())));
    }
    Some(Layer::of(vec![
        Verdict::new(Code::R6, &["key"], lines()),
        Verdict::new(Code::R10, &["clock"], lines()),
    ]))
}

/// The header and the claims of B's own token.
fn own(case: &Case<'_>) -> Option<(Value, Value)> {
    case.at(Service::B, Step::OwnLogin)
        .flat_map(|(_, exchange)| exchange.set_cookie())
        .filter_map(|line| SetCookie::parse(line).ok())
        .find_map(|line| claims(&line.value))
}
