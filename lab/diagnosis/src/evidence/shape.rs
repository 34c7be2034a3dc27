//! The shape of a cookie's value: what can be told about it without a key.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A JSON Web Token (RFC 7519).
    Jwt,
    /// The session itself, readable and signed, as Flask and Django's signed cookies have it.
    SignedContent,
    /// The session itself, encrypted: long, or of a known form (Rails, secretbox).
    Sealed,
    /// A value that needs a key and may hold no more than an id, as Laravel's and an iron seal; also one without structure that is longer
    /// than ids are and shorter than sessions can be told from them.
    Envelope,
    /// An id and its signature, as Express writes it.
    SignedId,
    /// A bare UUID.
    Uuid,
    /// A bare id of other characters.
    Id,
}

/// The length from which what stands before a signature is more than an id.
const LONG: usize = 110;
/// The length from which a value without structure counts as a session by itself. Ids that are sealed together with a time and a name,
/// as ASP.NET Core and gorilla/sessions do it, stay below.
const LONGEST_SEALED_ID: usize = 400;
/// The length of the longest ids that programs are known to write.
const LONGEST_ID: usize = 64;
/// The bytes of a nonce of libsodium's secretbox.
const NONCE: usize = 24;

impl Shape {
    /// The shape of a value.
    pub fn of(value: &str) -> Self {
        let value = value.trim_matches('"');
        let dotted: Vec<_> = value.split('.').collect();
        if dotted.len() == 3 && json_part(dotted[0]).is_some_and(|header| header.get("alg").is_some()) {
            return Self::Jwt;
        }
        if value.starts_with("s:") || value.starts_with("s%3A") || value.starts_with("s%3a") {
            return Self::SignedId;
        }
        if is_encrypted_by_rails(value) || is_secretbox(value) {
            return Self::Sealed;
        }
        if value.starts_with("Fe26.2*") || is_envelope(value) {
            return Self::Envelope;
        }
        if json_part(value).is_some() || is_plain_json(value) {
            return Self::SignedContent;
        }
        let parts: Vec<_> = value.split(['.', ':']).collect();
        let readable = |part: &&str| json_part(part.trim_start_matches('.')).is_some();
        if parts.len() >= 3 && (value.starts_with(".eJ") || parts.iter().take(2).any(readable)) {
            return Self::SignedContent;
        }
        // An id in base64url may have two hyphens by chance, and what follows them is no digest then.
        let by_rails = value.rsplit_once("--").filter(|(_, digest)| is_digest(digest));
        if let Some((id, signature)) = by_rails.or_else(|| value.rsplit_once('.')) {
            let by_name = id.len() >= 2 && signature.len() >= 43 && decode(&unescaped(signature)).is_some();
            let signed = by_name || id.len() >= 8 && signature.len() >= 20;
            if signed && id.len() < LONG {
                return Self::SignedId;
            }
        }
        if is_uuid(value) {
            return Self::Uuid;
        }
        let is_hexadecimal = value.bytes().all(|byte| byte.is_ascii_hexdigit());
        // Each escape (`%2B`) stands for one character: how many there are is chance.
        let length = value.len() - 2 * value.matches('%').count().min(value.len() / 3);
        match length {
            LONGEST_SEALED_ID.. if !is_hexadecimal => Self::Sealed,
            // In hexadecimal: an id behind its digest, as Beaker writes it, or a long id.
            _ if length > LONGEST_ID => Self::Envelope,
            _ => Self::Id,
        }
    }

    /// Whether the value is the session itself, so that no store needs to be asked.
    pub const fn is_self_contained(self) -> bool {
        matches!(self, Self::Jwt | Self::SignedContent | Self::Sealed)
    }

    /// Whether a key is needed to accept the value.
    pub const fn needs_key(self) -> bool {
        !matches!(self, Self::Uuid | Self::Id)
    }

    /// Whether two values can be of one program: bare ids differ in length and alphabet, encrypted values are as long as what
    /// they hold, the other shapes do not mix.
    pub fn is_like(self, other: Self) -> bool {
        let bare = |shape| matches!(shape, Self::Uuid | Self::Id);
        let encrypted = |shape| matches!(shape, Self::Sealed | Self::Envelope);
        self == other || (bare(self) && bare(other)) || (encrypted(self) && encrypted(other))
    }
}

/// The claims of a JSON Web Token, unverified; `None` if the value is none.
pub fn claims(value: &str) -> Option<(Value, Value)> {
    let mut parts = value.split('.');
    Some((json_part(parts.next()?)?, json_part(parts.next()?)?))
}

/// Whether a value is a UUID in base64.
pub fn is_encoded_uuid(value: &str) -> bool {
    let text = decode(&unescaped(value)).and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|text| is_uuid(&text))
}

/// An object in JSON, as it is or with the escapes of a URL or of a quoted string.
fn is_plain_json(value: &str) -> bool {
    let text = unescaped(value).replace("\\\"", "\"").replace("\\054", ",");
    text.starts_with('{') && serde_json::from_str::<Value>(&text).is_ok_and(|json| json.is_object())
}

/// A value without the escapes of a URL that values of cookies have.
fn unescaped(value: &str) -> String {
    let escapes = [
        ("%7B", "{"),
        ("%7D", "}"),
        ("%22", "\""),
        ("%3A", ":"),
        ("%2C", ","),
        ("%20", " "),
        ("%3D", "="),
        ("%2B", "+"),
        ("%2F", "/"),
    ];
    escapes.iter().fold(value.to_owned(), |text, (escape, plain)| {
        text.replace(escape, plain)
    })
}

