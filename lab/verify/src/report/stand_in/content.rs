//! Values that can be read: an object in JSON, as it is or in base64, by itself or in front of a signature.

use diagnosis::evidence::Shape;

/// A value of the same length with other objects in the place of those that can be read, where it has any; `scrambled` is the value
/// without anything that can be read.
pub(super) fn stand_in(value: &str, scrambled: &str) -> Option<String> {
    let letters: String = scrambled
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    plain(value, &letters).or_else(|| parts(value, scrambled, &letters))
}

/// An object that is only quoted or escaped.
fn plain(value: &str, letters: &str) -> Option<String> {
    let frames = [
        ("%7B", "%7B%22%22%3A%22", "%22%7D"),
        ("{\\\"", "{\\\"\\\":\\\"", "\\\"}"),
        ("{", "{\"\":\"", "\"}"),
    ];
    let bare = value.trim_matches('"');
    let (_, begin, end) = frames.iter().find(|(start, ..)| bare.starts_with(start))?;
    let length = bare.len().checked_sub(begin.len() + end.len())?;
    let object = format!("{begin}{}{end}", filling(letters, length));
    Some(value.replacen(bare, &object, 1))
}

/// Each part that is an object in base64, with another one in its place.
fn parts(value: &str, scrambled: &str, letters: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    let mut is_changed = false;
    for part in value.split_inclusive(['.', ':']) {
        let bare = part.trim_end_matches(['.', ':']);
        let object = object(bare, letters);
        is_changed |= object.is_some();
        // What is packed begins like an object.
        let is_packed = bare.starts_with("eJ") && out == ".";
        out.push_str(match &object {
            Some(object) => object,
            None if is_packed => "eJ",
            None => "",
        });
        let done = out.len() - at;
        is_changed |= is_packed;
        out.push_str(scrambled.get(at + done..at + part.len())?);
        at += part.len();
    }
    is_changed.then_some(out)
}

/// Another object in base64 for one, of the same length and with the same padding.
fn object(part: &str, letters: &str) -> Option<String> {
    let is_envelope = Shape::of(part) == Shape::Envelope;
    if !is_envelope && Shape::of(part) != Shape::SignedContent {
        return None;
    }
    let coded = part.trim_end_matches("%3D").trim_end_matches('=');
    let bytes = coded.len() * 3 / 4;
    let (begin, end) = if is_envelope {
        (r#"{"iv":"","mac":"","":""#, r#""}"#)
    } else {
        (r#"{"":""#, r#""}"#)
    };
    let object = match bytes.checked_sub(begin.len() + end.len()) {
        Some(length) => format!("{begin}{}{end}", filling(letters, length)),
        None => format!("{{}}{}", " ".repeat(bytes.saturating_sub(2))),
    };
    Some(encode(object.as_bytes()) + &part[coded.len()..])
}

/// A text of this length: the letters, over and over again.
fn filling(letters: &str, length: usize) -> String {
    letters.chars().chain("x".chars()).cycle().take(length).collect()
}

/// Base64url without padding (RFC 4648 §5).
pub(super) fn encode(bytes: &[u8]) -> String {
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
