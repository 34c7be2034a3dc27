//! P9, P10, P12 and the second vantage: what stands around the cookie, and around B.

use diagnosis::{
    evidence::{Pair, Service, Shown, Step},
    jar::Context,
};
use url::Url;

use crate::{
    browser::{Browser, Navigation, agent},
    investigation::{Ask, Investigation},
    login::enter,
    page::{NAMELESS, learn},
};

/// The address with something in its query that no cache knows.
pub(super) fn uncached(page: &Url, turn: &str) -> Url {
    let mut url = page.clone();
    let now = crate::browser::now().unix_timestamp_nanos() % 1_000_000_000;
    url.query_pairs_mut()
        .append_pair("verify-login", &format!("{now}{turn}"));
    url
}

impl Investigation<'_> {
    /// Both pages without cookies once more: do they show the member who was there?
    pub(super) async fn stranger(&mut self) {
        for service in [Service::B, Service::A] {
            let ask = Ask {
                step: Step::Nothing,
                service,
                cookies: Vec::new(),
                login: None,
            };
            self.ask(ask).await;
        }
    }

    /// The visit with something in the query that no cache knows, and as another member.
    pub(super) async fn cache(&mut self) {
        for turn in 0..2 {
            let Some(login) = self.throwaway().await else {
                return;
            };
            let url = uncached(&self.b.page, &turn.to_string());
            let ask = Ask {
                step: Step::Busted,
                service: Service::B,
                cookies: self.carried(&login, Service::B),
                login: Some(&login),
            };
            self.ask_at(ask, url, None, Vec::new(), false).await;
        }
        self.other_member().await;
    }

    /// B's page as another member, if what A shows tells the two members apart.
    async fn other_member(&mut self) {
        let Some(other) = self.plan.other.clone() else {
            return;
        };
        let Some(login) = self.throwaway_of(&other).await else {
            return;
        };
        let at_a = self.carried(&login, Service::A);
        let hop = self.send(&self.a.page, &at_a, None, Vec::new(), false).await;
        let (Some(reply), Some(guest)) = (hop.reply(), self.a.guest.clone()) else {
            return;
        };
        if !self.a.reader.is_described() {
            let names = learn(&other.account, &guest, reply);
            for reader in [&mut self.a.reader, &mut self.b.reader] {
                let new: Vec<_> = names
                    .iter()
                    .filter(|name| !reader.names.contains(name))
                    .cloned()
                    .collect();
                reader.names.extend(new);
            }
        }
        let name = |shown: &Shown| match shown {
            Shown::Member(name) if name != NAMELESS => Some(name.clone()),
            _ => None,
        };
        let own = self.evidence.exchanges.iter().find_map(|exchange| {
            let is_control = exchange.step == Step::Control && exchange.service == Service::A;
            is_control
                .then(|| name(&exchange.response.as_ref()?.shown))
                .flatten()
        });
        let theirs = name(&self.a.read(reply, &hop.url));
        if own.is_none() || theirs.is_none() || own == theirs {
            return;
        }
        let cookies = self.carried(&login, Service::B);
        let hop = self.send(&self.b.page, &cookies, None, Vec::new(), false).await;
        let shown = hop.reply().map(|reply| self.b.read(reply, &hop.url));
        if shown.is_some_and(|shown| name(&shown).is_some()) {
            self.record(
                &hop,
                Step::OtherMember,
                Service::B,
                Some((login.number, login.start)),
            );
        }
    }

    /// The cookies of the last visit, with the login's as the jar had them.
    fn cookies_of_visit(&self) -> Vec<Pair> {
        let visits = self.evidence.exchanges.iter();
        let mut visits = visits.filter(|exchange| exchange.step == Step::Visit);
        visits
            .next_back()
            .and_then(|exchange| exchange.request.cookies.clone())
            .unwrap_or_default()
    }

    async fn at_b(&mut self, step: Step, cookies: Vec<Pair>, split: bool) {
        let url = self.b.page.clone();
        let ask = Ask {
            step,
            service: Service::B,
            cookies,
            login: None,
        };
        self.ask_at(ask, url, None, Vec::new(), split).await;
    }

    /// Longer headers without the login, and the visit's cookies in another order, beside a malformed one, and apart.
    pub(super) async fn neighbours(&mut self) {
        for size in [100, 500, 2000, 8000, 20_000] {
            let padding = Pair {
                name: "padding".to_owned(),
                value: "x".repeat(size),
            };
            self.at_b(Step::Padded, vec![padding], false).await;
        }
        let cookies = self.cookies_of_visit();
        if cookies.len() < 2 {
            return;
        }
        let is_odd = |pair: &&Pair| {
            pair.value
                .bytes()
                .any(|byte| matches!(byte, b'"' | b'{' | b',' | b' ' | b'\\') || byte >= 0x80)
        };
        let odd = cookies.iter().find(is_odd).cloned();
        for _ in 0..2 {
            self.at_b(Step::Delayed, cookies.clone(), false).await;
            let mut flipped = cookies.clone();
            flipped.reverse();
            self.at_b(Step::Flipped, flipped, false).await;
            let Some(login) = self.throwaway().await else {
                return;
            };
            let fresh = login.pairs.clone();
            if let Some(odd) = &odd {
                let with: Vec<_> = std::iter::once(odd.clone()).chain(fresh.clone()).collect();
                self.at_b(Step::Neighbour, with, false).await;
            }
            if self.b.page.scheme() == "https" {
                let theme = Pair {
                    name: "theme".to_owned(),
                    value: "dark".to_owned(),
                };
                let with: Vec<_> = std::iter::once(theme).chain(fresh).collect();
                self.at_b(Step::Split, with, true).await;
            }
        }
    }

    /// The visit at each single copy, around what stands before it.
    pub(super) async fn direct(&mut self) {
        for copy in self.b.copies.clone() {
            for _ in 0..2 {
                let Some(login) = self.throwaway().await else {
                    return;
                };
                let ask = Ask {
                    step: Step::Direct,
                    service: Service::B,
                    cookies: self.carried(&login, Service::B),
                    login: Some(&login),
                };
                let url = self.b.page.clone();
                self.ask_at(ask, url, Some(&copy), Vec::new(), false).await;
            }
        }
    }

    /// The login with what a proxy says of https, and at a single copy of A, around what stands before it.
    pub(super) async fn secured(&mut self) {
        let mut browser = self.browser();
        browser
            .headers
            .push(("x-forwarded-proto".to_owned(), "https".to_owned()));
        self.log_in_as(browser, Step::LoginSecured).await;
        if let Some(copy) = self.a.copies.first().cloned() {
            let mut browser = self.browser();
            browser.copy = Some((self.a.page.clone(), copy));
            self.log_in_as(browser, Step::LoginDirect).await;
        }
    }

    async fn log_in_as(&mut self, mut browser: Browser, step: Step) {
        let (Some(account), Some(door)) = (self.plan.account.clone(), self.door.clone()) else {
            return;
        };
        let entry = enter(self.plan, self.client, &door, &mut browser, &account).await;
        let Ok(entry) = entry else { return };
        for hop in &entry.hops[entry.submit..] {
            if hop.set().next().is_some() || hop.context.method != "GET" {
                self.record(hop, step, Service::A, None);
            }
        }
    }

    /// The visit with the user agent of another browser.
    pub(super) async fn vantage(&mut self) {
        for other in diagnosis::jar::Engine::ALL {
            if other == self.plan.engine {
                continue;
            }
            let Some(login) = self.throwaway().await else {
                return;
            };
            let ask = Ask {
                step: Step::Vantage,
                service: Service::B,
                cookies: self.carried(&login, Service::B),
                login: Some(&login),
            };
            let url = self.b.page.clone();
            let headers = vec![("user-agent".to_owned(), agent(other).to_owned())];
            let index = self.ask_at(ask, url, None, headers, false).await;
            self.evidence.exchanges[index].request.client = Some("agent".to_owned());
        }
    }

    /// B under other addresses of the same host. They are written down and decide nothing by themselves.
    pub(super) async fn aliases(&mut self) {
        let page = self.b.page.clone();
        let host = page.host_str().unwrap_or_default().to_owned();
        let mut others: Vec<Url> = Vec::new();
        let mut other_host = |name: String| {
            let mut url = page.clone();
            if url.set_host(Some(&name)).is_ok() {
                others.push(url);
            }
        };
        if let Some(bare) = host.strip_prefix("www.") {
            other_host(bare.to_owned());
        } else if host.contains('.')
            && url::Host::parse(&host).is_ok_and(|host| matches!(host, url::Host::Domain(_)))
        {
            other_host(format!("www.{host}"));
        }
        for url in others {
            let mut browser = self.browser();
            let hop = browser
                .step(self.client, &Navigation::page(url, Context::typed()))
                .await;
            self.record(&hop, Step::Alias, Service::B, None);
        }
    }
}
