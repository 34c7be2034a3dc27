//! P4, P5, P11: many times, at several ages, at once.

use diagnosis::{
    evidence::{Pair, Service, Shown, Step},
    jar::{Context, SetCookie},
};

use url::Url;

use super::pause;
use crate::{
    browser::{Hop, Navigation},
    http::Reply,
    investigation::{Ask, Investigation, Throwaway},
};

/// The number of requests with one value. Of two copies that take turns by chance, one alone answers all of them once in
/// half a million runs.
const MANY: usize = 20;
/// The age in milliseconds at which a store that lags has caught up.
const SETTLED: u64 = 5100;

impl Investigation<'_> {
    /// One value many times on fresh connections, at every copy that has an address; later again unless all know it.
    pub(super) async fn repeat(&mut self, service: Service) {
        let Some(login) = self.throwaway().await else {
            return;
        };
        let mut cookies = self.carried(&login, service);
        if !self.burst(service, &login, &mut cookies, MANY).await {
            let age = u64::try_from(login.start.elapsed().as_millis()).unwrap_or(SETTLED);
            pause(SETTLED.saturating_sub(age)).await;
            self.burst(service, &login, &mut cookies, MANY / 2).await;
        }
    }

    /// Whether all answers know the member.
    async fn burst(
        &mut self,
        service: Service,
        login: &Throwaway,
        cookies: &mut [Pair],
        count: usize,
    ) -> bool {
        if cookies.is_empty() {
            return true;
        }
        let copies = self.site(service).copies.clone();
        let url = self.site(service).page.clone();
        let mut all_know = true;
        for index in 0..count.max(copies.len() * 3) {
            let copy = (!copies.is_empty()).then(|| copies[index % copies.len()].clone());
            let ask = Ask {
                step: Step::Repeat,
                service,
                cookies: cookies.to_vec(),
                login: Some(login),
            };
            let index = self
                .ask_at(ask, url.clone(), copy.as_ref(), Vec::new(), false)
                .await;
            let reader = &self.a.reader;
            if service == Service::A && !reader.is_described() && !reader.is_aware() {
                self.learn_from(index);
            }
            all_know &= self.evidence.exchanges[index].member().is_some();
            self.adopt(index, cookies);
            if self.refusals.has_ended(service) {
                break;
            }
        }
        all_know
    }

    /// Takes over a new value from an answer that knows the member, as a browser does when ids are replaced on the way. A new
    /// value from an answer that does not is another session.
    pub(super) fn adopt(&self, index: usize, cookies: &mut [Pair]) {
        let exchange = &self.evidence.exchanges[index];
        if exchange.member().is_none() {
            return;
        }
        for line in exchange
            .set_cookie()
            .iter()
            .filter_map(|line| SetCookie::parse(line).ok())
        {
            let known = cookies
                .iter_mut()
                .find(|pair| pair.name == line.name && !line.value.is_empty());
            if let Some(pair) = known {
                pair.value = line.value;
            }
        }
    }

    /// B at several ages of one login; of a second one if the first has ended in the meantime.
    pub(super) async fn delayed(&mut self) {
        if self.ends_early().await {
            self.ends_early().await;
        }
    }

    /// B at several ages of a login. Whether it knew the first of these requests and not the last.
    async fn ends_early(&mut self) -> bool {
        let Some(login) = self.throwaway().await else {
            return false;
        };
        let mut cookies = self.carried(&login, Service::B);
        let mut known = Vec::new();
        for wait in [0, 100, 400, 1500, 3200, 100, 100, 100, 100, 100, 100, 100] {
            pause(wait).await;
            let ask = Ask {
                step: Step::Delayed,
                service: Service::B,
                cookies: cookies.clone(),
                login: Some(&login),
            };
            let index = self.ask(ask).await;
            known.push(self.evidence.exchanges[index].member().is_some());
            self.adopt(index, &mut cookies);
        }
        known.first() == Some(&true) && known.last() == Some(&false)
    }

    /// Eight requests at once, right after the login and some seconds later.
    pub(super) async fn parallel(&mut self) {
        for wait in [0, 1500] {
            let Some(login) = self.throwaway().await else {
                return;
            };
            pause(wait).await;
            let cookies = self.carried(&login, Service::B);
            let page = self.b.page.clone();
            let requests = (0..8).map(|_| self.send(&page, &cookies, None, Vec::new(), false));
            let hops = futures::future::join_all(requests).await;
            // What leads to where a browser gets in all the same, in whatever way, is no refusal.
            let leads_on = |hop: &Hop| hop.reply().is_some_and(|reply| self.leads_on(reply, &hop.url));
            let led_on: Vec<_> = hops.iter().map(leads_on).collect();
            let is_let_in = led_on.contains(&true) && self.gets_in(&login).await;
            for (hop, is_led_on) in hops.iter().zip(led_on) {
                if is_let_in && is_led_on {
                    continue;
                }
                if self.is_refused_to_all(Service::B, hop).await.is_some() {
                    self.say_limit(Service::B);
                    continue;
                }
                self.record(hop, Step::Parallel, Service::B, Some((login.number, login.start)));
            }
        }
    }

    /// Whether an answer of B's knows nobody and may lead on, by itself or by its script.
    fn leads_on(&self, reply: &Reply, url: &Url) -> bool {
        let is_page = reply
            .header("content-type")
            .is_some_and(|kind| kind.contains("html"));
        let acts = ["http-equiv", ".submit(", "location"];
        let leads = reply.is_redirect() || is_page && acts.iter().any(|act| reply.body.contains(act));
        leads && !matches!(self.b.read(reply, url), Shown::Member(_))
    }

    /// Whether B knows a browser with this login in the end, wherever it is led in between.
    async fn gets_in(&self, login: &Throwaway) -> bool {
        let page = Navigation::page(self.b.page.clone(), Context::typed());
        let hops = login.browser.clone().go(self.client, page).await;
        hops.iter().any(|hop| {
            let shown = hop.reply().map(|reply| self.b.read(reply, &hop.url));
            matches!(shown, Some(Shown::Member(_)))
        })
    }
}
