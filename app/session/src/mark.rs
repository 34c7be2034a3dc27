//! A session's mark: enough to see with the eye that two answers came from one session, too little to do anything with.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Another use of SHA-256 than the stored hash: who knows the mark knows nothing of that.
const DOMAIN: &[u8] = b"cfmall session mark";

/// Four bytes of a hash of the cookie's value, in hexadecimal. In the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMark(pub Option<String>);

impl SessionMark {
    pub(crate) fn of(value: Option<impl AsRef<str>>) -> Self {
        Self(value.map(|value| {
            let digest = Sha256::new()
                .chain_update(DOMAIN)
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
