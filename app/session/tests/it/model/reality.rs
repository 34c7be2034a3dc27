//! The same story, told to three copies.

use super::{
    reference::{KEYS, Reference},
    step::{Act, Operation, Step},
};
use crate::world::{Answer, Browser, Shop, World, is};
use app_session::{Member, SessionConfig, Viewer, end_sessions_of, sweep};
use futures::future::join_all;
use serde_json::json;
use std::time::Duration;

const NAMES: [&str; KEYS] = ["a", "b"];

/// Few sessions and a short day, so that limits are met within a story. An old id would end its session; [`crate::renewal_model`] is about that.
pub(super) fn config() -> SessionConfig {
    let mut config = crate::world::config();
    config.limits.per_member = 3;
    config.limits.renewal = None;
    config.limits.ordinary.absolute = Duration::from_mins(61);
    config
}

pub(super) struct Reality<'a> {
    world: &'a World,
    shops: &'a [Shop; 3],
    member: Member,
    reference: Reference,
    /// Values of cookies, as the model numbers them.
    cookies: Vec<String>,
    /// What the member's list calls their sessions, as the model numbers them.
    keys: Vec<String>,
}

impl<'a> Reality<'a> {
    /// A story of somebody new.
    pub(super) async fn begin(world: &'a World, shops: &'a [Shop; 3]) -> Self {
        world.clock("0").await;
        Self {
            member: world.member("张三").await,
            reference: Reference::new(config().limits),
            world,
            shops,
            cookies: Vec::new(),
            keys: Vec::new(),
        }
    }

    pub(super) async fn go_on(&mut self, step: &Step) {
        match step {
            Step::SignIn {
                copy,
                cookie,
                remembered,
            } => {
                let cookie = cookie.filter(|_| !self.cookies.is_empty());
                let cookie = cookie.map(|cookie| cookie.index(self.cookies.len()));
                self.sign_in(*copy, cookie, *remembered).await;
            }
            Step::Visit { .. } if self.cookies.is_empty() => {}
            Step::Visit { copy, cookie, act } => {
                let cookie = cookie.index(self.cookies.len());
                self.visit(*copy, cookie, act).await;
            }
            Step::Wait(pause) => {
                self.reference.now += pause.seconds();
                let now = format!("{} seconds", self.reference.now);
                self.world.clock(&now).await;
            }
            Step::Operate(operation) => self.operate(*operation).await,
        }
        self.compare().await;
    }

    async fn sign_in(&mut self, copy: usize, cookie: Option<usize>, remembered: bool) {
        let shop = &self.shops[copy];
        let mut browser = Browser {
            cookie: cookie.map(|cookie| self.cookies[cookie].clone()),
        };
        let before = browser.cookie.clone();
        let answer = if remembered {
            browser.sign_in_remembered(&self.member, shop).await
        } else {
            browser.sign_in(&self.member, shop).await
        };
        if self.reference.disabled {
            assert_eq!((answer.status.as_u16(), &browser.cookie), (403, &before));
            return;
        }
        answer.ok();
        let before = cookie.and_then(|cookie| self.reference.session_of(cookie));
        self.reference.sign_in(before, remembered);
        self.cookies.push(browser.token().to_owned());
        let list = browser.get(shop, "/sessions").await.ok().json();
        self.keys.push(list[0]["key"].as_str().expect("a key").to_owned());
    }

    async fn visit(&mut self, copy: usize, cookie: usize, act: &Act) {
        let shop = &self.shops[copy];
        let mut browser = Browser::with(self.cookies[cookie].clone());
        let session = self.reference.session_of(cookie);

        let answer = match act {
            Act::SignOut => browser.post(shop, "/sign-out", &[]).await,
            Act::Confirm => browser.post(shop, "/confirm", &[]).await,
            Act::ChangePassword => browser.post(shop, "/password", &[]).await,
            Act::Set { key, value } => browser.set(shop, NAMES[*key], &value.to_string()).await,
            Act::Increment { key } => browser.increment(shop, NAMES[*key]).await,
            Act::Revoke { session } => {
                let key = &self.keys[session.index(self.keys.len())];
                browser.post(shop, "/revoke", &[("session", key)]).await
            }
            Act::RevokeOthers => browser.post(shop, "/revoke-others", &[]).await,
            Act::RevokeAll => browser.post(shop, "/revoke-all", &[]).await,
        };
        match (session, act) {
            (None, Act::SignOut) => assert!(answer.ok().removes_cookie()),
            (None, _) => assert_eq!((answer.status.as_u16(), answer.cookie().is_none()), (401, true)),
            (Some(session), act) => self.done(session, act, &answer.ok(), &browser),
        }
    }

