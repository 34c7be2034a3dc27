//! Answers that are about the visitor's haste and not about the login: a service that takes only so many requests refuses guests as well.

use std::time::Duration;

use diagnosis::evidence::Service;

use super::{Investigation, patience};
use crate::{
    browser::{Browser, Hop, Navigation},
    http::Reply,
    page::mark,
};

/// How often a request is made that a service refuses to everybody.
const TRIES: u32 = 4;
/// The time for which a run waits for services in all.
const MOST: Duration = Duration::from_secs(45);

/// What a service has refused, and for how long it was waited for.
#[derive(Default)]
pub struct Refusals {
    /// Answers that guests do not get.
    own: Vec<String>,
    waited: Duration,
    /// The services that refuse everybody for longer than a run waits.
    ended: Vec<Service>,
}

impl Refusals {
    /// Whether a service takes no more requests.
    pub fn has_ended(&self, service: Service) -> bool {
        self.ended.contains(&service)
    }

    /// Whether one of them takes no more.
    pub const fn any(&self) -> bool {
        !self.ended.is_empty()
    }
}

/// What is to be done about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// The answer counts.
    Keep,
    /// The service was waited for: the request is made again.
    Again,
    /// The answer says nothing about the login, and neither would another one.
    Leave,
}

impl Investigation<'_> {
    /// What is to be done about the answer to a request that was made again so many times. Waits where that may help.
    pub async fn heed(&mut self, service: Service, hop: &Hop, turn: u32) -> Heed {
        let Some(wanted) = self.is_refused_to_all(service, hop).await else {
            return Heed::Keep;
        };
        let wait = wanted.unwrap_or(MOST).max(Duration::from_secs(1 << turn));
        if turn + 1 >= TRIES || self.refusals.waited + wait > MOST {
            self.refusals.ended.push(service);
            self.say_limit(service);
            return Heed::Leave;
        }
        let (letter, seconds) = (service.letter(), wait.as_secs());
        self.progress.say(
            &format!("{letter} 限制请求，等待 {seconds} 秒"),
            &format!("{letter} limits requests: waiting for {seconds} s"),
        );
        self.refusals.waited += wait;
        tokio::time::sleep(wait).await;
        Heed::Again
    }

    /// Says with the verdict that a service limits requests.
    pub fn say_limit(&mut self, service: Service) {
        if !self.circumstances.limits.contains(&service) {
            self.circumstances.limits.push(service);
        }
    }

    /// Goes to a page of a service, and again some time later while it refuses everybody. Whether it answered in the end.
    pub async fn go_patiently(
        &mut self,
        browser: &mut Browser,
        navigation: &Navigation,
        service: Service,
    ) -> (Vec<Hop>, bool) {
        let fresh = browser.clone();
        let mut turn = 0;
        loop {
            let hops = browser.go(self.client, navigation.clone()).await;
            match self
                .heed(service, &hops[self.answering(service, &hops)], turn)
                .await
            {
                Heed::Keep => return (hops, true),
                Heed::Leave => return (hops, false),
                Heed::Again => *browser = fresh.clone(),
            }
            turn += 1;
        }
    }

    /// For how long a service wants to be left alone, if its answer is one that guests get, too, and did not get before; the inner `None`:
    /// for too long.
    pub async fn is_refused_to_all(&mut self, service: Service, hop: &Hop) -> Option<Option<Duration>> {
        let reply = hop.reply().filter(|reply| reply.status >= 400)?;
        let site = self.site(service);
        let is_usual = site
            .guest
            .as_ref()
            .is_none_or(|guest| guest.status == reply.status);
        let known = mark(reply);
        if is_usual || self.refusals.own.contains(&known) {
            return None;
        }
        let page = site.page.clone();
        let bare = self.send(&page, &[], None, Vec::new(), false).await;
        let same = |bare: &Reply| bare.status == reply.status;
        if bare.reply().is_some_and(same) {
            return Some(patience(reply));
        }
        self.refusals.own.push(known);
        None
    }
}
