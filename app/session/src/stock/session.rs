//! The session of one request, kept by `tower-sessions`.

use crate::SessionError;
use app_kernel::{Member, Viewer};
use serde_json::Value;
use tower_sessions::{Expiry, Session, session, session_store};

/// The one key under which a session says who it belongs to.
const MEMBER: &str = "member";

/// A thin cover of [`Session`].
#[derive(Clone, Debug)]
pub(crate) struct StockSession(pub(super) Session);

impl StockSession {
    /// The record is saved at once, not when the response leaves, so that a failure can still be told to the visitor.
    pub(crate) async fn sign_in(
        &self,
        member: &Member,
        lifetime: std::time::Duration,
    ) -> Result<(), SessionError> {
        self.0.cycle_id().await?;
        self.0.insert(MEMBER, member).await?;
        let lifetime = time::Duration::try_from(lifetime).unwrap_or(time::Duration::MAX);
        self.0.set_expiry(Some(Expiry::OnInactivity(lifetime)));
        self.0.save().await?;
        Ok(())
    }

    pub(crate) async fn sign_out(&self) -> Result<(), SessionError> {
        Ok(self.0.flush().await?)
    }

    /// The member, if the session says that it is somebody's.
    pub(crate) async fn member(&self) -> Result<Option<Member>, SessionError> {
        match self.0.get::<Member>(MEMBER).await {
            Ok(member) => Ok(member),
            // Written by another version of ours, or damaged: this one visitor logs in again.
            Err(session::Error::SerdeJson(error)) => {
                tracing::warn!(%error, "a session record does not say who it belongs to");
                Ok(None)
            }
            Err(session::Error::Store(session_store::Error::Decode(error))) => {
                tracing::warn!(error, "a session record cannot be read");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn viewer(&self) -> Viewer {
        match self.member().await {
            Ok(Some(member)) => Viewer::Member(member),
            Ok(None) => Viewer::Guest,
            Err(error) => {
                tracing::error!(%error, "the session store cannot be reached");
                Viewer::Unavailable
            }
        }
    }

    /// What a sliding expiry does with every request.
    pub(crate) async fn save(&self) -> Result<(), SessionError> {
        Ok(self.0.save().await?)
    }

    pub(crate) async fn value(&self, key: &str) -> Result<Option<Value>, SessionError> {
        Ok(self.0.get_value(key).await?)
    }

    pub(crate) async fn set(&self, key: &str, value: Option<Value>) -> Result<(), SessionError> {
        match value {
            Some(value) => self.0.insert_value(key, value).await?,
            None => self.0.remove_value(key).await?,
        };
        Ok(())
    }
}