    /// What a live session's act came to.
    fn done(&mut self, session: usize, act: &Act, answer: &Answer, browser: &Browser) {
        let reference = &mut self.reference;
        match act {
            Act::SignOut => {
                reference.end(session);
                assert!(answer.removes_cookie());
            }
            Act::Confirm | Act::ChangePassword => {
                if matches!(act, Act::ChangePassword) {
                    assert_eq!(answer.json(), reference.end_all_but(Some(session)));
                }
                reference.rotate(session);
                self.cookies.push(browser.token().to_owned());
            }
            Act::Set { key, value } => reference.sessions[session].values[*key] = json!(value.to_string()),
            Act::Increment { key } => {
                // A text counts as nothing.
                let value = &mut reference.sessions[session].values[*key];
                *value = json!(value.as_i64().unwrap_or_default() + 1);
                assert_eq!(answer.json()["value"], *value);
            }
            Act::Revoke { session: other } => {
                let other = other.index(self.keys.len());
                let expected = (!reference.was_ended(other)).then(|| reference.lives(other));
                // Of one whose time is over there may or may not be a row.
                if expected != Some(false) {
                    assert_eq!(answer.json(), expected == Some(true));
                }
                reference.end(other);
            }
            Act::RevokeOthers => assert_eq!(answer.json(), reference.end_all_but(Some(session))),
            Act::RevokeAll => {
                assert_eq!(answer.json(), reference.end_all_but(None));
                assert!(answer.removes_cookie());
            }
        }
    }

    async fn operate(&mut self, operation: Operation) {
        let id = self.member.id;
        match operation {
            Operation::Disable => {
                self.reference.disabled = true;
                self.reference.end_all_but(None);
                self.world
                    .run(&format!(
                        "update auth.member set disabled_at = now() where id = {id}"
                    ))
                    .await;
            }
            Operation::Enable => {
                self.reference.disabled = false;
                self.world
                    .run(&format!(
                        "update auth.member set disabled_at = null where id = {id}"
                    ))
                    .await;
            }
            Operation::EndAll => {
                let alive = self.reference.end_all_but(None);
                let ended = end_sessions_of(self.world.owner(), id, "operator")
                    .await
                    .expect("ended");
                assert_eq!(ended, alive as u64);
            }
            Operation::Damage => {
                self.reference.end_all_but(None);
                self.world
                    .run(&format!(
                        "update session.record set data = '\\x00'
                         where id in (select id from session.login where member_id = {id})"
                    ))
                    .await;
            }
            Operation::Sweep => drop(sweep(self.world.owner()).await.expect("swept")),
        }
    }

    /// Every cookie there ever was, presented to every copy, at the same time.
    async fn compare(&mut self) {
        let visits = self.cookies.iter().enumerate().flat_map(|(number, cookie)| {
            self.shops.iter().map(move |shop| async move {
                let mut browser = Browser::with(cookie.clone());
                let answer = browser.get(shop, "/viewer").await.ok();
                assert!(answer.cookie().is_none(), "cookie {number}: {answer:?}");
                let viewer: Viewer = serde_json::from_value(answer.json()).expect("a viewer");
                (number, viewer)
            })
        });
        for (number, viewer) in join_all(visits).await {
            let expected = match self.reference.session_of(number) {
                Some(_) => is(&self.member),
                None => Viewer::Guest,
            };
            assert_eq!(viewer, expected, "cookie {number}");
        }
        self.world.until_touched(&self.member).await;
        self.reference.touch_all();
        for number in 0..self.cookies.len() {
            if let Some(session) = self.reference.session_of(number) {
                self.compare_session(number, session).await;
            }
        }
    }

    async fn compare_session(&self, number: usize, session: usize) {
        let shop = &self.shops[(number + session) % 3];
        let mut browser = Browser::with(self.cookies[number].clone());
        let sensitive = browser.get(shop, "/api/session/probe/sensitive").await;
        let expected = if self.reference.is_elevated(session) {
            200
        } else {
            403
        };
        assert_eq!(sensitive.status, expected, "cookie {number}");
        let expected = &self.reference.sessions[session].values;
        for (name, expected) in NAMES.iter().zip(expected) {
            let value = browser.value(shop, name).await;
            assert_eq!(&value, expected, "cookie {number}, {name}");
        }
    }

    /// Every id began once at most and ended once at most.
    pub(super) async fn end(self) {
        let twice = self
            .world
            .count(&format!(
                "(select session_id from session.event where member_id = {} and kind in ('created', 'revoked', 'expired', 'damaged')
                  group by session_id, kind = 'created' having count(*) > 1) twice",
                self.member.id
            ))
            .await;
        assert_eq!(twice, 0);
    }
}
