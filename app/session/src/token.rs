//! The secret in the cookie, and what of it is ever written down.

use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use tower_sessions::session::Id;

/// Hashed before the secret and after the application's name, so that no other use of SHA-256 gives the same result.
const PURPOSE: &[u8] = b" session id";

/// A session's secret: 128 bits from the thread's CSPRNG (ASVS 5.0 7.2.3), 22 characters of base64url in the cookie.
/// It exists in the cookie and in this process's memory, and is never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(Id);

impl Token {
    /// A new token, which nobody else has.
    pub fn fresh() -> Self {
        Self(Id::default())
    }

    /// The id that is stored in its place, in an [application](crate::SessionConfig::application).
    pub fn hashed(self, application: &str) -> HashedId {
        HashedId::of(application, self.0)
    }

    /// The bytes whose hash is the stored id: who says them to the database has the secret, which nobody finds in its tables.
    pub(crate) fn preimage(self, application: &str) -> Vec<u8> {
        [application.as_bytes(), PURPOSE, &self.0.0.to_le_bytes()].concat()
    }

    /// The cookie's value.
    pub(crate) fn reveal(self) -> String {
        self.0.to_string()
    }
}

/// Leaves out the secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The error of a text that is not a token's: exactly 22 characters of base64url that stand for 16 bytes.
#[derive(Debug, thiserror::Error)]
#[error("this is not a session id")]
pub struct Malformed;

impl FromStr for Token {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| Malformed)
    }
}

/// A one-way image of a [`Token`]: the first 128 bits of SHA-256. Who reads the table, a backup or a log has nothing to
/// put into a cookie: presented as one it would be hashed again. A fast hash is right for secrets nobody can guess.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HashedId(String);

impl HashedId {
    pub(crate) fn of(application: &str, id: Id) -> Self {
        Self(hash(application, id).to_string())
    }

    /// An id that was read from a table.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The id as it stands in the tables.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HashedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashedId({})", self.0)
    }
}

/// The id under which the record of `id` is stored.
pub(crate) fn hash(application: &str, id: Id) -> Id {
    let digest = Sha256::new()
        .chain_update(application)
        .chain_update(PURPOSE)
        .chain_update(id.0.to_le_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Id(i128::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn only_22_characters_of_base64url_are_a_token() {
        for text in [
            "",
            "A",
            "AAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAAAAAAAAAAAA+",
            "AAAAAAAAAAAAAAAAAAAAAB", // bits beyond the sixteenth byte
            "AAAAAAAAAAA AAAAAAAAAA",
            "会会会会会会会会",
        ] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
        assert!("AAAAAAAAAAAAAAAAAAAAAA".parse::<Token>().is_ok());
    }

    #[test]
    fn a_token_is_not_printed_and_not_stored() {
        let token = Token::fresh();
        assert!(!format!("{token:?}").contains(&token.reveal()));
        assert_ne!(token.hashed("app").as_str(), token.reveal());
        // What is stored, used as a token, is another session's.
        let stolen: Token = token
            .hashed("app")
            .as_str()
            .parse()
            .expect("it has the form of one");
        assert_ne!(stolen.hashed("app"), token.hashed("app"));
    }

    #[test]
    fn tokens_do_not_repeat() {
        let many: HashSet<_> = (0..100_000).map(|_| Token::fresh().reveal()).collect();
        assert_eq!(many.len(), 100_000);
    }

    #[test]
    fn another_application_stores_another_id() {
        let token = Token::fresh();
        assert_ne!(token.hashed("one"), token.hashed("another"));
    }
}
