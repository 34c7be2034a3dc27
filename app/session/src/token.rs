//! The secret in the cookie, and what of it is ever written down.

use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use tower_sessions::session::Id;

/// What a bucket begins with: a character that a cookie may have (RFC 6265 §4.1.1) and base64url has not.
const MARK: u8 = b'~';
/// Hashed before the member's number and after the application's name.
const BUCKET: &[u8] = b" session bucket";
/// Hashed before the secret and after the application's name, so that no other use of SHA-256 gives the same result.
const PURPOSE: &[u8] = b" session id";

/// A session's secret: 128 bits from the thread's CSPRNG (ASVS 5.0 7.2.3), 22 characters of base64url in the cookie, behind the
/// bucket of its member if it has one. It exists in the cookie and in this process's memory, and is never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token {
    bucket: Option<Bucket>,
    secret: Id,
}

impl Token {
    /// A new token, which nobody else has.
    pub fn fresh(bucket: Option<Bucket>) -> Self {
        Self {
            bucket,
            secret: Id::default(),
        }
    }

    /// The id that is stored in its place, in an [application](crate::SessionConfig::application).
    pub fn hashed(self, application: &str) -> HashedId {
        let hash = hash(application, self.secret);
        HashedId(match self.bucket {
            Some(bucket) => format!("{bucket}{hash}"),
            None => hash.to_string(),
        })
    }

    /// The bucket that every token of its session has; none if the session began without one.
    pub(crate) const fn bucket(self) -> Option<Bucket> {
        self.bucket
    }

    /// The bytes that `session.id_of()` makes the stored id of: who says them to the database has the secret, which nobody finds in its
    /// tables.
    pub(crate) fn preimage(self, application: &str) -> Vec<u8> {
        let mark = self.bucket.map(|Bucket(number)| [MARK, number]);
        [
            mark.as_ref().map_or(&[][..], |mark| mark),
            application.as_bytes(),
            PURPOSE,
            &self.secret.0.to_le_bytes(),
        ]
        .concat()
    }

    /// The cookie's value.
    pub(crate) fn reveal(self) -> String {
        match self.bucket {
            Some(bucket) => format!("{bucket}{}", self.secret),
            None => self.secret.to_string(),
        }
    }
}

/// Leaves out the secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The error of a text that is not a token's: exactly 22 characters of base64url that stand for 16 bytes, with or without `~` and two
/// hexadecimal digits before them.
#[derive(Debug, thiserror::Error)]
#[error("this is not a session id")]
pub struct Malformed;

impl FromStr for Token {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (bucket, secret) = match text.strip_prefix(char::from(MARK)) {
            Some(rest) => {
                let (number, secret) = rest.split_at_checked(2).ok_or(Malformed)?;
                (Some(Bucket::parse(number).ok_or(Malformed)?), secret)
            }
            None => (None, text),
        };
        let secret = secret.parse().map_err(|_| Malformed)?;
        Ok(Self { bucket, secret })
    }
}

/// A one-way image of a [`Token`]: the first 128 bits of SHA-256, behind the token's bucket if it has one. Who reads the table, a backup or a log has nothing to
/// put into a cookie: presented as one it would be hashed again. A fast hash is right for secrets nobody can guess.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HashedId(String);

impl HashedId {
    /// An id that was read from a table.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The id as it stands in the tables.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bucket that it begins with.
    pub(crate) fn bucket(&self) -> Option<Bucket> {
        let number = self.0.strip_prefix(char::from(MARK))?;
        Bucket::parse(number.get(..2)?)
    }

    /// The hash alone, in the form in which `tower-sessions` has ids.
    pub(crate) fn digest(&self) -> Option<Id> {
        let start = if self.bucket().is_some() { 3 } else { 0 };
        self.0.get(start..)?.parse().ok()
    }
}

impl fmt::Debug for HashedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashedId({})", self.0)
    }
}

/// One of 256 classes of members, `~00` to `~ff`. All ids that a session ever has begin with the bucket of its member, so that ranges of ids
/// keep a member's sessions together, and a session where it is when its id changes (decision 0068).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket(u8);

impl Bucket {
    /// The bucket of a member of an [application](crate::SessionConfig::application). It follows from the member's number by a hash, so that
    /// members who came one after the other are not in one bucket; it says no more about them than that.
    pub fn of(application: &str, member: i64) -> Self {
        let digest = Sha256::new()
            .chain_update(application)
            .chain_update(BUCKET)
            .chain_update(member.to_le_bytes())
            .finalize();
        Self(digest[0])
    }

    /// Two digits, in lower case: a token has one form only.
    fn parse(digits: &str) -> Option<Self> {
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let digits =
            Some(digits).filter(|digits| digits.len() == 2 && digits.as_bytes().iter().all(is_digit))?;
        u8::from_str_radix(digits, 16).ok().map(Self)
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02x}", char::from(MARK), self.0)
    }
}

/// The hash that an id ends with.
fn hash(application: &str, id: Id) -> Id {
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
            "~",
            "~0",
            "~00",
            "~0会AAAAAAAAAAAAAAAAAAAAA",
            "~+0AAAAAAAAAAAAAAAAAAAAAA",
            "~0FAAAAAAAAAAAAAAAAAAAAAA",
            "~0fAAAAAAAAAAAAAAAAAAAAAB",
            "~~0fAAAAAAAAAAAAAAAAAAAAAA",
            "0fAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
        for text in ["AAAAAAAAAAAAAAAAAAAAAA", "~0fAAAAAAAAAAAAAAAAAAAAAA"] {
            let token = text.parse::<Token>().expect("a token");
            assert_eq!(token.reveal(), text);
        }
    }

    #[test]
    fn every_id_of_a_session_begins_with_the_bucket_of_its_member() {
        let bucket = Bucket::of("app", 7);
        let (one, two) = (Token::fresh(Some(bucket)), Token::fresh(Some(bucket)));
        for token in [one, two] {
            let id = token.hashed("app");
            assert!(id.as_str().starts_with(&bucket.to_string()), "{id:?}");
            assert_eq!((id.bucket(), id.digest().is_some()), (Some(bucket), true));
        }
        assert_ne!(one.hashed("app"), two.hashed("app"));
        let before = Token::fresh(None).hashed("app");
        assert_eq!((before.bucket(), before.digest().is_some()), (None, true));
        // Who changes the bucket in the cookie asks for an id that nobody has.
        let moved: Token = one
            .reveal()
            .replacen(&bucket.to_string(), "~00", 1)
            .parse()
            .expect("a token");
        assert!(bucket == Bucket(0) || moved.hashed("app") != one.hashed("app"));
    }

    #[test]
    fn members_are_spread_over_all_buckets() {
        let used: HashSet<_> = (1..=10_000).map(|member| Bucket::of("app", member).0).collect();
        assert_eq!(used.len(), 256);
    }

    #[test]
    fn a_token_is_not_printed_and_not_stored() {
        let token = Token::fresh(None);
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
        let many: HashSet<_> = (0..100_000).map(|_| Token::fresh(None).reveal()).collect();
        assert_eq!(many.len(), 100_000);
    }

    #[test]
    fn another_application_stores_another_id() {
        let token = Token::fresh(None);
        assert_ne!(token.hashed("one"), token.hashed("another"));
    }
}
