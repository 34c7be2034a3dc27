//! Texts without what differs from run to run: ports, ids, tokens, times.

/// The text with `…` for every port and every word that looks like a token, an id, a time or a hash.
pub fn sanitise(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| !is_of_a_word(c)).unwrap_or(rest.len());
        if end == 0 {
            clean.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        clean.push_str(&word(&rest[..end]));
        rest = &rest[end..];
    }
    clean
}

/// Whether `c` belongs to a word. Colons do, so that ports and times are seen with what is before them.
const fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+')
}

fn word(word: &str) -> String {
    if let Some((host, port)) = word.rsplit_once(':')
        && (2..=5).contains(&port.len())
        && !host.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && !host.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
        && !looks_like_a_moment(word)
    {
        return format!("{host}:…");
    }
    let trimmed = word.trim_end_matches(['.', ':', '-']);
    if looks_like_a_moment(trimmed) || looks_like_a_secret(trimmed) {
        return format!("…{}", &word[trimmed.len()..]);
    }
    word.to_owned()
}

/// Whether the word looks like a time: `2026-11-24T…`.
fn looks_like_a_moment(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 16 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' && word.contains(':')
}

/// Whether the word is long with digits between letters, or a UUID. Hyphens part words that people wrote.
fn looks_like_a_secret(word: &str) -> bool {
    let long_part = word.split(['-', '.', ':']).any(|part| part.len() >= 20);
    let is_mixed = word.bytes().any(|byte| byte.is_ascii_digit())
        || (word.bytes().any(|byte| byte.is_ascii_uppercase())
            && word.bytes().any(|byte| byte.is_ascii_lowercase()));
    let is_uuid = word.len() == 36
        && word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    is_uuid || (long_part && is_mixed)
}

#[cfg(test)]
mod tests {
    use super::sanitise;

    #[test]
    fn what_differs_from_run_to_run_is_gone_and_the_rest_is_not() {
        for (text, clean) in [
            ("127.0.0.1:4001 says 503", "127.0.0.1:… says 503"),
            (
                "Location: http://cfmall.localhost:5200/x",
                "Location: http://cfmall.localhost:…/x",
            ),
            (
                "__Secure-cfmall=dGhpcyBpcyBhIHRva2Vu; Path=/",
                "__Secure-cfmall=…; Path=/",
            ),
            ("\"0b54c9ae-9d3c-4f0e-8a30-0b5a7c6c9f11\" is", "\"…\" is"),
            ("at 2026-11-24T00:35:17Z.", "at …."),
            ("auth-1 says guest: 401", "auth-1 says guest: 401"),
            ("change-password, revoke-others", "change-password, revoke-others"),
        ] {
            assert_eq!(sanitise(text), clean);
        }
    }
}
