//! One case's view of a deployment. What the case breaks is repaired when it is over, however it ended.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::join_all;

use super::{Browser, Deployment, Replica, Service, Token, browser::AGENT, cleanup::Cleanup};
use crate::{
    adapter::{Adapter, At, Op, Policy, User, Who},
    control::Control,
    database::Database,
    verdict::{Check, Detailed, expect, failed, skipped},
};

/// One case's view of a deployment: its browsers and its cleanups. Clones share both.
#[derive(Clone)]
pub struct World {
    /// The deployment under test.
    pub deployment: Arc<Deployment>,
    pub(super) cleanups: Arc<Mutex<Vec<(String, Cleanup)>>>,
    browsers: Arc<Mutex<Vec<Browser>>>,
}

impl World {
    /// A world in which nothing is broken.
    pub fn new(deployment: Arc<Deployment>) -> Self {
        Self {
            deployment,
            cleanups: Arc::default(),
            browsers: Arc::default(),
        }
    }

    /// The description of the system.
    pub fn adapter(&self) -> &Adapter {
        &self.deployment.adapter
    }

    /// The promises of the system.
    pub fn policy(&self) -> &Policy {
        &self.adapter().policy
    }

    /// The value of a promise; the case is skipped if the system does not make it.
    pub fn promised<T>(&self, promise: Option<T>, what: &str) -> Check<T> {
        promise.ok_or_else(|| skipped(format!("{} promises no {what}", self.adapter().name)))
    }

    /// The auth copy number `index`, from 0; after the last comes the first again.
    pub fn auth(&self, index: usize) -> &Replica {
        let copies = &self.deployment.auth;
        &copies[index % copies.len()]
    }

    /// The mall copy number `index`, from 0; after the last comes the first again.
    pub fn mall(&self, index: usize) -> &Replica {
        let copies = &self.deployment.mall;
        &copies[index % copies.len()]
    }

    /// Every copy of every service, once.
    pub fn everywhere(&self) -> Vec<&Replica> {
        let mut all: Vec<&Replica> = Vec::new();
        for copy in self.deployment.auth.iter().chain(&self.deployment.mall) {
            if !all.iter().any(|known| known.address == copy.address) {
                all.push(copy);
            }
        }
        all
    }

    /// Whether this copy belongs to `service`; with `None` every copy does.
    pub fn serves(&self, copy: &Replica, service: Option<Service>) -> bool {
        let copies = match service {
            None => return true,
            Some(Service::Auth) => &self.deployment.auth,
            Some(Service::Mall) => &self.deployment.mall,
        };
        copies.iter().any(|known| known.address == copy.address)
    }

    /// Every copy that answers this operation.
    pub fn answering(&self, op: Op) -> Vec<&Replica> {
        let at = self.adapter().operation(op).map(|operation| operation.at);
        let service = match at.unwrap_or_default() {
            At::Any => None,
            At::Auth => Some(Service::Auth),
            At::Mall => Some(Service::Mall),
        };
        let copies = self.everywhere().into_iter();
        copies.filter(|copy| self.serves(copy, service)).collect()
    }

    /// The copy number `index` of all copies, from 0; after the last comes the first again.
    pub fn copy(&self, index: usize) -> &Replica {
        let all = self.everywhere();
        all[index % all.len()]
    }

    /// Two copies as different as possible: of two services, else two of one service, else the same copy twice.
    pub fn apart(&self) -> (&Replica, &Replica) {
        let one = self.auth(0);
        let other = self
            .deployment
            .mall
            .iter()
            .rev()
            .find(|copy| copy.address != one.address);
        (one, other.unwrap_or_else(|| self.copy(1)))
    }

    /// The user number `index`, from 0; after the last comes the first again.
    pub fn user(&self, index: usize) -> &User {
        let users = &self.adapter().users;
        &users[index % users.len()]
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        self.browser_called(AGENT)
    }

    /// A browser without cookies, with this `User-Agent`.
    pub fn browser_called(&self, agent: &str) -> Browser {
        let browser = Browser::new(self.deployment.clone(), agent);
        lock(&self.browsers).push(browser.clone());
        browser
    }

    /// A browser in which this user is logged in.
    pub async fn logged_in(&self, index: usize) -> Check<Browser> {
        let browser = self.browser();
        browser.login(self.auth(0), self.user(index)).await?;
        Ok(browser)
    }

