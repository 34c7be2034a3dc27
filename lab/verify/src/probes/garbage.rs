//! Values that nobody has issued, of the same length, alphabet and shape as one that somebody has.

use diagnosis::evidence::{Pair, Shape};

/// A pair with a value that nobody has issued.
pub fn of(pair: &Pair) -> Pair {
    Pair {
        name: pair.name.clone(),
        value: value(&pair.value),
    }
}

/// Replaces the characters that carry the secret. What a parser reads stays: structure, prefixes, readable parts, the marks
/// of a UUID's version, and the last character of each part, whose spare bits some decoders check.
fn value(value: &str) -> String {
    let shape = Shape::of(value);
    let characters: Vec<char> = value.chars().collect();
    let is_separator = |c: char| matches!(c, '.' | '-' | ':' | '*' | '%' | '|' | '=' | '"' | '&' | '!' | '~');
    // Of the part between two separators: a digest in hexadecimal stays one.
    let is_hexadecimal = |index: usize| {
        let (before, after) = characters.split_at(index);
        let mut part = before
            .iter()
            .rev()
            .take_while(|c| !is_separator(**c))
            .chain(after.iter().take_while(|c| !is_separator(**c)));
        part.all(|c| matches!(c, '0'..='9' | 'a'..='f'))
    };
    let start = match shape {
        // Header and claims stay readable: only the signature is wrong.
        Shape::Jwt | Shape::SignedContent => value.rfind(['.', ':']).map_or(0, |at| at + 1),
        // JSON within base64: its frame stays.
        Shape::Envelope => value.len() / 3,
        // The version of an iron seal.
        _ if value.starts_with("Fe26.2*") => "Fe26.2*".len(),
        _ => 0,
    };
    let end = if shape == Shape::Envelope {
        value.len() / 3 + 24
    } else {
        value.len()
    };
    let mut changed = 0;
    let mut out = String::with_capacity(value.len());
    for (index, &c) in characters.iter().enumerate() {
        let next = characters.get(index + 1).copied();
        let is_last = next.is_none_or(is_separator);
        let escaped =
            index >= 1 && characters[index - 1] == '%' || index >= 2 && characters[index - 2] == '%';
        let is_mark = shape == Shape::Uuid && matches!(index, 14 | 19);
        let is_prefix = index < 2 && next.is_some_and(|next| next == ':' || next == '%');
        let stays = index < start
            || index >= end
            || escaped
            || is_mark
            || is_prefix
            || (is_last && shape != Shape::Uuid);
        let other = if stays {
            c
        } else {
            rotate(c, is_hexadecimal(index))
        };
        changed += usize::from(other != c);
        out.push(other);
    }
    if changed == 0 {
        // Too short to keep anything.
        let rotated = characters.iter().enumerate();
        return rotated
            .map(|(index, &c)| rotate(c, is_hexadecimal(index)))
            .collect();
    }
    out
}

fn rotate(c: char, is_hexadecimal: bool) -> char {
    let next = |from: char, count: u8, by: u8| {
        let place =
            (u8::try_from(c).unwrap_or_default() - u8::try_from(from).unwrap_or_default() + by) % count;
        char::from(u8::try_from(from).unwrap_or_default() + place)
    };
    match c {
        '0'..='9' => next('0', 10, 3),
        'a'..='f' if is_hexadecimal => next('a', 6, 1),
        'a'..='z' => next('a', 26, 7),
        'A'..='Z' => next('A', 26, 7),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_has_the_shape_of_what_it_stands_for() {
        for real in [
            "qJ5bUuM0Yt0p2vYp0l8Zx-",
            "d41d8cd98f00b204e9800998ecf8427e",
            "0d5c1f6e-3a0b-4f3e-9c57-2b1a7d9e0f11",
            "s%3AQy1mX0n1a8.2yq6Zb1pKk9vYc3m8s7d6f5g4h3j2k1l0",
            "s:Qy1mX0n1a8.2yq6Zb1pKk9vYc3m8s7d6f5g4h3j2k1l0",
            "BAh7CEkiD3Nlc3Npb25--4b1f0c8e7d6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "eyJ1c2VyIjoiMSJ9.aSkdeA.c2lnbmF0dXJlc2lnbmF0dXJl",
            "Fe26.2*1*abc*def*ghi",
            "a",
        ] {
            let garbage = value(real);
            assert_ne!(garbage, real);
            assert_eq!(garbage.len(), real.len(), "{real}");
            assert_eq!(Shape::of(&garbage), Shape::of(real), "{real}: {garbage}");
        }
        assert!(value("0d5c1f6e-3a0b-4f3e-9c57-2b1a7d9e0f11").contains("-4"));
    }
}
