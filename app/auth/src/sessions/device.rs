//! One place where a member is logged in, as the page shows it.

use app_kernel::Failure;
use serde::{Deserialize, Serialize};

/// What the page is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Devices {
    /// This one first.
    Known(Vec<Device>),
    /// Where sessions are kept nobody can say which there are.
    Unknowable,
}

/// A session, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What to call it when ending it.
    pub key: String,
    /// The one that asks.
    pub current: bool,
    /// Browser and system. It is what the browser says of itself, so it is foreign text.
    pub name: Option<String>,
    /// Whether it fits into a pocket.
    pub mobile: bool,
    /// Where it was logged in from.
    pub address: Option<String>,
    /// When.
    pub signed_in: Moment,
    /// When it was last used; up to a minute late.
    pub last_seen: Moment,
    /// When it ends at the latest.
    pub expires: Moment,
    /// With "remember me".
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

/// Where the member who is asking is logged in.
#[cfg(feature = "ssr")]
pub(super) async fn load() -> Result<Devices, Failure> {
    crate::server::sessions::own_devices().await
}

/// Pages are made on the server. What a script may ask is `GET /api/auth/sessions`, so this is no server function.
#[cfg(not(feature = "ssr"))]
pub(super) fn load() -> std::future::Ready<Result<Devices, Failure>> {
    std::future::ready(Err(Failure::Internal))
}