    /// A client that has got hold of a session cookie and sends it everywhere, whatever its `Domain`.
    pub fn bearer(&self, token: &Token) -> Browser {
        self.with_cookies(&token.pair())
    }

    /// A client that sends this `Cookie` header everywhere.
    pub fn with_cookies(&self, header: &str) -> Browser {
        Browser::new(self.deployment.clone(), AGENT).with_fixed_cookies(header)
    }

    /// The name that `whoami` gives for this user.
    pub async fn shown(&self, index: usize) -> Check<String> {
        if let Some(shows) = &self.user(index).shows {
            return Ok(shows.clone());
        }
        match self.logged_in(index).await?.whoami(self.auth(0)).await? {
            Who::Member(who) => Ok(who),
            other => Err(failed(
                "a member who has just logged in is one",
                other.to_string(),
            )),
        }
    }

    /// Fails unless every copy takes the bearer of this cookie for a member soon enough, whatever others do meanwhile.
    pub async fn served_meanwhile(&self, token: &Token, seconds: f64) -> Check {
        let bearer = self.bearer(token);
        for copy in self.everywhere() {
            let answer = bearer.ask_whoami(copy).await?;
            let who = self.adapter().whoami.read(&answer);
            expect(
                who.is_member() && answer.took().as_secs_f64() < seconds,
                format!("who is logged in is served within {seconds} s"),
                format!("{} says {who}", copy.name),
            )
            .detail(format!("after {:?}", answer.took()))?;
        }
        Ok(())
    }

    /// Fails unless every copy takes this browser for a member.
    pub async fn known_everywhere(&self, browser: &Browser) -> Check {
        for copy in self.everywhere() {
            let who = browser.whoami(copy).await?;
            expect(
                who.is_member(),
                "the session is alive on every copy",
                format!("{} says {who}", copy.name),
            )?;
        }
        Ok(())
    }

    /// Fails unless every copy takes the bearer of this cookie for a guest.
    pub async fn dead_everywhere(&self, token: &Token, what: &str) -> Check {
        let bearer = self.bearer(token);
        let asked = self.everywhere().into_iter().map(|copy| {
            let bearer = &bearer;
            async move { (copy, bearer.whoami(copy).await) }
        });
        for (copy, who) in join_all(asked).await {
            let who = who?;
            expect(
                who == Who::Guest || matches!(who, Who::Unclear(401 | 403)),
                format!("{what} authenticates nobody on any copy"),
                format!("{} says {who}", copy.name),
            )?;
        }
        Ok(())
    }

    /// Waits until `count` requests are held under this name at this copy.
    pub async fn arrived(&self, replica: &Replica, name: &str, count: usize) -> Check {
        let count = count.to_string();
        let values = [("name", name), ("count", count.as_str())];
        let answer = self.browser().call(replica, Op::Arrived, &values).await?;
        expect(
            answer.is_success(),
            "the slow requests arrive",
            format!("after twenty seconds they have not: {}", answer.brief()),
        )
    }

    /// Releases the requests that are held under this name.
    pub async fn release(&self, replica: &Replica, name: &str) -> Check {
        let answer = self
            .browser()
            .call(replica, Op::Release, &[("name", name)])
            .await?;
        expect(
            answer.is_success(),
            "slow requests can be released",
            answer.brief(),
        )
    }

    /// A name for a barrier or a value that was not used before.
    pub fn unique(&self, what: &str) -> String {
        self.deployment.unique(what)
    }

    /// The control program; the case is skipped if there is none.
    pub fn control(&self) -> Check<&Control> {
        let control = self.deployment.control.as_ref();
        control.ok_or_else(|| skipped("there is no --control"))
    }

    /// Read-only access to the database; the case is skipped if there is none.
    pub fn database(&self) -> Check<&Database> {
        let database = self.deployment.database.as_ref();
        database.ok_or_else(|| skipped("there is no --database to look at"))
    }

    /// Logs out of the sessions that the case has begun, as far as they are still alive.
    pub async fn leave(&self) {
        let browsers = std::mem::take(&mut *lock(&self.browsers));
        let auth = self.auth(0);
        let logged_in = browsers.iter().filter(|browser| browser.token(auth).is_some());
        join_all(logged_in.map(|browser| browser.call(auth, Op::Logout, &[]))).await;
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
