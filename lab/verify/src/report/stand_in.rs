//! Values replaced by others of the same shape, equal where the originals are: a recorded run shows nobody's session.

mod address;
mod content;
mod scramble;

use std::{collections::BTreeMap, iter};

use diagnosis::evidence::{Evidence, Shape, Shown, claims};
use diagnosis::jar::SetCookie;
use serde_json::{Map, Value};

use scramble::scramble;

/// A copy of the evidence without values of cookies, names of members, and values in queries and fragments of addresses.
pub fn stand_ins(evidence: &Evidence) -> Evidence {
    let mut copy = evidence.clone();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let subjects = subjects(evidence);
    for exchange in &mut copy.exchanges {
        let context = &mut exchange.request.context;
        let addresses = context.initiator.iter_mut().chain(&mut context.redirected_by);
        addresses
            .chain([&mut exchange.request.url])
            .for_each(address::bare);
        for pair in exchange.request.cookies.iter_mut().flatten() {
            pair.value = replace(&pair.value, &subjects);
        }
        let Some(response) = &mut exchange.response else {
            continue;
        };
        for line in response.set_cookie.iter_mut().chain(&mut response.script_cookies) {
            *line = replace_line(line, &subjects);
        }
        if let Some(location) = response.headers.get_mut("location") {
            *location = address::without_values(location);
        }
        if let Shown::Member(name) = &mut response.shown {
            let next = format!("member-{}", names.len() + 1);
            names.entry(name.clone()).or_insert(next).clone_into(name);
        }
    }
    copy
}

/// Whom the tokens of a run are for, in the order in which they come.
fn subjects(evidence: &Evidence) -> Vec<Value> {
    let mut subjects: Vec<Value> = Vec::new();
    for exchange in &evidence.exchanges {
        let by_script = exchange
            .response
            .iter()
            .flat_map(|response| &response.script_cookies);
        let lines = exchange.set_cookie().iter().chain(by_script);
        let set = lines.filter_map(|line| Some(SetCookie::parse(line).ok()?.value));
        let carried = exchange.request.cookies.iter().flatten();
        for value in set.chain(carried.map(|pair| pair.value.clone())) {
            let subject = claims(&value).and_then(|(_, body)| body.get("sub").cloned());
            subjects.extend(subject.filter(|subject| !subjects.contains(subject)));
        }
    }
    subjects
}

/// A line with a stand-in for its value, and for those of cookies that are joined to it by a comma. It need not be one that can be parsed.
fn replace_line(line: &str, subjects: &[Value]) -> String {
    let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
    let (name, value) = pair
        .split_once('=')
        .map_or(("", pair), |(name, value)| (name, value));
    let bare = value.trim_matches([' ', '\t']);
    let start = pair.len() - value.len();
    let mut out = line[..start].to_owned();
    debug_assert!(out.starts_with(name));
    out.push_str(&value.replacen(bare, &replace(bare, subjects), usize::from(!bare.is_empty())));
    if pair.len() == line.len() {
        return out;
    }
    let mut attributes = attributes.to_owned();
    for name in SetCookie::folded_names(line) {
        let begin = format!(", {name}=");
        if let Some((before, after)) = attributes.split_once(&begin) {
            let end = after.find([';', ',']).unwrap_or(after.len());
            let value = replace(&after[..end], subjects);
            attributes = format!("{before}{begin}{value}{}", &after[end..]);
        }
    }
    out + ";" + &attributes
}

/// A value of the same length and shape.
fn replace(value: &str, subjects: &[Value]) -> String {
    if value.len() < 4 {
        return value.to_owned();
    }
    let shape = Shape::of(value);
    if shape == Shape::Jwt {
        return token(value, subjects);
    }
    let is_like = |stand_in: &String| Shape::of(stand_in) == shape;
    let scrambled = scramble(value);
    if is_like(&scrambled) {
        return scrambled;
    }
    // Content that can be read is part of the shape: another object stands for it.
    content::stand_in(value, &scrambled)
        .filter(is_like)
        .unwrap_or(scrambled)
}

