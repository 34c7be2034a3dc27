//! Who is asking, as their session says.

use axum::{extract::FromRequestParts, http::request::Parts};
use sha2::{Digest, Sha256};
use tower_sessions::Session;

use crate::app::{App, Error};

/// The key under which a session has the nickname.
pub const NICKNAME: &str = "nickname";

/// A member.
pub struct Visitor {
    pub nickname: String,
    /// A short hash of the session's id, for the strip in the footer.
    pub mark: String,
}

/// The visitor of a request; `None` for a guest.
pub struct Asking(pub Option<Visitor>);

impl FromRequestParts<App> for Asking {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let session = Session::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::Missing)?;
        let Some(nickname) = session.get(NICKNAME).await? else {
            return Ok(Self(None));
        };
        let id = session.id().map(|id| id.to_string()).unwrap_or_default();
        let hash = Sha256::digest(id);
        let mark = format!("{:08x}", u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]));
        Ok(Self(Some(Visitor { nickname, mark })))
    }
}
