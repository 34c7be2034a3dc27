//! One case's view of a deployment. What the case breaks is mended when it is over, however it ended.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures::future::{BoxFuture, join_all};

use super::{Browser, Deployment, Replica, Token, browser::AGENT};
use crate::{
    adapter::{Adapter, Op, Policy, User, Who},
    control::{Control, Done},
    database::Database,
    verdict::{Check, expect, failed, skipped},
};

/// A copy that has not recovered by then will not.
const RECOVERY: Duration = Duration::from_secs(60);

type Mending = Box<dyn FnOnce(World) -> BoxFuture<'static, Check> + Send>;

/// Clones are the same world.
#[derive(Clone)]
pub struct World {
    /// What is running.
    pub deployment: Arc<Deployment>,
    mending: Arc<Mutex<Vec<(String, Mending)>>>,
    browsers: Arc<Mutex<Vec<Browser>>>,
}

impl World {
    /// A world in which nothing is broken.
    pub fn new(deployment: Arc<Deployment>) -> Self {
        Self {
            deployment,
            mending: Arc::default(),
            browsers: Arc::default(),
        }
    }

    /// How to speak with the system.
    pub fn adapter(&self) -> &Adapter {
        &self.deployment.adapter
    }

    /// What it promises.
    pub fn policy(&self) -> &Policy {
        &self.adapter().policy
    }

    /// A promise; the case is skipped if it was never made.
    pub fn promised<T>(&self, promise: Option<T>, what: &str) -> Check<T> {
        promise.ok_or_else(|| skipped(format!("{} promises no {what}", self.adapter().name)))
    }

    /// A copy that logs people in; counted on and on.
    pub fn auth(&self, index: usize) -> &Replica {
        let copies = &self.deployment.auth;
        &copies[index % copies.len()]
    }

    /// A copy of the mall; counted on and on.
    pub fn mall(&self, index: usize) -> &Replica {
        let copies = &self.deployment.mall;
        &copies[index % copies.len()]
    }

    /// Every copy once.
    pub fn everywhere(&self) -> Vec<&Replica> {
        let mut all: Vec<&Replica> = Vec::new();
        for copy in self.deployment.auth.iter().chain(&self.deployment.mall) {
            if !all.iter().any(|known| known.address == copy.address) {
                all.push(copy);
            }
        }
        all
    }

    /// Some copy; counted on and on over all of them.
    pub fn copy(&self, index: usize) -> &Replica {
        let all = self.everywhere();
        all[index % all.len()]
    }

    /// Two copies as different as there are: of two services, else two copies of one, else the same twice.
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

    /// Somebody who can log in.
    pub fn user(&self, index: usize) -> &User {
        let users = &self.adapter().users;
        &users[index % users.len()]
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        self.browser_called(AGENT)
    }

    /// The same under another name.
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

    /// Somebody who has got hold of a cookie and sends it everywhere, whatever its `Domain`.
    pub fn bearer(&self, token: &Token) -> Browser {
        self.with_cookies(&token.pair())
    }

    /// The same with a whole `Cookie` header.
    pub fn with_cookies(&self, header: &str) -> Browser {
        Browser::new(self.deployment.clone(), AGENT).with_fixed_cookies(header)
    }

    /// What `whoami` says for this user.
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

    /// Every copy must take this browser for a member.
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

    /// No copy may take the bearer of this cookie for anybody.
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

    /// Lets go what is held under this name.
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

    /// A name for a barrier or a value that nobody has used.
    pub fn unique(&self, what: &str) -> String {
        self.deployment.unique(what)
    }

    /// The control program.
    pub fn control(&self) -> Check<&Control> {
        let control = self.deployment.control.as_ref();
        control.ok_or_else(|| skipped("there is no --control"))
    }

    /// The look inside.
    pub fn database(&self) -> Check<&Database> {
        let database = self.deployment.database.as_ref();
        database.ok_or_else(|| skipped("there is no --database to look at"))
    }

    /// What the control program calls this copy.
    pub fn control_name(&self, replica: &Replica) -> Check<String> {
        let copies = self.control()?.copies();
        copies
            .iter()
            .find(|copy| copy.url.trim_end_matches('/').ends_with(&replica.address))
            .map(|copy| copy.name.clone())
            .ok_or_else(|| skipped(format!("the control program does not know {}", replica.name)))
    }

