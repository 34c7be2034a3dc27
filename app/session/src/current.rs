//! The session of the request that is being answered.

use crate::sealed::SealedSession;
use app_kernel::{Member, Viewer};
use tower_sessions::{Session, session, session_store};

/// The one key under which a session says who it belongs to. Private: nothing outside this crate reads or writes it.
const MEMBER: &str = "member";

/// The session store did not answer. Never to be read as "nobody is logged in".
#[derive(Debug, thiserror::Error)]
#[error("the session store is unavailable: {0}")]
pub struct StoreUnavailable(#[from] session::Error);

/// The session of this request, in the request's extensions.
#[derive(Clone, Debug)]
pub enum CurrentSession {
    /// Kept by a store on our side; the cookie holds its id.
    Stored(Session),
    /// Kept in the cookie itself.
    Sealed(SealedSession),
}

impl CurrentSession {
    /// Logs `member` in. The session gets a new id, and the old one is dead (against session fixation, ASVS 5.0 7.2.4).
    ///
    /// The record is saved at once, not when the response leaves, so that a failure can still be told to the visitor.
    pub async fn sign_in(&self, member: &Member) -> Result<(), StoreUnavailable> {
        match self {
            Self::Stored(session) => {
                session.cycle_id().await?;
                session.insert(MEMBER, member).await?;
                session.save().await?;
            }
            Self::Sealed(session) => session.sign_in(member),
        }
        Ok(())
    }

    /// Logs out: the session is deleted where it is kept, and the browser is told to forget its cookie.
    pub async fn sign_out(&self) -> Result<(), StoreUnavailable> {
        match self {
            Self::Stored(session) => session.flush().await?,
            Self::Sealed(session) => session.sign_out(),
        }
        Ok(())
    }

    pub(crate) async fn viewer(&self) -> Viewer {
        let session = match self {
            Self::Stored(session) => session,
            Self::Sealed(session) => return session.viewer(),
        };
        match session.get::<Member>(MEMBER).await {
            Ok(Some(member)) => Viewer::Member(member),
            Ok(None) => Viewer::Guest,
            // Written by another version of ours, or damaged: this one visitor logs in again.
            Err(session::Error::SerdeJson(error)) => {
                tracing::warn!(%error, "a session record does not say who it belongs to");
                Viewer::Guest
            }
            Err(session::Error::Store(session_store::Error::Decode(error))) => {
                tracing::warn!(error, "a session record cannot be read");
                Viewer::Guest
            }
            Err(error) => {
                tracing::error!(%error, "the session store cannot be reached");
                Viewer::Unavailable
            }
        }
    }
}
