//! The session of one request.

use super::{
    background::Job,
    look_up::Live,
    payload::Payload,
    resolution::{Over, Resolution},
    stack::Stack,
    values::Values,
    verbs::{Issued, NewLogin},
};
use crate::{
    Change, Client, ListedSession, Member, Proof, SessionError, SessionHandle,
    cookies::{CookieChange, CookieChanges},
};
use async_trait::async_trait;
use http::HeaderMap;
use serde_json::Value;
use sqlx::{Postgres, Transaction};
use std::sync::{Arc, Mutex, PoisonError};

/// One request's session in PostgreSQL.
pub(super) struct PostgresSession {
    stack: Arc<Stack>,
    client: Client,
    state: Mutex<State>,
}

/// What is known so far; changes with what the request does.
struct State {
    /// Whether it could not be found out whose session this is: then nothing can be done with it, and nothing is claimed.
    unavailable: bool,
    live: Option<Arc<Live>>,
    /// Other good sessions the browser sent. One of them may have been planted: they end with the next login, or the
    /// member would stay a guest.
    conflicting: Vec<Arc<Live>>,
    /// What became of the session whose id was brought, if it is over.
    over: Option<Over>,
    /// What this request has written last, if it has.
    written: Option<Payload>,
    cookies: CookieChanges,
}

impl PostgresSession {
    pub(super) fn new(
        stack: Arc<Stack>,
        client: Client,
        resolution: Resolution,
        cookies: CookieChanges,
    ) -> Self {
        let state = State {
            unavailable: resolution.unavailable,
            live: resolution.live,
            conflicting: resolution.conflicting,
            over: resolution.over,
            written: None,
            cookies,
        };
        Self {
            stack,
            client,
            state: Mutex::new(state),
        }
    }

    /// The session, unless there is none; an error during an outage.
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

    /// What the session carries, as this request knows it.
    fn payload(&self) -> Result<Payload, SessionError> {
        let live = self.signed_in()?;
        let written = self.read(|state| state.written.clone());
        Ok(written.unwrap_or_else(|| live.payload.clone()))
    }

    /// Applies `change` to what the session carries, and stores it before it returns. Returns what is stored now.
    async fn write(&self, change: impl FnMut(&mut Values) + Send) -> Result<Values, SessionError> {
        let live = self.signed_in()?;
        let base = self.payload()?;
        let (payload, values) = self.stack.write(&live.id, &base, change).await?;
        self.update_state(|state| state.written = Some(payload));
        Ok(values)
    }

    /// The session this request came with is gone, under this id at least.
    fn settle(&self, cookie: CookieChange) {
        self.update_state(|state| {
            state.live = None;
            state.written = None;
            state.cookies.set_both(cookie);
        });
    }

    fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn update_state(&self, update: impl FnOnce(&mut State)) {
        update(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

#[async_trait]
impl SessionHandle for PostgresSession {
    fn kept_in(&self) -> &'static str {
        "PostgreSQL"
    }

    async fn is_signed_in(&self) -> Result<bool, SessionError> {
        self.live().map(|live| live.is_some())
    }

    fn profile(&self) -> Option<Value> {
        self.read(|state| state.live.as_ref().and_then(|live| live.profile.clone()))
    }

    async fn sign_in_by(&self, member: &Member, remembered: bool, proof: &Proof) -> Result<(), SessionError> {
        let old = self.live()?.map(|live| live.id.clone());
        let login = NewLogin {
            member: member.id,
            remembered,
            proof,
            client: &self.client,
        };
        let Issued { token, cookie_age } = self.stack.sign_in(login, old.as_ref()).await?;
        for other in self.read(|state| state.conflicting.clone()) {
            self.stack.sign_out(&other.id).await?;
        }
        // What the request was before is over; it goes on as a guest, and the next one is the member's.
        self.settle(CookieChange::Set(token, cookie_age));
        Ok(())
    }

    async fn sign_out(&self) -> Result<(), SessionError> {
        if let Some(live) = self.live()? {
            self.stack.sign_out(&live.id).await?;
        } else {
            self.stack.must_be_up()?;
        }
        self.settle(CookieChange::Remove);
        Ok(())
    }

    async fn confirm(&self) -> Result<(), SessionError> {
        let live = self.signed_in()?;
        let token = self.stack.rotate(&self.stack.pool, &live.id, true).await?;
        self.settle(CookieChange::Set(token, live.cookie_age()));
        Ok(())
    }

    fn elevation(&self) -> Result<bool, SessionError> {
        Ok(self.read(|state| state.live.as_ref().is_some_and(|live| live.elevated)))
    }

    async fn password_changed(
        &self,
        mut transaction: Transaction<'_, Postgres>,
    ) -> Result<u64, SessionError> {
        let live = self.signed_in()?;
        let (member, id) = (live.member.id, &live.id);
        let ended = self
            .stack
            .end_all_but(&mut *transaction, member, Some(id), "password-changed")
            .await?;
        let token = self.stack.rotate(&mut *transaction, id, true).await?;
        transaction.commit().await?;
        self.settle(CookieChange::Set(token, live.cookie_age()));
        Ok(ended)
    }

    async fn end_reason(&self) -> Result<Option<String>, SessionError> {
        if self.live()?.is_some() {
            return Ok(None);
        }
        match self.read(|state| state.over.clone()) {
            None => Ok(None),
            Some(Over::Expired) => Ok(Some("expired".to_owned())),
            Some(Over::Ended(id)) => self.stack.end_reason(&id).await,
        }
    }

    async fn list(&self) -> Result<Vec<ListedSession>, SessionError> {
        let live = self.signed_in()?;
        self.stack.list(live.member.id, &live.id).await
    }

    async fn revoke(&self, key: &str) -> Result<bool, SessionError> {
        let live = self.signed_in()?;
        self.stack.end_one(live.member.id, key).await
    }

    async fn revoke_others(&self) -> Result<u64, SessionError> {
        let live = self.signed_in()?;
        self.stack
            .end_all_but(&self.stack.pool, live.member.id, Some(&live.id), "revoked-others")
            .await
    }

    async fn revoke_all(&self) -> Result<u64, SessionError> {
        let live = self.signed_in()?;
        let ended = self
            .stack
            .end_all_but(&self.stack.pool, live.member.id, None, "revoked-all")
            .await?;
        self.settle(CookieChange::Remove);
        Ok(ended)
    }

    async fn value(&self, key: &str) -> Result<Option<Value>, SessionError> {
        Ok(self.payload()?.decode()?.remove(key))
    }

    async fn set(&self, key: &str, value: Option<Value>) -> Result<(), SessionError> {
        self.write(|values| match value.clone() {
            Some(value) => drop(values.insert(key.to_owned(), value)),
            None => drop(values.remove(key)),
        })
        .await
        .map(drop)
    }

    async fn update(&self, key: &str, change: &Change<'_>) -> Result<Value, SessionError> {
        let mut stored = self
            .write(|values| {
                let value = change(values.get(key));
                values.insert(key.to_owned(), value);
            })
            .await?;
        Ok(stored.remove(key).unwrap_or_default())
    }

    async fn touch(&self) -> Result<(), SessionError> {
        if let Ok(Some(live)) = self.live() {
            self.stack.background.send(Job::Touch(live.id.clone()));
        }
        Ok(())
    }

    fn write_cookie(&self, headers: &mut HeaderMap) {
        self.stack
            .cookies
            .write(self.read(|state| state.cookies), headers);
    }
}
