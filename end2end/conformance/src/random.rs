//! Randomness that comes in: every case draws from a generator it was given, so that a history can be repeated.

use std::hash::{BuildHasher, RandomState};

/// `SplitMix64`.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The same seed gives the same numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Different in every process: for names that must not have been used before.
    pub fn unlike_any_other() -> Self {
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

    /// Below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or_default()
    }

    /// A value of the same shape: every letter and digit but the last character is drawn anew. The last one stays,
    /// because in base64 it is often not free.
    pub fn like(&mut self, token: &str) -> String {
        let count = token.chars().count();
        let drawn = token.chars().enumerate().map(|(index, c)| {
            let alphabet: &[u8] = match c {
                _ if index + 1 == count => return c,
                'a'..='z' => b"abcdefghijklmnopqrstuvwxyz",
                'A'..='Z' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                '0'..='9' => b"0123456789",
                other => return other,
            };
            char::from(alphabet[self.below(alphabet.len())])
        });
        drawn.collect()
    }
}
