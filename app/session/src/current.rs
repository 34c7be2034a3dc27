//! The session of the request that is being answered.

use crate::{
    Limits, ListedSession, SessionError, own::OwnSession, sealed::SealedSession, stock::StockSession,
};
use app_kernel::{Member, Viewer};
use serde_json::Value;
use sqlx::{Postgres, Transaction};

/// The session of this request, in the request's extensions. Every verb is done when it returns; what could not be done
/// is an error.
#[derive(Clone, Debug)]
pub struct CurrentSession(pub(crate) Kept);

/// Where it is kept.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// Kept by our own stack.
    Own(OwnSession),
    /// Kept by `tower-sessions` as published.
    Stock(StockSession, Limits),
    /// Kept in the cookie itself.
    Sealed(SealedSession),
}

impl CurrentSession {
    /// Logs `member` in. The browser gets a new id, and the old one is dead (against session fixation, ASVS 5.0 7.2.4).
    pub async fn sign_in(&self, member: &Member, remembered: bool) -> Result<(), SessionError> {
        self.sign_in_proved(member, remembered, None).await
    }

    /// The same for a proof that takes time: `proved_by` is the version of the credentials that were checked
    /// (`session.member.credentials_version`). If there is a newer one since, nobody is logged in
    /// ([`SessionError::NotSignedIn`]).
    pub async fn sign_in_proved(
        &self,
        member: &Member,
        remembered: bool,
        proved_by: Option<i32>,
    ) -> Result<(), SessionError> {
        match &self.0 {
            Kept::Own(session) => session.sign_in(member, remembered, proved_by).await,
            Kept::Stock(session, limits) => {
                session
                    .sign_in(member, limits.lifetime(remembered).absolute)
                    .await
            }
            Kept::Sealed(session) => {
                session.sign_in(member);
                Ok(())
            }
        }
    }

    /// Logs out: the session is deleted where it is kept, and the browser is told to forget its cookie.
    pub async fn sign_out(&self) -> Result<(), SessionError> {
        match &self.0 {
            Kept::Own(session) => session.sign_out().await,
            Kept::Stock(session, _) => session.sign_out().await,
            Kept::Sealed(session) => {
                session.sign_out();
                Ok(())
            }
        }
    }

    /// The member has proved again who they are: the id changes, and sensitive actions are allowed for a while.
    pub async fn confirm(&self) -> Result<(), SessionError> {
        self.own()?.confirm().await
    }

    /// Whether the member's last proof of identity is fresh enough for a sensitive action (ASVS 5.0 7.5.1). Other stores
    /// than ours do not know, and then nothing is: a check that cannot be made has failed.
    pub fn is_elevated(&self) -> bool {
        self.elevation().unwrap_or(false)
    }

    /// The same, for whoever wants to know why it is not.
    pub(crate) fn elevation(&self) -> Result<bool, SessionError> {
        self.own().map(OwnSession::is_elevated)
    }

    /// Commits `transaction`, in which the member's password was changed. With it all other sessions of the member end
    /// and this one gets a new id (ASVS 5.0 7.4.3). How many ended.
    pub async fn password_changed(
        &self,
        transaction: Transaction<'_, Postgres>,
    ) -> Result<u64, SessionError> {
        self.own()?.password_changed(transaction).await
    }

    /// The member's sessions, this one first (ASVS 5.0 7.5.2).
    pub async fn list(&self) -> Result<Vec<ListedSession>, SessionError> {
        self.own()?.list().await
    }

    /// Ends one of the member's sessions. False if none of theirs has this key.
    pub async fn revoke(&self, key: &str) -> Result<bool, SessionError> {
        self.own()?.revoke(key).await
    }

    /// Ends all of the member's sessions but this one. How many ended.
    pub async fn revoke_others(&self) -> Result<u64, SessionError> {
        self.own()?.revoke_others().await
    }

    /// Ends all of the member's sessions, this one too. How many ended.
    pub async fn revoke_all(&self) -> Result<u64, SessionError> {
        self.own()?.revoke_all().await
    }

    /// Something the session carries. What it carries never says who it belongs to.
    pub async fn value(&self, key: &str) -> Result<Option<Value>, SessionError> {
        match &self.0 {
            Kept::Own(session) => session.value(key),
            Kept::Stock(session, _) => session.value(key).await,
            Kept::Sealed(_) => Err(UNSUPPORTED_SEALED),
        }
    }

    /// Lets the session carry `value` under `key`; with `None`, nothing. Other keys are not touched, also not those that
    /// another request is writing at this moment.
    pub async fn set(&self, key: &str, value: Option<Value>) -> Result<(), SessionError> {
        match &self.0 {
            Kept::Own(session) => {
                session
                    .write(|values| match value.clone() {
                        Some(value) => drop(values.insert(key.to_owned(), value)),
                        None => drop(values.remove(key)),
                    })
                    .await
            }
            Kept::Stock(session, _) => session.set(key, value).await,
            Kept::Sealed(_) => Err(UNSUPPORTED_SEALED),
        }
    }

    /// Replaces the value under `key` by what `change` makes of it. Of several requests at a time each sees what the one
    /// before it left, so `change` may be called more than once.
    pub async fn update(
        &self,
        key: &str,
        change: impl Fn(Option<&Value>) -> Value + Send + Sync,
    ) -> Result<Value, SessionError> {
        if let Kept::Own(session) = &self.0 {
            session
                .write(|values| {
                    let value = change(values.get(key));
                    values.insert(key.to_owned(), value);
                })
                .await?;
            return Ok(session.value(key)?.unwrap_or_default());
        }
        let value = change(self.value(key).await?.as_ref());
        self.set(key, Some(value.clone())).await?;
        Ok(value)
    }

    /// Writes down that the session is in use, without changing anything else.
    pub(crate) async fn touch(&self) -> Result<(), SessionError> {
        match &self.0 {
            Kept::Own(session) => session.touch(),
            Kept::Stock(session, _) => session.save().await?,
            Kept::Sealed(_) => {}
        }
        Ok(())
    }

    /// Whether this session is anybody's, as of the beginning of the request.
    pub(crate) async fn is_signed_in(&self) -> Result<bool, SessionError> {
        match &self.0 {
            Kept::Own(session) => session.is_signed_in(),
            Kept::Stock(session, _) => Ok(session.member().await?.is_some()),
            Kept::Sealed(session) => Ok(matches!(session.viewer(), Viewer::Member(_))),
        }
    }

    fn own(&self) -> Result<&OwnSession, SessionError> {
        match &self.0 {
            Kept::Own(session) => Ok(session),
            Kept::Stock(..) => Err(SessionError::Unsupported("a store as published")),
            Kept::Sealed(_) => Err(UNSUPPORTED_SEALED),
        }
    }
}

const UNSUPPORTED_SEALED: SessionError = SessionError::Unsupported("the cookie itself");
