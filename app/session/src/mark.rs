//! A session's mark: enough to see with the eye that two answers came from one session, too little to do anything with.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Keeps this use of SHA-256 apart from the stored hash: who knows the mark knows nothing of that.
const PURPOSE: &[u8] = b" session mark";

/// The first four bytes of a hash of the cookie's value, in hexadecimal; none without a cookie. In the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMark(pub Option<String>);

impl SessionMark {
    /// The mark of a cookie's value, in an [application](crate::SessionConfig::application).
    pub fn of(application: &str, value: Option<impl AsRef<str>>) -> Self {
        Self(value.map(|value| {
            let digest = Sha256::new()
                .chain_update(application)
                .chain_update(PURPOSE)
                .chain_update(value.as_ref())
                .finalize();
            digest[..4].iter().fold(String::new(), |mut text, byte| {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
        }))
    }
}
