//! A session that lives in the browser: encrypted and authenticated, but not revocable.
//!
//! It exists for comparison (topology T6): every copy that has the key can read it, none of them can end it. A copied
//! cookie stays good until its time is over, whatever the member does.

use crate::witness::{self, Found, Knowledge, LookUp, Told};
use app_session::{
    Backend, CurrentSession, Member, Proof, Resolved, SessionConfig, SessionCookie, SessionError,
    SessionHandle, SessionMark, Viewer,
};
use async_trait::async_trait;
use axum::response::IntoResponse;
use axum_extra::extract::cookie::{Key, PrivateCookieJar};
use http::{HeaderMap, header::SET_COOKIE, request::Parts};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;

/// The key with which sessions are sealed, and what they are told.
pub(crate) struct Sealed {
    config: SessionConfig,
    cookie: SessionCookie,
    key: Key,
    /// Tells keys apart, and does not lead back to one.
    fingerprint: String,
}

/// The content of the cookie.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Content {
    member: Member,
    /// Seconds since 1970.
    until: i64,
}

impl Sealed {
    pub(crate) fn new(config: SessionConfig, key: &[u8; 64]) -> Self {
        Self {
            cookie: SessionCookie::new(&config),
            config,
            key: Key::from(key),
            fingerprint: witness::fingerprint(&[b"session key", key]),
        }
    }

    /// The content of the cookie that a request brought, if it is whole and its time is not over.
    fn open(&self, headers: &HeaderMap, now: OffsetDateTime) -> Option<Content> {
        PrivateCookieJar::<Key>::from_headers(headers, self.key.clone())
            .get(self.cookie.name())
            .and_then(|cookie| serde_json::from_str::<Content>(cookie.value()).ok())
            .filter(|content| now.unix_timestamp() < content.until)
    }

    /// What came of opening the cookie that a request brought.
    fn found(&self, headers: &HeaderMap, now: OffsetDateTime) -> Found {
        if self.cookie.values_in(headers).next().is_none() {
            return Found::NoCookie;
        }
        let jar = PrivateCookieJar::<Key>::from_headers(headers, self.key.clone());
        let Some(cookie) = jar.get(self.cookie.name()) else {
            return Found::WrongKey;
        };
        match serde_json::from_str::<Content>(cookie.value()) {
            Err(_) => Found::Unreadable,
            Ok(content) if content.until <= now.unix_timestamp() => Found::Expired,
            Ok(_) => Found::Hit,
        }
    }

    /// The cookie that a change makes, sealed.
    fn seal(&self, change: &Change, now: OffsetDateTime) -> Option<PrivateCookieJar<Key>> {
        let lifetime = self.config.limits.ordinary.absolute;
        let cookie = match change {
            Change::None => return None,
            Change::SignIn(member) => {
                let content = Content {
                    member: member.clone(),
                    until: (now + lifetime).unix_timestamp(),
                };
                let value = serde_json::to_string(&content).expect("the content is always JSON");
                self.cookie.build(value, Some(lifetime))
            }
            Change::SignOut => self.cookie.removal(),
        };
        Some(PrivateCookieJar::<Key>::new(self.key.clone()).add(cookie))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge: from here on the time is passed on"
)]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

#[async_trait]
impl Knowledge for Sealed {
    async fn look_up(&self, headers: &HeaderMap) -> Told {
        let value = self.cookie.values_in(headers).next_back();
        Told {
            store: format!("cookie:{}", self.fingerprint),
            memory: false,
            look_up: LookUp {
                value: value.map(str::to_owned),
                found: self.found(headers, now()),
            },
        }
    }

    /// The content, as only who has the key can read it.
    async fn anatomy(&self, headers: &HeaderMap) -> Option<Value> {
        let now = now();
        let content = self.open(headers, now)?;
        let until = OffsetDateTime::from_unix_timestamp(content.until).ok()?;
        let columns = [
            ("member", content.member.nickname.clone()),
            ("until", until.to_string()),
        ];
        Some(json!({
            "rows": [witness::row("the cookie itself", &columns)],
            "member": content.member.nickname,
            "absolute": u64::try_from((until - now).whole_seconds()).unwrap_or_default(),
        }))
    }

