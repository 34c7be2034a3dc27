//! A session's mark: enough to see with the eye that two answers came from one session, too little to do anything with.

use crate::{config::SessionConfig, cookie};
use hmac::{Hmac, Mac};
use http::HeaderMap;
use sha2::Sha256;

/// Four bytes of a keyed hash of the cookie's value, in hexadecimal. In the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMark(pub Option<String>);

impl SessionMark {
    pub(crate) fn of(headers: &HeaderMap, config: &SessionConfig) -> Self {
        Self(cookie::value_in(config, headers).map(|value| {
            let mut mac = Hmac::<Sha256>::new_from_slice(config.mark_secret.as_bytes())
                .expect("HMAC takes a key of any length");
            mac.update(value.as_bytes());
            let digest = mac.finalize().into_bytes();
            format!(
                "{:08x}",
                u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
            )
        }))
    }
}
