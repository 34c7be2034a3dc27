//! How somebody has proved to be a member.

/// A proof of identity with which a login begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The word for it in the list of the member's sessions.
    pub method: &'static str,
    /// The version of the credentials that were checked (`session.member.credentials_version`), for a proof that takes time: if there
    /// is a newer one since, the login is refused with [`SessionError::NotSignedIn`](crate::SessionError::NotSignedIn).
    pub version: Option<i32>,
    /// Whether the proof is good enough for sensitive actions as well, for [`Limits::elevated`](crate::Limits::elevated). After a login
    /// with one that is not, they ask for another.
    pub elevates: bool,
    /// What triggers of the application's own on `session.event` find in the setting `session.context` while the login is written, so that what
    /// they write is there if and only if the session is. The session stack does nothing else with it.
    pub context: Option<String>,
}

impl Proof {
    /// A password, of this version.
    pub const fn password(version: Option<i32>) -> Self {
        Self {
            method: "password",
            version,
            elevates: true,
            context: None,
        }
    }
}