    /// The time is in the cookie, and the cookie is in the browser.
    async fn expire(&self, _headers: &HeaderMap) -> bool {
        false
    }
}

#[async_trait]
impl Backend for Sealed {
    async fn resolve(self: Arc<Self>, head: &Parts) -> Resolved {
        let now = now();
        let viewer = match self.open(&head.headers, now) {
            Some(content) => Viewer::Member(content.member),
            None => Viewer::Guest,
        };
        let value = self.cookie.values_in(&head.headers).next_back();
        Resolved {
            // Sealed by somebody who has another key.
            is_unknown: self.found(&head.headers, now) == Found::WrongKey,
            viewer: viewer.clone(),
            mark: SessionMark::of(self.config.application, value),
            session: CurrentSession::new(SealedSession {
                sealed: self,
                viewer,
                change: Mutex::default(),
                now,
            }),
        }
    }

    /// There is nothing to delete.
    async fn clean_up(&self, _copy: u32) {}
}

/// The session of one request: what it brought, and what its response shall say.
struct SealedSession {
    sealed: Arc<Sealed>,
    viewer: Viewer,
    change: Mutex<Change>,
    now: OffsetDateTime,
}

#[derive(Default)]
enum Change {
    #[default]
    None,
    SignIn(Member),
    SignOut,
}

impl SealedSession {
    fn set_change(&self, change: Change) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = change;
    }
}

#[async_trait]
impl SessionHandle for SealedSession {
    fn kept_in(&self) -> &'static str {
        "the cookie itself"
    }

    async fn is_signed_in(&self) -> Result<bool, SessionError> {
        Ok(matches!(self.viewer, Viewer::Member(_)))
    }

    async fn sign_in_by(
        &self,
        member: &Member,
        _remembered: bool,
        _proof: &Proof,
    ) -> Result<(), SessionError> {
        self.set_change(Change::SignIn(member.clone()));
        Ok(())
    }

    async fn sign_out(&self) -> Result<(), SessionError> {
        self.set_change(Change::SignOut);
        Ok(())
    }

    async fn touch(&self) -> Result<(), SessionError> {
        Ok(())
    }

    fn write_cookie(&self, headers: &mut HeaderMap) {
        let change = self.change.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(jar) = self.sealed.seal(&change, self.now) {
            for cookie in jar.into_response().headers().get_all(SET_COOKIE) {
                headers.append(SET_COOKIE, cookie.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::COOKIE;
    use std::time::Duration;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const KEY: [u8; 64] = [7; 64];

    fn sealed(key: &[u8; 64]) -> Sealed {
        let mut config = SessionConfig::new("shop");
        config.limits.ordinary.absolute = Duration::from_hours(1);
        Sealed::new(config, key)
    }

    /// The headers with which a browser comes back after this change.
    fn after(change: &Change) -> HeaderMap {
        let jar = sealed(&KEY).seal(change, NOW).expect("something changed");
        let response = jar.into_response();
        let cookie = response.headers()[SET_COOKIE].to_str().expect("a cookie is text");
        let pair = cookie.split(';').next().expect("a cookie has a name");
        [(COOKIE, pair.parse().expect("a header"))].into_iter().collect()
    }

    fn signed_in() -> HeaderMap {
        after(&Change::SignIn(Member {
            id: 1,
            nickname: "张三".into(),
        }))
    }

    #[test]
    fn any_copy_with_the_key_knows_the_member_until_the_time_is_over() {
        let headers = signed_in();
        let open = |now| sealed(&KEY).open(&headers, now);
        assert!(open(NOW + Duration::from_mins(59)).is_some());
        assert!(open(NOW + Duration::from_hours(1)).is_none());
    }

    #[test]
    fn nobody_else_can_read_or_make_one() {
        let headers = signed_in();
        assert!(sealed(&[8; 64]).open(&headers, NOW).is_none());
        let text = headers[COOKIE].to_str().expect("text");
        assert!(!text.contains("nickname"), "{text}");
    }

    #[test]
    fn logging_out_only_asks_the_browser_to_forget() {
        assert!(sealed(&KEY).open(&after(&Change::SignOut), NOW).is_none());
        // What makes this store the wrong one: a copy of the old cookie still works.
        assert!(sealed(&KEY).open(&signed_in(), NOW).is_some());
    }
}
