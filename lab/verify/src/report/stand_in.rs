//! Values replaced by others of the same shape, equal where the originals are: a recorded run shows nobody's session.

use std::collections::BTreeMap;

use diagnosis::evidence::{Evidence, Shape, Shown, claims};
use diagnosis::jar::SetCookie;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// A copy of the evidence without values of cookies, names of members, and queries of addresses.
pub fn stand_ins(evidence: &Evidence) -> Evidence {
    let mut copy = evidence.clone();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let subjects = subjects(evidence);
    for exchange in &mut copy.exchanges {
        for pair in exchange.request.cookies.iter_mut().flatten() {
            pair.value = replace(&pair.value, &subjects);
        }
        let Some(response) = &mut exchange.response else {
            continue;
        };
        for line in &mut response.set_cookie {
            *line = replace_line(line, &subjects);
        }
        if let Some(location) = response.headers.get_mut("location")
            && let Some((place, _)) = location.split_once('?')
        {
            *location = format!("{place}?…");
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
        let lines = exchange.set_cookie().iter();
        let set = lines.filter_map(|line| Some(SetCookie::parse(line).ok()?.value));
        let carried = exchange.request.cookies.iter().flatten();
        for value in set.chain(carried.map(|pair| pair.value.clone())) {
            let subject = claims(&value).and_then(|(_, body)| body.get("sub").cloned());
            subjects.extend(subject.filter(|subject| !subjects.contains(subject)));
        }
    }
    subjects
}

fn replace_line(line: &str, subjects: &[Value]) -> String {
    let Ok(parsed) = SetCookie::parse(line) else {
        return line.to_owned();
    };
    if parsed.value.is_empty() {
        return line.to_owned();
    }
    line.replacen(&parsed.value, &replace(&parsed.value, subjects), 1)
}

/// A value of the same length and shape.
fn replace(value: &str, subjects: &[Value]) -> String {
    if value.len() < 4 {
        return value.to_owned();
    }
    if Shape::of(value) == Shape::Jwt {
        return token(value, subjects);
    }
    let scrambled = scramble(value, 0);
    if Shape::of(&scrambled) == Shape::of(value) {
        return scrambled;
    }
    // Content that can be read is part of the shape: an empty object stands for it.
    let Some((content, rest)) = value.split_once(['.', ':']) else {
        return scrambled;
    };
    let readable = format!(
        "e30{}{}",
        &value[content.len()..=content.len()],
        scramble(rest, 0)
    );
    if Shape::of(&readable) == Shape::of(value) {
        readable
    } else {
        scramble(value, value.len().min(4))
    }
}

/// Characters of the same kind, by a hash of the whole; the first `keep` stay.
fn scramble(value: &str, keep: usize) -> String {
    let mut out = String::with_capacity(value.len());
    let mut stream: Vec<u8> = Vec::new();
    let is_hexadecimal = value
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    for (index, c) in value.chars().enumerate() {
        if index % 32 == 0 {
            let mut hash = Sha256::new();
            hash.update(value);
            hash.update(index.to_le_bytes());
            stream = hash.finalize().to_vec();
        }
        let byte = stream[index % 32];
        let escaped = value[..]
            .chars()
            .skip(index.saturating_sub(2))
            .take(2.min(index))
            .any(|c| c == '%');
        let kept = index < keep
            || escaped
            || (index < 2 && value.starts_with("s:"))
            || (index < 1 && value.starts_with("s%"));
        let pick = |from: u8, count: u8| char::from(from + byte % count);
        out.push(match c {
            _ if kept => c,
            '0'..='9' => pick(b'0', 10),
            'a'..='f' if is_hexadecimal => pick(b'a', 6),
            'a'..='z' => pick(b'a', 26),
            'A'..='Z' => pick(b'A', 26),
            other => other,
        });
    }
    out
}

/// A JSON Web Token with the claims that a diagnosis reads, and no others.
fn token(value: &str, subjects: &[Value]) -> String {
    const KEPT: [&str; 6] = ["alg", "iss", "aud", "exp", "nbf", "iat"];
    // That they are there decides; what they are is somebody's.
    const HIDDEN: [&str; 2] = ["jti", "sid"];
    let Some((header, body)) = claims(value) else {
        return scramble(value, 0);
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
        encode(Value::Object(kept).to_string().as_bytes())
    };
    let signature = value.rsplit('.').next().unwrap_or_default();
    format!("{}.{}.{}", part(&header), part(&body), scramble(signature, 0))
}

/// Base64url without padding (RFC 4648 §5).
fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(group);
        for place in 0..=chunk.len() {
            let shift = 18 - 6 * u32::try_from(place).unwrap_or_default();
            let index = usize::try_from((bits >> shift) & 63).unwrap_or_default();
            out.push(char::from(ALPHABET[index]));
        }
    }
    out
}

#[cfg(test)]
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
}
