//! Who comes to the shop: a browser, as far as sessions are concerned.

use super::{APPLICATION, Shop};
use app_session::{Member, Token, Viewer};
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Response, StatusCode, header::SET_COOKIE},
};
use serde_json::Value;

pub(crate) const NAME: &str = "__Host-cfmall";

/// Keeps the session cookie. A clone is a copy of it: a second tab, a request that is late, a thief.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// The cookie's value.
    pub(crate) cookie: Option<String>,
}

impl Browser {
    /// One that has this cookie from somewhere.
    pub(crate) fn with(cookie: impl Into<String>) -> Self {
        Self {
            cookie: Some(cookie.into()),
        }
    }

    /// One in which `member` has just signed in.
    pub(crate) async fn of(member: &Member, shop: &Shop) -> Self {
        let mut browser = Self::default();
        browser.sign_in(member, shop).await.ok();
        browser
    }

    pub(crate) async fn sign_in(&mut self, member: &Member, shop: &Shop) -> Answer {
        let id = member.id.to_string();
        self.post(shop, "/sign-in", &[("member", &id)]).await
    }

    pub(crate) async fn sign_in_remembered(&mut self, member: &Member, shop: &Shop) -> Answer {
        let id = member.id.to_string();
        self.post(shop, "/sign-in", &[("member", &id), ("remember", "1")])
            .await
    }

    pub(crate) async fn get(&mut self, shop: &Shop, target: &str) -> Answer {
        let answer = shop.ask(target, None, self.header().as_deref()).await;
        self.receive(&answer);
        answer
    }

    pub(crate) async fn post(&mut self, shop: &Shop, target: &str, form: &[(&str, &str)]) -> Answer {
        let answer = shop.ask(target, Some(form), self.header().as_deref()).await;
        self.receive(&answer);
        answer
    }

    /// Who this shop thinks is asking.
    pub(crate) async fn viewer(&mut self, shop: &Shop) -> Viewer {
        serde_json::from_value(self.get(shop, "/viewer").await.json()).expect("a viewer")
    }

    /// What the session carries under `key`.
    pub(crate) async fn value(&mut self, shop: &Shop, key: &str) -> Value {
        let target = format!("/api/session/probe/value?key={key}");
        self.get(shop, &target).await.ok().json()["value"].clone()
    }

    pub(crate) async fn set(&mut self, shop: &Shop, key: &str, value: &str) -> Answer {
        let form = [("key", key), ("value", value)];
        self.post(shop, "/api/session/probe/set", &form).await
    }

    pub(crate) async fn increment(&mut self, shop: &Shop, key: &str) -> Answer {
        self.post(shop, "/api/session/probe/increment", &[("key", key)])
            .await
    }

    /// What of the cookie is stored.
    pub(crate) fn id(&self) -> String {
        let token: Token = self.token().parse().expect("the cookie is a token");
        token.hashed(APPLICATION).as_str().to_owned()
    }

    /// The cookie's value, which must be there.
    pub(crate) fn token(&self) -> &str {
        self.cookie.as_deref().expect("a cookie")
    }

    /// As a browser takes an answer: what it says of the cookie holds from then on.
    pub(crate) fn receive(&mut self, answer: &Answer) {
        if let Some(set) = answer.cookie() {
            self.cookie = (!set.is_removal()).then(|| set.value().to_owned());
        }
    }

    pub(crate) fn header(&self) -> Option<String> {
        self.cookie.as_ref().map(|value| format!("{NAME}={value}"))
    }
}

/// What a shop answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: Bytes,
    cookies: Vec<SetCookie>,
}

impl Answer {
    pub(super) async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let cookies = parts.headers.get_all(SET_COOKIE).iter();
        Self {
            status: parts.status,
            cookies: cookies
                .map(|text| SetCookie(text.to_str().expect("text").to_owned()))
                .collect(),
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.expect("a body"),
        }
    }

    /// It worked.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    /// What it says of the cookie; it never says two things.
    #[track_caller]
    pub(crate) fn cookie(&self) -> Option<&SetCookie> {
        assert!(self.cookies.len() < 2, "{self:?}");
        self.cookies.first()
    }

    /// The answer takes the cookie away.
    #[track_caller]
    pub(crate) fn removes_cookie(&self) -> bool {
        self.cookie().is_some_and(SetCookie::is_removal)
    }
}

/// A `Set-Cookie` header.
#[derive(Debug)]
pub(crate) struct SetCookie(pub(crate) String);

impl SetCookie {
    fn value(&self) -> &str {
        let pair = self.0.split(';').next().and_then(|pair| pair.split_once('='));
        let (name, value) = pair.expect("a name and a value");
        assert_eq!(name, NAME);
        value
    }

    fn is_removal(&self) -> bool {
        self.value().is_empty() && self.max_age() == Some(0)
    }

    /// `Max-Age`, in seconds.
    pub(crate) fn max_age(&self) -> Option<i64> {
        let mut attributes = self.0.split("; ").filter_map(|pair| pair.split_once('='));
        let (_, seconds) = attributes.find(|(name, _)| *name == "Max-Age")?;
        seconds.parse().ok()
    }
}
