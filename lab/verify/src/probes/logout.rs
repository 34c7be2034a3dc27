//! P8: a saved value after its logout; and a second login beside the first.

use std::time::Duration;

use diagnosis::{
    evidence::{Service, Shown, Step},
    jar::Context,
};
use url::Url;

use super::pause;
use crate::{
    adapter::Encoding,
    browser::{Hop, Navigation, PAGE},
    investigation::{Ask, Investigation, Throwaway},
    login::encode,
    page::{EXITS, forms, links, says},
};

/// Where services usually let one log out.
const USUAL: [(&str, &str); 5] = [
    ("POST", "/logout"),
    ("GET", "/logout"),
    ("POST", "/api/logout"),
    ("POST", "/api/auth/logout"),
    ("GET", "/signout"),
];

/// The milliseconds that a page takes in which a logout is over each time. In less, chance decides which of the two is first.
const SLOW: u64 = 250;

impl Investigation<'_> {
    /// Ends a throw-away login at A, and asks both with its saved value.
    pub(super) async fn logout(&mut self) {
        let Some(mut login) = self.throwaway().await else {
            return;
        };
        let saved = login.pairs.clone();
        let seen = Ask {
            step: Step::Real,
            service: Service::B,
            cookies: saved.clone(),
            login: Some(&login),
        };
        let seen = self.ask(seen).await;
        let Some(hop) = self.log_out(&mut login).await else {
            self.progress
                .say("没有找到退出登录的地方", "no way to log out was found");
            return;
        };
        self.record(
            &hop,
            Step::ProbeLogout,
            Service::A,
            Some((login.number, login.start)),
        );
        let response = self.evidence.exchanges[seen].response.as_ref();
        let took = response.and_then(|response| response.took_ms);
        let is_alive = self.replay(&login, &[50, 1000, 1500]).await;
        self.left_behind(&login).await;
        if let Some(took) = took.filter(|took| !is_alive && *took >= SLOW) {
            self.logout_meanwhile(took).await;
        }
    }

    /// Asks B with what the logout has left in the browser, if that is anything beside the login's own cookies: a copy of the session may be in it.
    async fn left_behind(&mut self, login: &Throwaway) {
        let left = self.sent(login, Service::B);
        if left.is_empty() || left.iter().any(|pair| self.names.contains(&pair.name)) {
            return;
        }
        let ask = Ask {
            step: Step::Replay,
            service: Service::B,
            cookies: left,
            login: Some(login),
        };
        self.ask(ask).await;
    }

    /// The saved value of a login that was ended, at both services and at these intervals in milliseconds. Whether anybody knows it.
    async fn replay(&mut self, login: &Throwaway, waits: &[u64]) -> bool {
        let mut is_alive = false;
        for wait in waits {
            pause(*wait).await;
            for service in [Service::A, Service::B] {
                let ask = Ask {
                    step: Step::Replay,
                    service,
                    cookies: login.pairs.clone(),
                    login: Some(login),
                };
                let index = self.ask(ask).await;
                is_alive |= self.evidence.exchanges[index].member().is_some();
            }
        }
        is_alive
    }

    /// Ends a throw-away login at A while B makes a page for it, and asks both with its saved value: what B writes behind the page may bring the
    /// session back. The page, which took so many milliseconds before, has begun by then; where one of the two was too early or too late for the
    /// other, once more. The way out is found before, and the second time beside the page: a form may be good until the next page only.
    async fn logout_meanwhile(&mut self, took: u64) {
        for is_first in [true, false] {
            let Some(login) = self.throwaway().await else {
                return;
            };
            let page = self.b.page.clone();
            let mut leaving = login.clone();
            let known = if is_first {
                self.ways_out(&mut leaving).await
            } else {
                Vec::new()
            };
            let (hop, exit) =
                futures::join!(self.send(&page, &login.pairs, None, Vec::new(), false), async {
                    pause(took / 4).await;
                    if is_first {
                        self.leave_by(known, &mut leaving).await
                    } else {
                        self.log_out(&mut leaving).await
                    }
                });
            let Some(exit) = exit else { continue };
            let is_known = hop
                .reply()
                .is_some_and(|reply| matches!(self.b.read(reply, &hop.url), Shown::Member(_)));
            let took = hop.reply().map_or(Duration::ZERO, |reply| reply.took);
            // An id that is given another one meanwhile may be good for a moment yet.
            if hop.set().any(|line| self.names.contains(&line.name)) {
                return;
            }
            if is_known && hop.at + took >= exit.at {
                let number = Some((login.number, login.start));
                self.record(&exit, Step::ProbeLogout, Service::A, number);
                self.record(&hop, Step::Parallel, Service::B, number);
                self.replay(&login, &[50, 1000]).await;
                return;
            }
        }
    }

    /// The request that logged out: after it the browser counts as a guest. As described, by a form or a link on a page of
    /// A, or at a usual address.
    async fn log_out(&self, login: &mut Throwaway) -> Option<Hop> {
        let ways = self.ways_out(login).await;
        self.leave_by(ways, login).await
    }

    /// Of these requests the first that logs out.
    async fn leave_by(&self, ways: Vec<Navigation>, login: &mut Throwaway) -> Option<Hop> {
        for navigation in ways {
            let hops = login.browser.go(self.client, navigation).await;
            let page = Navigation::page(self.a.page.clone(), Context::typed());
            let after = login.browser.go(self.client, page).await;
            let is_guest = |hop: &Hop| {
                hop.reply()
                    .is_some_and(|reply| self.a.read(reply, &hop.url) == Shown::Guest)
            };
            if after.first().is_some_and(is_guest) {
                return hops.into_iter().next();
            }
        }
        None
    }

    async fn ways_out(&self, login: &mut Throwaway) -> Vec<Navigation> {
        let here = self.a.page.clone();
        if let Some(action) = &self.plan.adapter.logout {
            let (method, path) = action
                .request
                .split_once(' ')
                .unwrap_or(("POST", &action.request));
            let values: Vec<_> = action.fields.clone().into_iter().collect();
            let url = here.join(path);
            return url
                .map(|url| leave(&here, method, url, &values, action.encoding))
                .into_iter()
                .collect();
        }
        let mut ways = Vec::new();
        let mut pages = vec![here.clone(), login.landing.clone()];
        pages.extend(here.join("/").ok());
        pages.dedup();
        for page in pages {
            let hops = login
                .browser
                .go(self.client, Navigation::page(page, Context::typed()))
                .await;
            let Some((last, reply)) = hops.last().and_then(|hop| Some((hop, hop.reply()?))) else {
                continue;
            };
            let is_exit = |url: &Url, words: &str| says(&format!("{} {words}", url.path()), &EXITS);
            let forms = forms(&reply.body, &last.url).into_iter();
            ways.extend(
                forms
                    .filter(|form| is_exit(&form.action, &form.words))
                    .map(|form| {
                        let action = form.action.clone();
                        leave(&last.url, &form.method, action, &form.defaults(), Encoding::Form)
                    }),
            );
            let mut links = links(&reply.body, &last.url);
            links.retain(|(url, words)| is_exit(url, words));
            // Whoever says more means more than the logout.
            links.sort_by_key(|(_, words)| words.chars().count());
            ways.extend(
                links
                    .into_iter()
                    .map(|(url, _)| Navigation::page(url, Context::link(last.url.clone()))),
            );
            if !ways.is_empty() {
                ways.truncate(2);
                return ways;
            }
        }
        let usual = USUAL.iter().filter_map(|(method, path)| {
            let url = here.join(path).ok()?;
            Some(leave(&here, method, url, &[], Encoding::Form))
        });
        usual.collect()
    }

    /// Logs the same member in again, and asks A with the first login's value.
    pub(super) async fn second(&mut self) {
        let Some(mut first) = self.throwaway().await else {
            return;
        };
        for _ in 0..2 {
            self.aged(&mut first).await;
        }
        let Some(second) = self.throwaway().await else {
            return;
        };
        self.record(&second.submit, Step::SecondLogin, Service::A, None);
        for _ in 0..2 {
            self.aged(&mut first).await;
        }
    }

    async fn aged(&mut self, login: &mut Throwaway) {
        let ask = Ask {
            step: Step::Aged,
            service: Service::A,
            cookies: login.pairs.clone(),
            login: Some(login),
        };
        let index = self.ask(ask).await;
        self.adopt(index, &mut login.pairs);
    }
}

fn leave(from: &Url, method: &str, url: Url, values: &[(String, String)], encoding: Encoding) -> Navigation {
    let method = method.to_ascii_uppercase();
    let body = (method != "GET").then(|| encode(values, encoding));
    Navigation {
        url,
        context: Context {
            method,
            ..Context::link(from.clone())
        },
        body,
        accept: PAGE,
    }
}
