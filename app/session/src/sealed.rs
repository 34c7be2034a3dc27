//! A session that lives in the browser: encrypted and authenticated, but not revocable.
//!
//! It exists for comparison (topology T6): every copy that has the key can read it, none of them can end it. A copied
//! cookie stays good until its time is over, whatever the member does.

use crate::{config::SessionConfig, cookie};
use app_kernel::{Member, Viewer};
use axum_extra::extract::cookie::{Key, PrivateCookieJar};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;

/// What is sealed into the cookie.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sealed {
    member: Member,
    /// Seconds since 1970.
    until: i64,
}

/// What the request brought, and what the response shall say.
#[derive(Clone, Debug)]
pub struct SealedSession {
    brought: Option<Sealed>,
    change: Arc<Mutex<Change>>,
}

#[derive(Clone, Debug, Default)]
enum Change {
    #[default]
    None,
    SignIn(Member),
    SignOut,
}

impl SealedSession {
    pub(crate) fn open(headers: &HeaderMap, config: &SessionConfig, key: &Key, now: OffsetDateTime) -> Self {
        let brought = PrivateCookieJar::<Key>::from_headers(headers, key.clone())
            .get(config.cookie_name())
            .and_then(|cookie| serde_json::from_str::<Sealed>(cookie.value()).ok())
            .filter(|sealed| now.unix_timestamp() < sealed.until);
        Self {
            brought,
            change: Arc::default(),
        }
    }

    /// Puts what happened during the request into the response's cookie.
    pub(crate) fn seal(
        &self,
        config: &SessionConfig,
        key: &Key,
        now: OffsetDateTime,
    ) -> Option<PrivateCookieJar<Key>> {
        let jar = PrivateCookieJar::<Key>::new(key.clone());
        match &*self.change.lock().unwrap_or_else(PoisonError::into_inner) {
            Change::None => None,
            Change::SignIn(member) => {
                let until = (now + config.lifetime).unix_timestamp();
                let sealed = Sealed {
                    member: member.clone(),
                    until,
                };
                let value = serde_json::to_string(&sealed).expect("a sealed session is always JSON");
                Some(jar.add(cookie::build(config, value, config.lifetime)))
            }
            Change::SignOut => Some(jar.add(cookie::removal(config))),
        }
    }

    pub(crate) fn viewer(&self) -> Viewer {
        self.brought
            .as_ref()
            .map_or(Viewer::Guest, |sealed| Viewer::Member(sealed.member.clone()))
    }

    pub(crate) fn sign_in(&self, member: &Member) {
        self.set(Change::SignIn(member.clone()));
    }

    pub(crate) fn sign_out(&self) {
        self.set(Change::SignOut);
    }

    fn set(&self, change: Change) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = change;
    }
}
