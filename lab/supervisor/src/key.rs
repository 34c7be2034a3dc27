//! The key of one run of the lab: it makes marks, and it opens the side channel to the copies.

use anyhow::Result;
use dev_deployment::deployment::session_key;
use hmac::{Hmac, Mac};
use lab_model::{Mark, Visitor};
use sha2::Sha256;

/// The length of the key in hexadecimal digits.
const DIGITS: usize = 64;

/// A random key that is gone with the process. Copies are told it in `LAB_KEY`.
pub struct Key {
    hex: String,
}

impl Key {
    /// A new key.
    pub fn new() -> Result<Self> {
        let mut hex = session_key()?;
        hex.truncate(DIGITS);
        Ok(Self { hex })
    }

    /// The key in hexadecimal.
    pub fn hex(&self) -> &str {
        &self.hex
    }

    /// The mark of a cookie's value.
    pub fn mark(&self, value: &str) -> Mark {
        Mark(self.digits("", value, 4))
    }

    /// The name of the browser with this number.
    pub fn visitor(&self, number: u64) -> Visitor {
        Visitor(self.digits("visitor ", &number.to_string(), 8))
    }

    fn digits(&self, purpose: &str, value: &str, count: usize) -> String {
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(self.hex.as_bytes()).expect("HMAC takes keys of any length");
        hmac.update(purpose.as_bytes());
        hmac.update(value.as_bytes());
        let digest = hmac.finalize().into_bytes();
        let hex = digest
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16));
        hex.take(count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_short_and_of_one_run() -> Result<()> {
        let (one, other) = (Key::new()?, Key::new()?);
        assert_eq!(one.mark("a").0.len(), 4);
        assert_eq!(one.mark("a"), one.mark("a"));
        let marks = |key: &Key| {
            (0..8)
                .map(|number| key.mark(&number.to_string()))
                .collect::<Vec<_>>()
        };
        assert_ne!(marks(&one), marks(&other));
        Ok(())
    }
}
