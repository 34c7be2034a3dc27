//! Cleanup of what a case left: whatever it breaks is registered together with what repairs it.

use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use super::{Browser, Replica, World, browser::AGENT, world::lock};
use crate::{
    adapter::{Op, Who},
    control::VerbOutcome,
    verdict::{Check, expect, failed, skipped},
};

/// How long a copy may take to recover.
const RECOVERY_TIMEOUT: Duration = Duration::from_mins(1);

/// A step that undoes what a case has done to the deployment.
pub(super) type Cleanup = Box<dyn FnOnce(World) -> BoxFuture<'static, Check> + Send>;

impl World {
    /// The name that the control program has for this copy.
    pub fn control_name(&self, replica: &Replica) -> Check<String> {
        let copies = self.control()?.copies();
        copies
            .iter()
            .find(|copy| copy.url.trim_end_matches('/').ends_with(&replica.address))
            .map(|copy| copy.name.clone())
            .ok_or_else(|| skipped(format!("the control program does not know {}", replica.name)))
    }

    /// Breaks something with `verb`, and repairs it with `repair` when the case is over; what `verb` printed.
    pub async fn break_with(&self, verb: &str, repair: &str, argument: Option<&str>) -> Check<String> {
        let arguments: Vec<&str> = argument.into_iter().collect();
        let done = self.control()?.run(verb, &arguments).await;
        if !matches!(done, VerbOutcome::NotPossible(_)) {
            self.clean_up_with(repair, argument);
        }
        match done {
            VerbOutcome::Done(output) => Ok(output),
            VerbOutcome::NotPossible(why) => Err(skipped(format!("control {verb}: {why}"))),
            VerbOutcome::Failed(why) => Err(failed(format!("the control program can {verb}"), why)),
        }
    }

    fn clean_up_with(&self, verb: &str, argument: Option<&str>) {
        let (verb, argument) = (verb.to_owned(), argument.map(str::to_owned));
        self.afterwards(&verb.clone(), move |world| {
            Box::pin(async move {
                let arguments: Vec<&str> = argument.as_deref().into_iter().collect();
                world.control()?.must(&verb, &arguments).await.map(drop)
            })
        });
    }

    /// Moves the clock of the system to so many seconds from now, and back when the case is over.
    pub async fn clock(&self, seconds: i64) -> Check {
        let known = lock(&self.cleanups).iter().any(|(label, _)| label == "clock");
        if !known {
            self.afterwards("clock", |world| {
                Box::pin(async move { world.control()?.must("clock", &["0"]).await.map(drop) })
            });
        }
        let seconds = seconds.to_string();
        self.control()?.must("clock", &[&seconds]).await.map(drop)
    }

    /// Registers a cleanup for the end of the case, also if it fails or panics. The last one registered runs first.
    pub fn afterwards(
        &self,
        label: &str,
        cleanup: impl FnOnce(Self) -> BoxFuture<'static, Check> + Send + 'static,
    ) {
        lock(&self.cleanups).push((label.to_owned(), Box::new(cleanup)));
    }

    /// Runs all registered cleanups now, and waits until all copies are ready.
    pub async fn clean_up(&self) -> Check {
        let mut result = Ok(());
        loop {
            let Some((label, cleanup)) = lock(&self.cleanups).pop() else {
                break;
            };
            let cleaned = tokio::time::timeout(RECOVERY_TIMEOUT, cleanup(self.clone())).await;
            let cleaned = cleaned.unwrap_or_else(|_| Err(failed(format!("{label} ends"), "it hangs")));
            if let Err(reason) = cleaned
                && result.is_ok()
            {
                result = Err(reason);
            }
        }
        result.and(self.ready().await)
    }

    /// Whether cleanups are registered that have not run.
    pub fn needs_cleanup(&self) -> bool {
        !lock(&self.cleanups).is_empty()
    }

    /// Waits until every copy can do its work; fails after a minute.
    pub async fn ready(&self) -> Check {
        let begun = Instant::now();
        for copy in self.everywhere() {
            let logs_in = self.deployment.auth.contains(copy);
            while !(self.is_ready(copy).await && (!logs_in || self.takes_logins(copy).await)) {
                expect(
                    begun.elapsed() < RECOVERY_TIMEOUT,
                    "every copy recovers from what was done to it",
                    format!("{} is not ready after a minute", copy.name),
                )?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    /// Whether a user can log in at this copy, and out again.
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