/// A JSON Web Token of the same length with the claims that a diagnosis reads, and no others.
fn token(value: &str, subjects: &[Value]) -> String {
    const KEPT: [&str; 6] = ["alg", "iss", "aud", "exp", "nbf", "iat"];
    // That they are there decides; what they are is somebody's.
    const HIDDEN: [&str; 2] = ["jti", "sid"];
    let Some((header, body)) = claims(value) else {
        return scramble(value);
    };
    let part = |json: &Value| {
        let fields = json.as_object().into_iter().flatten();
        let kept: Map<_, _> = fields
            .filter_map(|(name, value)| {
                let shown = match name.as_str() {
                    "sub" => {
                        let place = subjects.iter().position(|subject| subject == value)?;
                        Value::String(format!("subject-{}", place + 1))
                    }
                    hidden if HIDDEN.contains(&hidden) => Value::String("…".to_owned()),
                    kept if KEPT.contains(&kept) => value.clone(),
                    _ => return None,
                };
                Some((name.clone(), shown))
            })
            .collect();
        content::encode(Value::Object(kept).to_string().as_bytes())
    };
    let signature = value.rsplit('.').next().unwrap_or_default();
    let mut out = format!("{}.{}.{}", part(&header), part(&body), scramble(signature));
    // How long a cookie is may be what is wrong with it.
    out.extend(iter::repeat_n('x', value.len().saturating_sub(out.len())));
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_has_the_shape_and_not_the_value() {
        for value in [
            "qJ5bUuM0Yt0p2vYp0l8Zxw",
            "d41d8cd98f00b204e9800998ecf8427e",
            "0d5c1f6e-3a0b-4f3e-9c57-2b1a7d9e0f11",
            "s%3AQy1mX0n1a8.2yq6Zb1pKk9vYc3m8s7d6f5g4h3j2k1l0",
            "eyJ1c2VyIjoiMSJ9.aSkdeA.c2lnbmF0dXJlc2lnbmF0dXJl",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwiaXNzIjoiYSJ9.c2lnbmF0dXJl",
            // cookie-session's, with and without padding, and Laravel's.
            "eyJ1c2VyIjoibWVpbGluIn0=",
            "eyJ1c2VyIjoibWVpbGluIiwiaWQiOjN9",
            "eyJpdiI6ImFiY2QiLCJ2YWx1ZSI6ImVmZ2giLCJtYWMiOiJpamtsIn0%3D",
            ".eJyrVipKzE1NVLJSSkxJUaoFADHbBZ0.aSkdeA.c2lnbmF0dXJlc2lnbmF0dXJl",
            "%7B%22user%22%3A%22ada%22%2C%22age%22%3A36%7D",
            "BAh7CEkiD3Nlc3Npb25--4b1f0c8e7d6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c",
        ] {
            let stand_in = replace(value, &[]);
            assert_ne!(stand_in, value);
            assert_eq!(replace(value, &[]), stand_in);
            assert_eq!(Shape::of(&stand_in), Shape::of(value), "{value}: {stand_in}");
        }
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwiaXNzIjoiYSJ9.c2lnbmF0dXJl";
        let body = |subjects: &[Value]| claims(&replace(token, subjects)).map(|(_, body)| body);
        assert_eq!(body(&[]), Some(serde_json::json!({"iss": "a"})));
        assert_eq!(
            body(&["1".into()]),
            Some(serde_json::json!({"iss": "a", "sub": "subject-1"}))
        );
        assert_eq!(
            replace_line("sid=abcdefgh; Path=/; Domain=abcdefgh.test", &[])
                .split_once(';')
                .map(|(_, rest)| rest),
            Some(" Path=/; Domain=abcdefgh.test")
        );
    }

    #[test]
    fn no_line_keeps_its_value() {
        let groups = format!(r#"{{"groups": "{}"}}"#, "secretvalue".repeat(500));
        for line in [
            "sid=张三secretvalue; Path=/",
            "sid=secret\u{1}value; Path=/",
            "secretvalue; Path=/",
            "sid=x; Path=/, other=secretvalue; Path=/",
            &format!("sid={}; Path=/", "secretvalue".repeat(500)),
            &format!(
                "sid=eyJhbGciOiJIUzI1NiJ9.{}.c2lnbmF0dXJl; Path=/",
                content::encode(groups.as_bytes())
            ),
        ] {
            let stand_in = replace_line(line, &[]);
            assert_eq!(stand_in.len(), line.len(), "{stand_in}");
            let is_kept =
                stand_in.contains("secret") || stand_in.contains("value") || stand_in.contains('张');
            assert!(!is_kept && stand_in.contains("; Path=/"), "{stand_in}");
            assert_eq!(
                SetCookie::parse(&stand_in).is_ok(),
                SetCookie::parse(line).is_ok()
            );
        }
    }

    #[test]
    fn no_address_keeps_what_is_in_its_query() {
        let run = serde_json::json!({
            "version": 1,
            "exchanges": [{
                "step": "login", "service": "a", "at": "2026-01-01T00:00:00Z",
                "request": {
                    "url": "http://a.test/back?code=secretcode&state=x%2Fsecret",
                    "context": {
                        "method": "GET", "purpose": "top-level",
                        "initiator": "http://a.test/?token=secrettoken",
                        "redirected_by": ["http://b.test/?password=s3cret-Pass#access_token=secret"],
                    },
                },
                "response": {"status": 302, "headers": {"location": "/next;jsessionid=secret0;v=secret?ticket=ST-secret&lang#id_token=secret"}},
            }],
        });
        let evidence: Evidence = serde_json::from_value(run).unwrap();
        let text = serde_json::to_string(&stand_ins(&evidence)).unwrap();
        assert!(!text.contains("secret") && !text.contains("s3cret"), "{text}");
        for kept in [
            "/back?code=",
            "&state=",
            "?token=",
            "?password=",
            "/next;jsessionid=",
            "?ticket=",
            "&lang#id_token=",
        ] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }
}
