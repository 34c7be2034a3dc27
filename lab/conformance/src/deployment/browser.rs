//! A browser: a cookie jar, a `User-Agent`, and the headers that matter (`Origin` on unsafe requests).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use time::OffsetDateTime;

use super::csrf::KnownToken;
use crate::{
    adapter::{Op, User, Who},
    client::{
        Answer, Outgoing, SetCookie, csrf,
        jar::{Jar, Place},
    },
    deployment::{Deployment, Replica, Token},
    verdict::{Check, NotPassed, expect, failed, skipped, succeeded},
};

/// The `User-Agent` of a browser unless another one is given.
pub const AGENT: &str = "Mozilla/5.0 (conformance)";

/// A browser. Clones share the cookie jar, as tabs do.
#[derive(Clone)]
pub struct Browser {
    pub(super) deployment: Arc<Deployment>,
    jar: Arc<Mutex<Jar>>,
    agent: Arc<str>,
    /// The `Cookie` header that is sent instead of what is in the jar, and never replaced.
    pub(super) fixed: Option<Arc<str>>,
    /// The session's CSRF token, where the system has one. An asynchronous lock, so that tabs ask for it once.
    pub(super) csrf: Arc<tokio::sync::Mutex<Option<KnownToken>>>,
}

impl Browser {
    /// A browser without cookies.
    pub fn new(deployment: Arc<Deployment>, agent: &str) -> Self {
        Self {
            deployment,
            jar: Arc::default(),
            agent: agent.into(),
            fixed: None,
            csrf: Arc::default(),
        }
    }

    /// A client that sends this `Cookie` header with every request, whatever is answered.
    #[must_use]
    pub fn with_fixed_cookies(mut self, header: &str) -> Self {
        self.fixed = Some(header.into());
        self
    }

    /// A browser with a copy of the cookies, which from now on are its own.
    #[must_use]
    pub fn copied(&self) -> Self {
        let mut copy = self.clone();
        copy.jar = Arc::new(Mutex::new(self.jar().clone()));
        copy.csrf = Arc::default();
        copy
    }

    /// The browser with another `User-Agent`, and the same jar.
    #[must_use]
    pub fn called(mut self, agent: &str) -> Self {
        self.agent = agent.into();
        self
    }

    /// Sends a request, and keeps the cookies of the answer.
    pub async fn send(&self, replica: &Replica, outgoing: Outgoing) -> Check<Answer> {
        let path = outgoing.path.clone();
        let answer = self.send_apart(replica, outgoing).await?;
        self.receive(replica, &path, &answer);
        Ok(answer)
    }

    /// Sends a request without keeping the cookies of the answer, as if that were still on its way to the browser.
    pub async fn send_apart(&self, replica: &Replica, outgoing: Outgoing) -> Check<Answer> {
        if outgoing.wants_csrf_token() {
            self.exchange_with_csrf_token(replica, outgoing).await
        } else {
            self.exchange(replica, outgoing).await
        }
    }

    /// The request with the headers that browsers add by themselves.
    pub(super) fn with_browser_headers(&self, replica: &Replica, mut outgoing: Outgoing) -> Outgoing {
        if !outgoing.has("user-agent") {
            outgoing = outgoing.with("user-agent", &self.agent);
        }
        // An empty `origin` stands for none at all.
        if !outgoing.method.is_safe() && !outgoing.has("origin") {
            outgoing = outgoing.with("origin", &replica.origin.text);
        }
        outgoing
            .headers
            .retain(|(name, value)| name != "origin" || !value.is_empty());
        if let Some(cookies) = self.cookies(replica, &outgoing.path)
            && !outgoing.has("cookie")
        {
            outgoing = outgoing.with("cookie", &cookies);
        }
        outgoing
    }

    /// Sends a request that has its CSRF token already.
    pub(super) async fn exchange(&self, replica: &Replica, outgoing: Outgoing) -> Check<Answer> {
        let outgoing = self.with_browser_headers(replica, outgoing);
        let client = &self.deployment.client;
        let answer = client
            .send(&replica.address, &replica.origin.authority, outgoing)
            .await?;
        for cookie in answer.set_cookies() {
            if self.deployment.is_session(&cookie) && !cookie.value.is_empty() {
                client.witness.learn(&cookie.value);
            }
        }
        Ok(answer)
    }

    /// Keeps the cookies of an answer.
    pub fn receive(&self, replica: &Replica, path: &str, answer: &Answer) {
        let mut jar = self.jar();
        for line in answer.set_cookie_lines() {
            // What a browser ignores is ignored here, too; cases look at what is left.
            let _ = jar.receive(place(replica, path), &line, now());
        }
    }

    /// The `Cookie` header that the browser would send.
    pub fn cookies(&self, replica: &Replica, path: &str) -> Option<String> {
        match &self.fixed {
            Some(header) => Some(header.to_string()),
            None => self.jar().header(place(replica, path), now()),
        }
    }

    /// Sends the request of an operation, and keeps the cookies of the answer.
    ///
    /// A case is skipped when the answer is 501, by which a system says that it does not have the operation.
    pub async fn call(&self, replica: &Replica, op: Op, values: &[(&str, &str)]) -> Check<Answer> {
        let answer = self.send(replica, self.request(op, values)?).await?;
        self.is_there(op, answer)
    }

