//! P6: the cookie that B issues itself, by a login of its own or to everybody.

use std::time::Instant;

use diagnosis::{
    evidence::{Exchange, Pair, Service, Step},
    jar::{Context, SetCookie},
};

use crate::{
    browser::{Hop, now},
    investigation::{Ask, Investigation},
    login::{enter, find},
};

impl Investigation<'_> {
    /// Logs in at B itself if it has a form, or takes what B sets for everybody under A's name.
    pub(super) async fn own(&mut self) {
        if self.own_login().await {
            return;
        }
        // Under another name it may be anything: a rename decides there.
        let names = self.names.clone();
        let is_same = |exchange: &Exchange| {
            let mut lines = exchange
                .set_cookie()
                .iter()
                .filter_map(|line| SetCookie::parse(line).ok());
            lines.any(|line| names.contains(&line.name) && !line.value.is_empty() && !line.removes(now()))
        };
        let nothing = self.evidence.exchanges.iter().position(|exchange| {
            exchange.service == Service::B && exchange.step == Step::Nothing && is_same(exchange)
        });
        if nothing.is_some() {
            let page = self.b.page.clone();
            let hop = self.send(&page, &[], None, Vec::new(), false).await;
            self.record(&hop, Step::OwnLogin, Service::B, None);
            // Whether B takes its own for one it knows: then it sets none.
            let own = hop.set().filter(|line| self.names.contains(&line.name));
            let cookies = own
                .map(|line| Pair {
                    name: line.name,
                    value: line.value,
                })
                .collect();
            for _ in 0..2 {
                let ask = Ask {
                    step: Step::OwnControl,
                    service: Service::B,
                    cookies: Vec::clone(&cookies),
                    login: None,
                };
                self.ask(ask).await;
            }
        }
    }

    /// Whether B has a login of its own, and it was tried.
    async fn own_login(&mut self) -> bool {
        let is_one_host = self.a.page.origin() == self.b.page.origin();
        let Some(account) = self
            .plan
            .account
            .clone()
            .filter(|_| !is_one_host && self.plan.cookies.is_none())
        else {
            return false;
        };
        let Ok(door) = find(self.plan, self.client, [&self.plan.mall, &self.b.page], None).await else {
            return false;
        };
        let mut browser = self.browser();
        let Ok(entry) = enter(self.plan, self.client, &door, &mut browser, &account).await else {
            return false;
        };
        let start = Instant::now();
        let is_own = |hop: &Hop| hop.url.origin() == self.b.page.origin();
        if !entry.hops.get(entry.submit).is_some_and(is_own) {
            return false;
        }
        // Before the password only what is called as A's is called: a session that the login goes on with.
        let counts = |(index, hop): &(usize, &Hop)| {
            let mut lines = hop.set();
            is_own(hop) && lines.any(|line| *index >= entry.submit || self.names.contains(&line.name))
        };
        let set: Vec<_> = entry.hops.iter().enumerate().filter(counts).collect();
        let set: Vec<_> = set.into_iter().map(|(_, hop)| hop.clone()).collect();
        let page = self.b.page.clone();
        let cookies: Vec<_> = browser
            .jar
            .decide(&page, &Context::typed(), now())
            .iter()
            .take_while(|decision| decision.sent)
            .map(|decision| Pair {
                name: decision.cookie.name.clone(),
                value: decision.cookie.value.clone(),
            })
            .collect();
        let control = self.send(&page, &cookies, None, Vec::new(), false).await;
        let works = control.reply().is_some_and(|reply| {
            matches!(
                self.b.read(reply, &control.url),
                diagnosis::evidence::Shown::Member(_)
            )
        });
        // A login that is refused says nothing about B's cookie.
        if !works {
            return false;
        }
        for hop in &set {
            self.record(hop, Step::OwnLogin, Service::B, Some((0, start)));
        }
        let ask = Ask {
            step: Step::OwnControl,
            service: Service::B,
            cookies: cookies.clone(),
            login: None,
        };
        self.ask(ask).await;
        self.over(&door, &account, &cookies).await;
        true
    }
}
