//! Whose cart it is.

use app_kernel::MemberId;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// Hashed before the secret, so that no other use of SHA-256 gives the same result.
const PURPOSE: &[u8] = b"cfmall guest cart";

/// The secret in a guest's cookie: 256 bits from the system, 43 characters of base64url. Never stored and never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct GuestToken([u8; 32]);

impl GuestToken {
    /// A new token, which nobody else has.
    ///
    /// # Panics
    /// If the system has no randomness.
    pub(crate) fn fresh() -> Self {
        let mut bytes = [0; 32];
        OsRng
            .try_fill_bytes(&mut bytes)
            .expect("the system has randomness");
        Self(bytes)
    }

    /// The cookie's value.
    pub(crate) fn reveal(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Leaves out the secret.
impl fmt::Debug for GuestToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuestToken(…)")
    }
}

/// The error of a text that is no token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl FromStr for GuestToken {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Malformed)?;
        bytes.try_into().map(Self).map_err(|_| Malformed)
    }
}

/// Whose cart it is, as `mall.cart` says it. Follows from the session or from the secret of a guest's cookie, and from nothing else:
/// whoever knows neither can name no cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner(String);

impl Owner {
    /// A member's cart, on all devices.
    pub(crate) fn member(id: MemberId) -> Self {
        Self(format!("member {id}"))
    }

    /// A guest's cart. Who reads the table has nothing to put into a cookie.
    pub(crate) fn guest(token: GuestToken) -> Self {
        let hash = Sha256::new()
            .chain_update(PURPOSE)
            .chain_update(token.0)
            .finalize();
        Self(format!("guest {}", URL_SAFE_NO_PAD.encode(hash)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn only_43_characters_of_base64url_are_a_token() {
        let good = "A".repeat(43);
        assert!(good.parse::<GuestToken>().is_ok());
        for text in [
            String::new(),
            "A".repeat(42),
            "A".repeat(44),
            "A".repeat(22),
            format!("{}=", "A".repeat(43)),
            format!("{}+", "A".repeat(42)),
            format!("{}B", "A".repeat(42)),
            "会".repeat(43),
        ] {
            assert_eq!(text.parse::<GuestToken>(), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn a_token_is_not_printed_not_stored_and_not_repeated() {
        let token = GuestToken::fresh();
        assert!(!format!("{token:?}").contains(&token.reveal()));
        assert_eq!(token.reveal().parse(), Ok(token));
        let owner = Owner::guest(token);
        assert!(!owner.as_str().contains(&token.reveal()));
        let stolen: GuestToken = owner.as_str()["guest ".len()..].parse().expect("the form of one");
        assert_ne!(Owner::guest(stolen), owner, "what is stored opens nothing");
        let many: HashSet<_> = (0..10_000).map(|_| GuestToken::fresh().reveal()).collect();
        assert_eq!(many.len(), 10_000);
    }
}
