//! One place where a member is logged in, as the page shows it.

use serde::{Deserialize, Serialize};

/// The content of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Devices {
    /// The member's sessions, the one that is looking first.
    Known {
        /// The sessions.
        devices: Vec<Device>,
        /// How often somebody has failed to log in as the member since the login before the last.
        failures: u64,
    },
    /// A list that the session store cannot make.
    Unknowable,
}

/// A session, in words that a member understands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The key to end it by.
    pub key: String,
    /// Whether it is the session that is looking.
    pub current: bool,
    /// Browser and system. It is what the browser says of itself, so it is foreign text.
    pub name: Option<String>,
    /// Whether it is a phone or the like.
    pub mobile: bool,
    /// The IP address of the login.
    pub address: Option<String>,
    /// The time of the login.
    pub signed_in: Moment,
    /// The time of its last use, up to a minute late.
    pub last_seen: Moment,
    /// The time at which it ends at the latest.
    pub expires: Moment,
    /// Whether "remember me" was ticked.
    pub remembered: bool,
}

/// A moment, for people and for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// `2026-11-22 14:03`, in the shop's time zone.
    pub shown: String,
    /// RFC 3339, for `<time datetime>`.
    pub exact: String,
}