    /// Sends the request of an operation without keeping the cookies of the answer.
    pub async fn call_apart(&self, replica: &Replica, op: Op, values: &[(&str, &str)]) -> Check<Answer> {
        let answer = self.send_apart(replica, self.request(op, values)?).await?;
        self.is_there(op, answer)
    }

    fn is_there(&self, op: Op, answer: Answer) -> Check<Answer> {
        self.is_possible(op, answer.status)?;
        Ok(answer)
    }

    pub(super) fn is_possible(&self, op: Op, status: u16) -> Check {
        if status == 501 {
            let system = &self.deployment.adapter.name;
            return Err(skipped(format!(
                "{system} cannot {op} as it is set up here (it answers 501)"
            )));
        }
        Ok(())
    }

    /// The request of an operation. Its CSRF token is filled in when it is sent, unless it is among the values.
    pub fn request(&self, op: Op, values: &[(&str, &str)]) -> Check<Outgoing> {
        let adapter = &self.deployment.adapter;
        let mut values = values.to_vec();
        if adapter.operation(Op::CsrfToken).is_some() {
            values.push(("csrf", csrf::PLACEHOLDER));
        }
        adapter
            .operation(op)
            .map(|operation| operation.outgoing(&values))
            .ok_or_else(|| skipped(format!("{} has no operation {op}", adapter.name)))
    }

    /// Who is logged in, as this copy sees it.
    pub async fn whoami(&self, replica: &Replica) -> Check<Who> {
        let answer = self.ask_whoami(replica).await?;
        Ok(self.deployment.adapter.whoami.read(&answer))
    }

    /// The whole answer of this copy to the question who is logged in.
    pub async fn ask_whoami(&self, replica: &Replica) -> Check<Answer> {
        self.send(replica, self.whoami_request()).await
    }

    /// The request that asks who is logged in.
    pub fn whoami_request(&self) -> Outgoing {
        let request = &self.deployment.adapter.whoami.request;
        let path = request.split_once(' ').map_or(request.as_str(), |(_, path)| path);
        Outgoing::get(path).with("accept", "application/json")
    }

    /// Logs in; the session cookie must have arrived in the jar.
    pub async fn login(&self, replica: &Replica, user: &User) -> Check<Answer> {
        self.login_with(replica, user, &[]).await
    }

    /// Logs in with more fields in the form, for example "remember me".
    pub async fn login_with(&self, replica: &Replica, user: &User, more: &[(&str, &str)]) -> Check<Answer> {
        let mut values = vec![
            ("account", user.account.as_str()),
            ("password", user.password.as_str()),
        ];
        values.extend_from_slice(more);
        let answer = succeeded(self.call(replica, Op::Login, &values).await?, "a login")?;
        // Even if the id should be the same as before.
        self.forget_csrf_token().await;
        let cookie = answer
            .set_cookies()
            .into_iter()
            .find(|cookie| self.deployment.is_session(cookie) && !cookie.value.is_empty())
            .ok_or_else(|| failed("a login sets the session cookie", "it sets none"))?;
        self.deployment.note_cookie_name(&cookie.name);
        expect(
            self.fixed.is_some() || self.token(replica).is_some(),
            "a browser keeps the session cookie",
            "it ignores it",
        )?;
        Ok(answer)
    }

    /// The session cookie that the browser would send to this copy.
    pub fn token(&self, replica: &Replica) -> Option<Token> {
        let jar = self.jar();
        let cookies = jar.cookies(place(replica, "/"), now());
        cookies
            .into_iter()
            .find(|(name, _)| self.deployment.is_session_name(name))
            .map(|(name, value)| Token {
                name: name.to_owned(),
                value: value.to_owned(),
            })
    }

    /// The session cookie that the browser would send to this copy; the case fails if there is none.
    pub fn must_have_token(&self, replica: &Replica) -> Check<Token> {
        self.token(replica)
            .ok_or_else(|| failed("the browser has a session cookie", "it has none"))
    }

    /// Reads the session's value of `key`.
    pub async fn get(&self, replica: &Replica, key: &str) -> Check<Value> {
        let answer = succeeded(
            self.call(replica, Op::Get, &[("key", key)]).await?,
            "reading a value",
        )?;
        let pointer = self
            .deployment
            .adapter
            .operation(Op::Get)
            .map_or("", |op| &op.answer);
        Ok(answer.json().pointer(pointer).cloned().unwrap_or_default())
    }

    /// Sets the session's value of `key`.
    pub async fn set(&self, replica: &Replica, key: &str, value: &str) -> Check<Answer> {
        let answer = self
            .call(replica, Op::Set, &[("key", key), ("value", value)])
            .await?;
        succeeded(answer, "setting a value")
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place<'a>(replica: &'a Replica, path: &'a str) -> Place<'a> {
    Place {
        trustworthy: replica.origin.trustworthy,
        host: &replica.origin.host,
        path: path.split('?').next().unwrap_or("/"),
    }
}

/// The time by the browser's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge: a browser has a clock of its own, and cookies end by it"
)]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// The session cookie that the answer sets or removes; the case fails if there is none.
pub fn session_cookie(deployment: &Deployment, answer: &Answer) -> Result<SetCookie, NotPassed> {
    answer
        .set_cookies()
        .into_iter()
        .find(|cookie| deployment.is_session(cookie))
        .ok_or_else(|| failed("the answer sets the session cookie", "it does not"))
}
