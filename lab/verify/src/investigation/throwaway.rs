//! Logins that are used for one probe and then forgotten.

use std::time::{Duration, Instant};

use diagnosis::{
    evidence::{Pair, Service, Shown, Step},
    jar::Context,
};
use url::Url;

use super::{Investigation, Manner};
use crate::{
    browser::{Browser, Hop, Navigation, now},
    circumstances::Logins,
    http::Reply,
    login::{Entry, enter},
    plan::Account,
};

/// How often a login is tried that A is too busy for.
const TRIES: usize = 4;
/// The statuses of a service that takes no login now, whatever the password is.
pub const BUSY: [u16; 3] = [423, 429, 503];
/// The longest time for which anything is waited for that a service asks for.
const PATIENCE: Duration = Duration::from_secs(30);

/// For how long a service wants to be left alone (`Retry-After` in seconds, RFC 9110 §10.2.3), a second where it does not say; `None` if that is
/// too long.
pub fn patience(reply: &Reply) -> Option<Duration> {
    let seconds = reply
        .header("retry-after")
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(1);
    let wait = Duration::from_secs(seconds).max(Duration::from_secs(1));
    (wait <= PATIENCE).then_some(wait)
}

/// A login that is used for one probe and then forgotten.
#[derive(Clone)]
pub struct Throwaway {
    pub number: u32,
    pub start: Instant,
    pub browser: Browser,
    /// The login's cookies as they were issued, whether a browser keeps them or not.
    pub pairs: Vec<Pair>,
    /// The request with the password.
    pub submit: Hop,
    /// Where the login led.
    pub landing: Url,
}

impl Investigation<'_> {
    /// A throw-away login of the member, or of another one.
    pub async fn throwaway(&mut self) -> Option<Throwaway> {
        let account = self.plan.account.as_ref()?;
        self.throwaway_of(account).await
    }

    /// A throw-away login of a member.
    pub async fn throwaway_of(&mut self, account: &Account) -> Option<Throwaway> {
        let is_own = self
            .plan
            .account
            .as_ref()
            .is_some_and(|own| own.account == account.account);
        let door = self
            .door
            .clone()
            .filter(|_| !self.circumstances.has_no_logins())?;
        for _ in 0..TRIES {
            let mut browser = self.browser();
            let entry = enter(self.plan, self.client, &door, &mut browser, account)
                .await
                .ok()?;
            let start = Instant::now();
            let submit = entry.hops.get(entry.submit)?.clone();
            let Some(reply) = submit.reply() else {
                // The service may have made the session, and may have ended another one for it.
                self.logins += 1;
                self.record(&submit, Step::SecondLogin, Service::A, Some((self.logins, start)));
                continue;
            };
            let status = reply.status;
            // A service that is busy hashing passwords says so and is asked again.
            if BUSY.contains(&status) {
                let Some(wait) = patience(reply) else { break };
                tokio::time::sleep(wait).await;
                continue;
            }
            if !self.is_login(&entry, &browser).await {
                break;
            }
            self.logins += 1;
            let pairs = self.issued(&entry.hops);
            let landing = entry
                .hops
                .last()
                .map_or_else(|| submit.url.clone(), |hop| hop.url.clone());
            return Some(Throwaway {
                number: self.logins,
                start,
                browser,
                pairs,
                submit,
                landing,
            });
        }
        // What it says of another member is another matter.
        if is_own {
            self.circumstances.logins = Logins::Refused;
        }
        None
    }

    /// Whether what A answers to the right password is a login, as the journey's was. Where it answers in another way, it is one if A knows
    /// the visitor afterwards.
    pub async fn is_login(&self, entry: &Entry, browser: &Browser) -> bool {
        let (Some(first), Some(this)) = (&self.entered, Manner::of(entry)) else {
            return true;
        };
        let is_refusal = self.refused.as_ref() == Some(&this) && this != *first;
        if !self.a.reader.is_aware() {
            return this.is_like(first) && !is_refusal;
        }
        if this.is_same(first) && !is_refusal {
            return true;
        }
        self.is_member(browser).await
    }

    /// Whether A knows the visitor of this browser.
    pub async fn is_member(&self, browser: &Browser) -> bool {
        let page = Navigation::page(self.a.page.clone(), Context::typed());
        let is_known = |hop: &Hop| {
            let shown = hop.reply().map(|reply| self.a.read(reply, &hop.url));
            matches!(shown, Some(Shown::Member(_)))
        };
        // One of A's copies may not know what another one does.
        for _ in 0..TRIES {
            let hops = browser.clone().go(self.client, page.clone()).await;
            if hops.iter().any(is_known) {
                return true;
            }
        }
        false
    }

    /// The login's cookies as A issued them last, of the names that count. What a page for guests puts in the place of one is no login: a
    /// copy that did not know it has answered, or the browser has not kept it.
    pub fn issued(&self, hops: &[Hop]) -> Vec<Pair> {
        let of_a: Vec<_> = hops
            .iter()
            .enumerate()
            // Who takes the password is A, also at the address of B's data.
            .filter(|(_, hop)| !hop.context.is_safe() || self.service_of(&hop.url) == Service::A)
            .collect();
        let submit = hops.iter().rposition(|hop| hop.context.method != "GET");
        let is_for_guest = |hop: &Hop| {
            hop.reply()
                .is_some_and(|reply| self.a.read(reply, &hop.url) == Shown::Guest)
        };
        let value = |name: &String| {
            let mut value: Option<String> = None;
            for (index, hop) in &of_a {
                let lines = hop
                    .set()
                    .filter(|line| line.name == *name && !line.value.is_empty());
                let Some(issued) = lines.filter(|line| !line.removes(now())).last() else {
                    continue;
                };
                let was_sent = |value: &String| {
                    let mut sent = hop.sent.iter();
                    sent.any(|pair| pair.name == *name && pair.value == *value)
                };
                let is_later = submit.is_some_and(|submit| *index > submit);
                let is_replaced = value.as_ref().is_some_and(|value| is_later || was_sent(value));
                if !(is_replaced && is_for_guest(hop)) {
                    value = Some(issued.value);
                }
            }
            value
        };
        self.names
            .iter()
            .filter_map(|name| {
                Some(Pair {
                    name: name.clone(),
                    value: value(name)?,
                })
            })
            .collect()
    }

    /// What a browser with this login sends to a service, if the login is part of it; else the login by force.
    pub fn carried(&self, login: &Throwaway, service: Service) -> Vec<Pair> {
        let sent = self.sent(login, service);
        let is_complete = !login.pairs.is_empty() && login.pairs.iter().all(|pair| sent.contains(pair));
        if is_complete { sent } else { login.pairs.clone() }
    }

    /// What the browser of a login sends to a service.
    pub fn sent(&self, login: &Throwaway, service: Service) -> Vec<Pair> {
        let page = &self.site(service).page;
        let decisions = login.browser.jar.decide(page, &Context::typed(), now());
        let sent = decisions.iter().take_while(|decision| decision.sent);
        sent.map(|decision| Pair {
            name: decision.cookie.name.clone(),
            value: decision.cookie.value.clone(),
        })
        .collect()
    }
}
