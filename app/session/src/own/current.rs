//! The session of one request, kept by our own stack.

use super::{
    Own,
    attendant::Errand,
    layer::Asked,
    list::ListedSession,
    look_up::Live,
    payload::{Payload, Values},
    verbs::Issued,
};
use crate::{Client, SessionError, Token};
use app_kernel::Member;
use serde_json::Value;
use sqlx::{Postgres, Transaction};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What the response shall say about the cookie.
#[derive(Clone, Debug, Default)]
pub(super) enum Cookie {
    /// Nothing.
    #[default]
    Keep,
    Set(Token, Option<Duration>),
    Remove,
}

/// One request's session. Clones are the same session.
#[derive(Clone)]
pub(crate) struct OwnSession {
    own: Own,
    client: Client,
    state: Arc<Mutex<State>>,
}

/// What is known so far; changes with what the request does.
struct State {
    /// It could not be found out whose session this is: nothing can be done with it, and nothing is claimed.
    unavailable: bool,
    live: Option<Arc<Live>>,
    /// Other good sessions the browser sent. One of them may have been planted: they end with the next login, or the
    /// member would stay a guest.
    rivals: Vec<Arc<Live>>,
    /// As last read or written by this request.
    payload: Option<Payload>,
    cookie: Cookie,
}

impl fmt::Debug for OwnSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnSession").finish_non_exhaustive()
    }
}

impl OwnSession {
    pub(super) fn new(own: Own, client: Client, asked: &Asked) -> Self {
        let state = State {
            unavailable: asked.unavailable,
            payload: None,
            live: asked.live.clone(),
            rivals: asked.rivals.clone(),
            cookie: Cookie::Keep,
        };
        Self {
            own,
            client,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// What happened to the cookie until now.
    pub(super) fn cookie(&self) -> Cookie {
        self.read(|state| state.cookie.clone())
    }

    pub(crate) fn is_elevated(&self) -> bool {
        self.read(|state| state.live.as_ref().is_some_and(|live| live.elevated))
    }

    pub(crate) async fn sign_in(
        &self,
        member: &Member,
        remembered: bool,
        proved_by: Option<i32>,
    ) -> Result<(), SessionError> {
        let old = self.live()?.map(|live| live.id.clone());
        let Issued { token, cookie_age } = self
            .own
            .sign_in(member.id, remembered, proved_by, old.as_ref(), &self.client)
            .await?;
        for rival in self.read(|state| state.rivals.clone()) {
            self.own.sign_out(&rival.id).await?;
        }
        // What the request was before is over; it goes on as a guest, and the next one is the member's.
        self.settle(Cookie::Set(token, cookie_age));
        Ok(())
    }

    pub(crate) async fn sign_out(&self) -> Result<(), SessionError> {
        if let Some(live) = self.live()? {
            self.own.sign_out(&live.id).await?;
        } else {
            self.own.must_be_up()?;
        }
        self.settle(Cookie::Remove);
        Ok(())
    }

    /// The member has proved again who they are.
    pub(crate) async fn confirm(&self) -> Result<(), SessionError> {
        let live = self.signed_in()?;
        let token = self.own.rotate(&self.own.pool, &live.id, true).await?;
        self.settle(Cookie::Set(token, live.cookie_age()));
        Ok(())
    }

    /// The member has another password, in `transaction`: with its commit all other sessions end and this one gets
    /// another id. How many others that were.
    pub(crate) async fn password_changed(
        &self,
        mut transaction: Transaction<'_, Postgres>,
    ) -> Result<u64, SessionError> {
        let live = self.signed_in()?;
        let (member, id) = (live.member.id, &live.id);
        let ended = self
            .own
            .revoke_all(&mut *transaction, member, Some(id), "password-changed")
            .await?;
        let token = self.own.rotate(&mut *transaction, id, true).await?;
        transaction.commit().await?;
        self.settle(Cookie::Set(token, live.cookie_age()));
        Ok(ended)
    }

    pub(crate) async fn list(&self) -> Result<Vec<ListedSession>, SessionError> {
        let live = self.signed_in()?;
        self.own.list(live.member.id, &live.id).await
    }

    pub(crate) async fn revoke(&self, key: &str) -> Result<bool, SessionError> {
        let live = self.signed_in()?;
        self.own.revoke(live.member.id, key).await
    }

    pub(crate) async fn revoke_others(&self) -> Result<u64, SessionError> {
        let live = self.signed_in()?;
        self.own
            .revoke_all(&self.own.pool, live.member.id, Some(&live.id), "revoked-others")
            .await
    }

    pub(crate) async fn revoke_all(&self) -> Result<u64, SessionError> {
        let live = self.signed_in()?;
        let ended = self
            .own
            .revoke_all(&self.own.pool, live.member.id, None, "revoked-all")
            .await?;
        self.settle(Cookie::Remove);
        Ok(ended)
    }

    pub(crate) fn value(&self, key: &str) -> Result<Option<Value>, SessionError> {
        let payload = self.payload()?;
        Ok(payload.values.get(key).cloned())
    }

    /// Applies `change` to what the session carries, and stores it before it returns.
    pub(crate) async fn write(&self, change: impl FnMut(&mut Values) + Send) -> Result<(), SessionError> {
        let live = self.signed_in()?;
        let base = self.payload()?;
        let written = self.own.write(&live.id, &base, change).await?;
        self.update(|state| state.payload = Some(written));
        Ok(())
    }

    /// Writes down that the session is in use, as every look-up does from time to time.
    pub(crate) fn touch(&self) {
        if let Ok(Some(live)) = self.live() {
            self.own.attendant.send(Errand::Touch(live.id.clone()));
        }
    }

    fn payload(&self) -> Result<Payload, SessionError> {
        let live = self.signed_in()?;
        let written = self.read(|state| state.payload.clone());
        Ok(written.unwrap_or_else(|| live.payload.clone()))
    }

    pub(crate) fn is_signed_in(&self) -> Result<bool, SessionError> {
        self.live().map(|live| live.is_some())
    }

    fn live(&self) -> Result<Option<Arc<Live>>, SessionError> {
        self.read(|state| {
            if state.unavailable {
                return Err(SessionError::unavailable(
                    "whose session this is could not be read",
                ));
            }
            Ok(state.live.clone())
        })
    }

    fn signed_in(&self) -> Result<Arc<Live>, SessionError> {
        self.live()?.ok_or(SessionError::NotSignedIn)
    }

    /// The session this request came with is gone, under this id at least.
    fn settle(&self, cookie: Cookie) {
        self.update(|state| {
            state.live = None;
            state.payload = None;
            state.cookie = cookie;
        });
    }

    fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn update(&self, update: impl FnOnce(&mut State)) {
        update(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
