//! A digest of what a page shows, without what differs each time.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::visible::text;

/// The digest of a page's text, without tokens, numbers and dates.
pub fn digest(body: &str) -> String {
    let mut hash = Sha256::new();
    for piece in text(body) {
        for word in piece.split_whitespace() {
            hash.update(steady(word));
            hash.update(" ");
        }
    }
    let mut digest = String::new();
    for byte in &hash.finalize()[..8] {
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}

/// A word, or a mark if it looks like an id, a token or a number.
fn steady(word: &str) -> String {
    let is_mixed = |part: &str| {
        part.len() >= 8
            && part.bytes().any(|b| b.is_ascii_digit())
            && part.bytes().any(|b| b.is_ascii_alphabetic())
    };
    let mut out = String::new();
    for part in word.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let bare = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || !(is_mixed(bare) || bare.bytes().all(|b| b.is_ascii_digit())) {
            out.push_str(part);
        } else {
            out.push('#');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn what_differs_each_time_does_not_count() {
        assert_eq!(
            digest("<p>Hello guest, request 3f9a2b7c1d at 12:30:01</p>"),
            digest("<p>Hello guest, request a81b00c4ee at 07:05:59</p>")
        );
        assert_ne!(digest("<p>Hello guest</p>"), digest("<p>Hello Ada</p>"));
    }
}
