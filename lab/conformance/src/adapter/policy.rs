//! The promises of a system that the suite can check.

use serde::Deserialize;

/// The promises of a system; what is missing is not promised, and the cases that need it are skipped.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Seconds without a request after which a session is over.
    pub idle: Option<i64>,
    /// Seconds after the login after which a session is over, used or not.
    pub absolute: Option<i64>,
    /// Seconds without a request after which a session with "remember me" is over.
    pub remember_idle: Option<i64>,
    /// Seconds after the login after which a session with "remember me" is over, used or not.
    pub remember_absolute: Option<i64>,
    /// Seconds for which a proof of identity is fresh.
    pub step_up: Option<i64>,
    /// The number of sessions that one member may have at the same time.
    pub limit: Option<usize>,
    /// The effect of a login beyond `limit`.
    pub at_limit: AtLimit,
    /// The meaning of two session cookies in one request.
    pub duplicates: Option<Duplicates>,
    /// Whether session cookies without a session are removed from the browser.
    pub takes_back_nonsense: bool,
    /// The effect of another `User-Agent` in the middle of a session.
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

/// A promise that a case needs; without it the case is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of `Policy` say what each is")]
pub enum Promise {
    RenewAfter,
    RenewGrace,
    SocketCloses,
    HandOffLives,
}

impl Promise {
    /// The promise's name as an adapter writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RenewAfter => "renew_after",
            Self::RenewGrace => "renew_grace",
            Self::SocketCloses => "socket_closes",
            Self::HandOffLives => "hand_off_lives",
        }
    }

    /// Whether the promise is made in `policy`.
    pub const fn is_in(self, policy: &Policy) -> bool {
        match self {
            Self::RenewAfter => policy.renew_after.is_some(),
            Self::RenewGrace => policy.renew_grace.is_some(),
            Self::SocketCloses => policy.socket_closes.is_some(),
            Self::HandOffLives => policy.hand_off_lives.is_some(),
        }
    }
}

/// The effect of a login of a member who has as many sessions as the limit allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum AtLimit {
    /// The oldest session ends.
    #[default]
    #[serde(rename = "oldest ends")]
    OldestEnds,
    /// The login is refused.
    #[serde(rename = "refused")]
    Refused,
}

/// The meaning of two session cookies in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Duplicates {
    /// If exactly one belongs to a live session, that session; otherwise a guest.
    #[serde(rename = "one live")]
    OneLive,
    /// A guest, whatever the cookies are.
    #[serde(rename = "refused")]
    Refused,
}

/// The effect of another `User-Agent` in the middle of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherAgent {
    /// The session goes on.
    Ignored,
    /// The session is refused.
    Refused,
}

/// A row of the table that says whether an unsafe request passes, by where it says it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsrfRow {
    /// The `Origin`: `auth`, `mall`, or the header as it is sent; `None` is no header.
    pub origin: Option<String>,
    /// The header `Sec-Fetch-Site`; `None` is no header.
    pub site: Option<String>,
    /// Whether the request passes.
    pub passes: bool,
}
