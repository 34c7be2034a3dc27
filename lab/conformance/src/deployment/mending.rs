//! Breaking things, and making sure that they are mended: what is broken comes with what mends it.

use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use super::{Browser, Replica, World, browser::AGENT, world::lock};
use crate::{
    adapter::{Op, Who},
    control::Done,
    verdict::{Check, expect, failed, skipped},
};

/// A copy that has not recovered by then will not.
const RECOVERY: Duration = Duration::from_secs(60);

/// Makes good again what a case has broken.
pub(super) type Mending = Box<dyn FnOnce(World) -> BoxFuture<'static, Check> + Send>;

impl World {
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
}
