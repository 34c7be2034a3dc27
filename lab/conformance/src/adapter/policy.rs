//! What a system promises, as far as the suite can hold it to its word.

use serde::Deserialize;

/// Promises; what is missing is not promised, and the cases that would hold the system to it are skipped.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Seconds without a request after which a session is over.
    pub idle: Option<i64>,
    /// Seconds after the login after which it is over whatever happens.
    pub absolute: Option<i64>,
    /// The same for "remember me".
    pub remember_idle: Option<i64>,
    /// The same for "remember me".
    pub remember_absolute: Option<i64>,
    /// Seconds for which a proof of identity is fresh.
    pub step_up: Option<i64>,
    /// Sessions of one member at the same time.
    pub limit: Option<usize>,
    /// What happens to one too many.
    pub at_limit: AtLimit,
    /// Two session cookies in one request.
    pub duplicates: Option<Duplicates>,
    /// Cookies that are no session's are taken back.
    pub takes_back_nonsense: bool,
    /// Another browser name in the middle of a session.
    pub other_agent: Option<OtherAgent>,
    /// Seconds within which an answer comes when the database is away.
    pub outage_answer: Option<f64>,
    /// Seconds within which a copy heals after an outage.
    pub recovery: Option<f64>,
    /// Seconds between two clean-ups.
    pub clean_up: Option<u64>,
    /// Failed logins of one account after which the next is answered with 429.
    pub throttle_after: Option<u32>,
    /// Seconds after which an id is replaced by a new one at its next use.
    pub renew_after: Option<i64>,
    /// Seconds for which the replaced id is still good.
    pub renew_grace: Option<i64>,
    /// Seconds within which the sockets of a session that has ended are closed.
    pub socket_closes: Option<f64>,
    /// Seconds for which a hand-off code can be redeemed.
    pub hand_off_lives: Option<i64>,
}

/// A promise without which a case has nothing to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of `Policy` say what each is")]
pub enum Promise {
    RenewAfter,
    RenewGrace,
    SocketCloses,
    HandOffLives,
}

impl Promise {
    /// As an adapter writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RenewAfter => "renew_after",
            Self::RenewGrace => "renew_grace",
            Self::SocketCloses => "socket_closes",
            Self::HandOffLives => "hand_off_lives",
        }
    }

    /// Whether it is made.
    pub const fn is_in(self, policy: &Policy) -> bool {
        match self {
            Self::RenewAfter => policy.renew_after.is_some(),
            Self::RenewGrace => policy.renew_grace.is_some(),
            Self::SocketCloses => policy.socket_closes.is_some(),
            Self::HandOffLives => policy.hand_off_lives.is_some(),
        }
    }
}

/// What happens to one session too many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum AtLimit {
    /// The oldest makes room.
    #[default]
    #[serde(rename = "oldest ends")]
    OldestEnds,
    /// The login is refused.
    #[serde(rename = "refused")]
    Refused,
}

/// What two session cookies in one request mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Duplicates {
    /// If exactly one of them is alive, that one; else nobody.
    #[serde(rename = "one live")]
    OneLive,
    /// Nobody.
    #[serde(rename = "refused")]
    Refused,
}

/// What another browser name in the middle of a session means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherAgent {
    /// Nothing.
    Ignored,
    /// The session is refused.
    Refused,
}

/// Whether an unsafe request passes, by where it says it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsrfRow {
    /// `auth`, `mall`, or an origin as it is sent; missing is no header.
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`.
    pub site: Option<String>,
    /// Whether it passes.
    pub passes: bool,
}
