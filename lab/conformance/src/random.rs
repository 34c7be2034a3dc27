//! Random numbers from a seed: every case draws from a generator of its own, so that a history can be repeated.

use std::hash::{BuildHasher, RandomState};

/// A random number generator (`SplitMix64`); not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator with this seed; the same seed gives the same numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator that is different in every process, for names that must not have been used before.
    pub fn from_entropy() -> Self {
        Self(RandomState::new().hash_one("conformance"))
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A random number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or_default()
    }

    /// A random token of the shape of `token`: every letter and digit is drawn anew, and a hexadecimal digit stays one. The last character stays,
    /// because in base64 it is often not free.
    pub fn like(&mut self, token: &str) -> String {
        let count = token.chars().count();
        let is_hex = is_hex(token);
        let drawn = token.chars().enumerate().map(|(index, c)| {
            let alphabet: &[u8] = match c {
                _ if index + 1 == count => return c,
                'a'..='f' | '0'..='9' if is_hex => b"0123456789abcdef",
                // A part of it may be hexadecimal.
                'a'..='f' => b"abcdef",
                'g'..='z' => b"ghijklmnopqrstuvwxyz",
                'A'..='Z' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                '0'..='9' => b"0123456789",
                other => return other,
            };
            char::from(alphabet[self.below(alphabet.len())])
        });
        drawn.collect()
    }
}

/// Whether `token` is written in lower-case hexadecimal, so that a letter beyond f would change its kind.
pub fn is_hex(token: &str) -> bool {
    token
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_has_the_shape_of_the_model() {
        let mut random = Random::new(1);
        let drawn = random.like("aB3-xyzQ_9A");
        assert_ne!(drawn, "aB3-xyzQ_9A");
        assert!(drawn.ends_with('A') && drawn.as_bytes()[3] == b'-' && drawn.as_bytes()[8] == b'_');
        assert!(drawn.as_bytes()[0].is_ascii_lowercase() && drawn.as_bytes()[2].is_ascii_digit());
        assert!(is_hex(&random.like("0123456789abcdef0123456789abcdef")));
    }
}
