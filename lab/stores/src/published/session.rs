//! The session of one request, kept by `tower-sessions`.

use super::format::Format;
use app_session::{Limits, Member, Proof, SessionError, SessionHandle, Viewer};
use async_trait::async_trait;
use http::HeaderMap;
use serde_json::Value;
use tower_sessions::{Expiry, Session, session, session_store};

/// The one key under which a session says who it belongs to.
pub(super) const MEMBER: &str = "member";

/// A thin cover of [`Session`].
#[derive(Clone, Debug)]
pub(super) struct PublishedSession {
    session: Session,
    limits: Limits,
    format: Format,
}

impl PublishedSession {
    pub(super) const fn new(session: Session, limits: Limits, format: Format) -> Self {
        Self {
            session,
            limits,
            format,
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

    /// The member, if the session says that it is somebody's.
    async fn member(&self) -> Result<Option<Member>, SessionError> {
        match self.session.get_value(MEMBER).await {
            Ok(None) => Ok(None),
            Ok(Some(member)) => Ok(self
                .format
                .read(member)
                // Written by another version of ours, or damaged: this one visitor logs in again.
                .inspect_err(
                    |error| tracing::warn!(%error, "a session record does not say who it belongs to"),
                )
                .ok()),
            Err(session::Error::Store(session_store::Error::Decode(error))) => {
                tracing::warn!(error, "a session record cannot be read");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[async_trait]
impl SessionHandle for PublishedSession {
    fn kept_in(&self) -> &'static str {
        "a store as published"
    }

    async fn is_signed_in(&self) -> Result<bool, SessionError> {
        Ok(self.member().await?.is_some())
    }

    /// The record is saved at once, not when the response leaves, so that a failure can still be told to the visitor.
    async fn sign_in_by(
        &self,
        member: &Member,
        remembered: bool,
        _proof: &Proof,
    ) -> Result<(), SessionError> {
        self.session.cycle_id().await?;
        self.session
            .insert_value(MEMBER, self.format.write(member))
            .await?;
        let lifetime = self.limits.lifetime(remembered).absolute;
        let lifetime = time::Duration::try_from(lifetime).unwrap_or(time::Duration::MAX);
        self.session.set_expiry(Some(Expiry::OnInactivity(lifetime)));
        self.session.save().await?;
        Ok(())
    }

    async fn sign_out(&self) -> Result<(), SessionError> {
        Ok(self.session.flush().await?)
    }

    async fn value(&self, key: &str) -> Result<Option<Value>, SessionError> {
        Ok(self.session.get_value(key).await?)
    }

    async fn set(&self, key: &str, value: Option<Value>) -> Result<(), SessionError> {
        match value {
            Some(value) => self.session.insert_value(key, value).await?,
            None => self.session.remove_value(key).await?,
        };
        Ok(())
    }

    /// Saves the record, as a sliding expiry does with every request.
    async fn touch(&self) -> Result<(), SessionError> {
        Ok(self.session.save().await?)
    }

    /// Nothing: `SessionManagerLayer` does it.
    fn write_cookie(&self, _headers: &mut HeaderMap) {}
}