    /// Breaks something with one verb, and mends it with another when the case is over.
    pub async fn break_with(&self, verb: &str, mend: &str, argument: Option<&str>) -> Check<String> {
        let arguments: Vec<&str> = argument.into_iter().collect();
        let done = self.control()?.run(verb, &arguments).await;
        if !matches!(done, Done::Cannot(_)) {
            self.mend_later(mend, argument);
        }
        match done {
            Done::Yes(output) => Ok(output),
            Done::Cannot(why) => Err(skipped(format!("control {verb}: {why}"))),
            Done::Failed(why) => Err(failed(format!("the control program can {verb}"), why)),
        }
    }

    fn mend_later(&self, verb: &str, argument: Option<&str>) {
        let (verb, argument) = (verb.to_owned(), argument.map(str::to_owned));
        self.afterwards(&verb.clone(), move |world| {
            Box::pin(async move {
                let arguments: Vec<&str> = argument.as_deref().into_iter().collect();
                world.control()?.must(&verb, &arguments).await.map(drop)
            })
        });
    }

    /// Moves the clock of all decisions to so many seconds from now; back again when the case is over.
    pub async fn clock(&self, seconds: i64) -> Check {
        let known = lock(&self.mending).iter().any(|(label, _)| label == "clock");
        if !known {
            self.afterwards("clock", |world| {
                Box::pin(async move { world.control()?.must("clock", &["0"]).await.map(drop) })
            });
        }
        let seconds = seconds.to_string();
        self.control()?.must("clock", &[&seconds]).await.map(drop)
    }

    /// Does this when the case is over, also if it failed or panicked. What comes last is done first.
    pub fn afterwards(
        &self,
        label: &str,
        mending: impl FnOnce(Self) -> BoxFuture<'static, Check> + Send + 'static,
    ) {
        lock(&self.mending).push((label.to_owned(), Box::new(mending)));
    }

    /// Mends everything now, and waits until all copies are ready.
    pub async fn mend(&self) -> Check {
        let mut result = Ok(());
        loop {
            let Some((label, mending)) = lock(&self.mending).pop() else {
                break;
            };
            let mended = tokio::time::timeout(RECOVERY, mending(self.clone())).await;
            let mended = mended.unwrap_or_else(|_| Err(failed(format!("{label} ends"), "it hangs")));
            if let Err(trouble) = mended
                && result.is_ok()
            {
                result = Err(trouble);
            }
        }
        result.and(self.ready().await)
    }

    /// Whether there is something to mend.
    pub fn is_broken(&self) -> bool {
        !lock(&self.mending).is_empty()
    }

    /// Waits until every copy can do its work.
    pub async fn ready(&self) -> Check {
        let begun = Instant::now();
        for copy in self.everywhere() {
            let logs_in = self.deployment.auth.contains(copy);
            while !(self.is_ready(copy).await && (!logs_in || self.takes_logins(copy).await)) {
                expect(
                    begun.elapsed() < RECOVERY,
                    "every copy recovers from what was done to it",
                    format!("{} is not ready after a minute", copy.name),
                )?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    /// Whether somebody can log in at this copy, and out again.
    pub async fn takes_logins(&self, replica: &Replica) -> bool {
        // The last one: no case counts the sessions of theirs without making sure of them first.
        let user = self.user(self.adapter().users.len() - 1);
        let stranger = Browser::new(self.deployment.clone(), AGENT);
        if stranger.login(replica, user).await.is_err() {
            return false;
        }
        // Where there is no logout the session is left to itself.
        let _ = stranger.call(replica, Op::Logout, &[]).await;
        true
    }

    /// Whether this copy can do its work.
    pub async fn is_ready(&self, replica: &Replica) -> bool {
        let stranger = Browser::new(self.deployment.clone(), AGENT);
        if self.adapter().operation(Op::Ready).is_some() {
            let answer = stranger.call(replica, Op::Ready, &[]).await;
            return answer.is_ok_and(|answer| answer.is_success());
        }
        matches!(stranger.whoami(replica).await, Ok(Who::Guest))
    }

    /// Ends the sessions the case has begun, as far as they are still alive.
    pub async fn leave(&self) {
        let browsers = std::mem::take(&mut *lock(&self.browsers));
        let auth = self.auth(0);
        let logged_in = browsers.iter().filter(|browser| browser.token(auth).is_some());
        join_all(logged_in.map(|browser| browser.call(auth, Op::Logout, &[]))).await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
