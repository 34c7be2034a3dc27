//! The session of the request that is being answered, and everything that can be done to it.

use crate::{ListedSession, Member, Proof, SessionError};
use async_trait::async_trait;
use axum::http::HeaderMap;
use serde_json::Value;
use sqlx::{Postgres, Transaction};
use std::{fmt, ops::Deref, sync::Arc};

/// The session of this request, from the request's extensions. Its methods are those of [`SessionHandle`]; clones are the
/// same session.
#[derive(Clone)]
pub struct CurrentSession(Arc<dyn SessionHandle>);

impl CurrentSession {
    /// The session behind this handle.
    pub fn new(handle: impl SessionHandle) -> Self {
        Self(Arc::new(handle))
    }
}

impl Deref for CurrentSession {
    type Target = dyn SessionHandle;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Debug for CurrentSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CurrentSession").field(&self.kept_in()).finish()
    }
}

/// One request's session, as its backend keeps it. Every method has done what it says when it returns; what could not be
/// done is an error. What a backend has no means for is [`SessionError::Unsupported`].
#[async_trait]
pub trait SessionHandle: Send + Sync + 'static {
    /// Names the place where this session is kept, for error messages.
    fn kept_in(&self) -> &'static str;

    /// Whether the session is a member's, as of the beginning of the request.
    async fn is_signed_in(&self) -> Result<bool, SessionError>;

    /// What the application says of the member besides the name (`session.member.profile`), as of the beginning of the request; nothing for a
    /// guest, and where the backend keeps none.
    fn profile(&self) -> Option<Value> {
        None
    }

    /// Logs `member` in, whose password was right; `proved_by` is its version ([`Proof::version`]).
    async fn sign_in(
        &self,
        member: &Member,
        remembered: bool,
        proved_by: Option<i32>,
    ) -> Result<(), SessionError> {
        self.sign_in_by(member, remembered, &Proof::password(proved_by))
            .await
    }

    /// Logs `member` in by this proof. The browser gets a new id, and the old one is dead (against session fixation, ASVS 5.0 7.2.4).
    async fn sign_in_by(&self, member: &Member, remembered: bool, proof: &Proof) -> Result<(), SessionError>;

    /// Logs out: the session is deleted where it is kept, and the browser is told to forget its cookie.
    async fn sign_out(&self) -> Result<(), SessionError>;

    /// Records that the member has just proved again who they are: the id changes, and sensitive actions are allowed for
    /// [`Limits::elevated`](crate::Limits::elevated).
    async fn confirm(&self) -> Result<(), SessionError> {
        Err(self.unsupported())
    }

    /// Whether the member's last proof of identity is fresh enough for a sensitive action (ASVS 5.0 7.5.1).
    fn elevation(&self) -> Result<bool, SessionError> {
        Err(self.unsupported())
    }

    /// [`elevation`](Self::elevation) as a yes or no: a check that cannot be made has failed.
    fn is_elevated(&self) -> bool {
        self.elevation().unwrap_or(false)
    }

    /// Commits `transaction`, in which the member's password was changed. With it all other sessions of the member end and
    /// this one gets a new id (ASVS 5.0 7.4.3). Returns how many ended.
    async fn password_changed(&self, _transaction: Transaction<'_, Postgres>) -> Result<u64, SessionError> {
        Err(self.unsupported())
    }

    /// Why the session has ended whose id the request has brought, if it has brought one that is dead and nobody is logged in:
    /// `expired`, or the detail of its event, such as `revoked-others` (docs/sessions.md). `None` if nobody knows.
    async fn end_reason(&self) -> Result<Option<String>, SessionError> {
        Ok(None)
    }

    /// Lists the member's live sessions, this one first (ASVS 5.0 7.5.2).
    async fn list(&self) -> Result<Vec<ListedSession>, SessionError> {
        Err(self.unsupported())
    }

    /// Ends one of the member's sessions by its key in [`list`](Self::list). False if none of theirs has this key.
    async fn revoke(&self, _key: &str) -> Result<bool, SessionError> {
        Err(self.unsupported())
    }

    /// Ends all of the member's sessions but this one. Returns how many ended.
    async fn revoke_others(&self) -> Result<u64, SessionError> {
        Err(self.unsupported())
    }

    /// Ends all of the member's sessions, this one too. Returns how many ended.
    async fn revoke_all(&self) -> Result<u64, SessionError> {
        Err(self.unsupported())
    }

    /// Reads a value that the session carries. What it carries never says who it belongs to.
    async fn value(&self, _key: &str) -> Result<Option<Value>, SessionError> {
        Err(self.unsupported())
    }

    /// Stores `value` under `key`, or removes the key with `None`. Other keys are not touched, also not those that another
    /// request is writing at this moment.
    async fn set(&self, _key: &str, _value: Option<Value>) -> Result<(), SessionError> {
        Err(self.unsupported())
    }

    /// Replaces the value under `key` by what `change` makes of it, and returns the new one. Of several requests at a time
    /// each sees what the one before it left, so `change` may be called more than once.
    async fn update(&self, key: &str, change: &Change<'_>) -> Result<Value, SessionError> {
        let value = change(self.value(key).await?.as_ref());
        self.set(key, Some(value.clone())).await?;
        Ok(value)
    }

    /// Records that the session is in use, without changing anything else.
    async fn touch(&self) -> Result<(), SessionError>;

    /// Adds to a response what became of the session's cookie.
    fn write_cookie(&self, headers: &mut HeaderMap);

    /// The error of a backend that cannot do this.
    fn unsupported(&self) -> SessionError {
        SessionError::Unsupported(self.kept_in())
    }
}

/// What [`SessionHandle::update`] does to a value.
pub type Change<'a> = dyn Fn(Option<&Value>) -> Value + Send + Sync + 'a;
