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
                let until = (now + config.limits.ordinary.absolute).unix_timestamp();
                let sealed = Sealed {
                    member: member.clone(),
                    until,
                };
                let value = serde_json::to_string(&sealed).expect("a sealed session is always JSON");
                Some(jar.add(cookie::build(
                    config,
                    value,
                    Some(config.limits.ordinary.absolute),
                )))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreKind;
    use app_kernel::MemberId;
    use axum::response::IntoResponse;
    use http::header::{COOKIE, SET_COOKIE};
    use std::time::Duration;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn config() -> SessionConfig {
        let mut config = SessionConfig::for_tests(StoreKind::Cookie);
        config.limits.ordinary.absolute = Duration::from_hours(1);
        config
    }

    /// The headers with which a browser comes back after `session` was answered.
    fn answered(session: &SealedSession, key: &Key) -> HeaderMap {
        let jar = session.seal(&config(), key, NOW).expect("something changed");
        let response = jar.into_response();
        let cookie = response.headers()[SET_COOKIE].to_str().expect("a cookie is text");
        let pair = cookie.split(';').next().expect("a cookie has a name");
        [(COOKIE, pair.parse().expect("a header"))].into_iter().collect()
    }

    fn signed_in(key: &Key) -> HeaderMap {
        let session = SealedSession::open(&HeaderMap::new(), &config(), key, NOW);
        session.sign_in(&Member {
            id: MemberId(1),
            nickname: "张三".into(),
        });
        answered(&session, key)
    }

    #[test]
    fn any_copy_with_the_key_knows_the_member_until_the_time_is_over() {
        let key = Key::generate();
        let headers = signed_in(&key);
        let viewer = |now| SealedSession::open(&headers, &config(), &key, now).viewer();
        assert!(viewer(NOW + Duration::from_mins(59)).member().is_some());
        assert_eq!(viewer(NOW + Duration::from_mins(60)), Viewer::Guest);
    }

    #[test]
    fn nobody_else_can_read_or_make_one() {
        let headers = signed_in(&Key::generate());
        assert_eq!(
            SealedSession::open(&headers, &config(), &Key::generate(), NOW).viewer(),
            Viewer::Guest
        );
        let text = headers[COOKIE].to_str().expect("text");
        assert!(!text.contains("nickname"), "{text}");
    }

    #[test]
    fn logging_out_only_asks_the_browser_to_forget() {
        let key = Key::generate();
        let headers = signed_in(&key);
        let session = SealedSession::open(&headers, &config(), &key, NOW);
        session.sign_out();
        assert_eq!(
            SealedSession::open(&answered(&session, &key), &config(), &key, NOW).viewer(),
            Viewer::Guest
        );
        // What makes this store the wrong one: a copy of the old cookie still works.
        assert!(
            SealedSession::open(&headers, &config(), &key, NOW)
                .viewer()
                .member()
                .is_some()
        );
    }
}