fn is_uuid(value: &str) -> bool {
    let lengths: Vec<_> = value.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// A digest as Rails writes it: SHA-1, SHA-256 or longer, in hexadecimal.
fn is_digest(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Rails': what is encrypted, the initialization vector and the authentication tag, in base64.
fn is_encrypted_by_rails(value: &str) -> bool {
    let parts: Vec<_> = value.split("--").collect();
    matches!(parts.as_slice(), [_, vector, tag] if vector.len() >= 16 && tag.len() >= 22)
}

/// Laravel's: base64 of JSON with the fields `iv`, `value` and `mac`.
fn is_envelope(value: &str) -> bool {
    let value = value.replace("%3D", "=").replace("%2B", "+").replace("%2F", "/");
    json_part(&value).is_some_and(|json| json.get("iv").is_some() && json.get("mac").is_some())
}

/// libsodium's secretbox as @fastify/secure-session writes it: the sealed session and its nonce, both in base64.
fn is_secretbox(value: &str) -> bool {
    let value = value.replace("%3B", ";").replace("%2B", "+").replace("%2F", "/");
    let value = value.replace("%3D", "=");
    value.split_once(';').is_some_and(|(text, nonce)| {
        decode(text).is_some_and(|text| !text.is_empty())
            && decode(nonce).is_some_and(|nonce| nonce.len() == NONCE)
    })
}

/// The JSON object that a part in base64 or base64url stands for.
fn json_part(part: &str) -> Option<Value> {
    let text = decode(part)?;
    serde_json::from_slice::<Value>(&text)
        .ok()
        .filter(Value::is_object)
}

/// Decodes base64 and base64url (RFC 4648 §4 and §5), with or without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes() {
        let six = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_values_as_programs_write_them() {
        for (value, expected) in [
            ("qJ5bUuM0Yt0p2vYp0l8Zxw", Shape::Id),
            ("d41d8cd98f00b204e9800998ecf8427e", Shape::Id),
            ("uk6l8l8y1w7v7g4n0k3t9f6c1a2s5d8j", Shape::Id),
            ("0d5c1f6e-3a0b-4f3e-9c57-2b1a7d9e0f11", Shape::Uuid),
            (
                "s%3AQy1mX0n1a8.2yq6Zb1pKk9vYc3m8s7d6f5g4h3j2k1l0",
                Shape::SignedId,
            ),
            (
                "BAh7CEkiD3Nlc3Npb25--4b1f0c8e7d6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c",
                Shape::SignedId,
            ),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", Shape::Jwt),
            (
                "eyJ1c2VyIjoiMSJ9.aSkdeA.c2lnbmF0dXJlc2lnbmF0dXJl",
                Shape::SignedContent,
            ),
            ("eyJ1c2VyIjoiMSJ9", Shape::SignedContent),
            ("Fe26.2*1*abc*def*ghi", Shape::Envelope),
            ("%7B%22user%22%3A%22ada%22%7D", Shape::SignedContent),
            (
                "ada.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA%3D",
                Shape::SignedId,
            ),
            ("eyJpdiI6IjEiLCJ2YWx1ZSI6IjIiLCJtYWMiOiIzIn0%3D", Shape::Envelope),
            (
                "ym%2BmBujqcG0WUSVRgIAWw18ytrawE%3BdZxUjA2kMsIYZFSM5QdXTFUhwlfDVw4v",
                Shape::Sealed,
            ),
            ("", Shape::Id),
        ] {
            assert_eq!(Shape::of(value), expected, "{value}");
        }
        assert_eq!(Shape::of(&"aB3_".repeat(40)), Shape::Envelope);
        assert_eq!(Shape::of(&"aB3_".repeat(120)), Shape::Sealed);
        // Beaker's: a digest and an id.
        assert_eq!(Shape::of(&"0f".repeat(36)), Shape::Envelope);
        let rails = format!(
            "{}--{}--{}%3D%3D",
            "aB3%2B".repeat(30),
            "Zm9vYmFyYmF6cXV4",
            "Zm9vYmFyYmF6cXV4Zm9vYg"
        );
        assert_eq!(Shape::of(&rails), Shape::Sealed);
        // An escape counts as the character that it stands for.
        assert_eq!(Shape::of(&"aB3%2B".repeat(27)), Shape::Envelope);
        assert_eq!(Shape::of(&"aB3_".repeat(16)), Shape::Id);
        assert!(Shape::Envelope.is_like(Shape::Sealed) && !Shape::Envelope.is_like(Shape::Id));
    }

    /// Ids that are drawn at random have hyphens, points and digits wherever chance puts them.
    #[test]
    fn an_id_is_one_whatever_chance_has_put_into_it() {
        const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut state = 1_u64;
        let mut hyphens = 0;
        for length in [22, 32, 43, 64] {
            for _ in 0..20_000 {
                let id: String = (0..length)
                    .map(|_| {
                        // Knuth's MMIX generator.
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        char::from(BASE64URL[usize::try_from(state >> 58).unwrap_or_default()])
                    })
                    .collect();
                hyphens += usize::from(id.contains("--"));
                assert!(matches!(Shape::of(&id), Shape::Id | Shape::Uuid), "{id}");
            }
        }
        assert!(hyphens > 100, "none of them had two hyphens side by side");
    }
}
