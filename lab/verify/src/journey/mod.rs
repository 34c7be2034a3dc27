//! The journey of one visitor: pages without cookies, the login at A, A again, B, and A once more.

mod control;
mod import;
mod names;

use std::time::Instant;

use diagnosis::{
    Diagnosis, Outcome,
    evidence::{Pair, Service, Shown, Step},
    jar::{Context, Credentials},
};
use url::Url;

use crate::{
    browser::{Browser, DATA, Hop, Navigation, TRIES, is_late},
    http::Reply,
    investigation::{Ask, BUSY, Investigation, Manner, patience},
    login::{self, Entry, enter},
    obstacle::Obstacle,
    plan::{Account, Way},
    probes::Task,
    site::answering,
};

impl Investigation<'_> {
    /// Asks both pages without cookies, so that guests are known.
    pub async fn meet_guests(&mut self) -> Result<(), Obstacle> {
        for service in [Service::A, Service::B] {
            let start = self.site(service).page.clone();
            let mut browser = self.browser();
            let hops = browser
                .reach(self.client, Navigation::page(start, Context::typed()))
                .await;
            let hop = &hops[answering(&hops)];
            if let Err(failure) = &hop.reply {
                let (letter, why) = (service.letter(), failure.text());
                return Err(Obstacle::new(
                    format!("{letter} 没有应答：{}。", why.zh),
                    format!("{letter} does not answer: {}.", why.en),
                ));
            }
            if let Some(last) = hops.last().filter(|last| last.redirect().is_some()) {
                let (letter, url) = (service.letter(), crate::run::plain_page(&last.url));
                return Err(Obstacle::new(
                    format!("{letter} 不停地重定向，最后一次是 {url}。"),
                    format!("{letter} redirects without end, last from {url}."),
                ));
            }
            self.take_page(service, hop.url.clone()).await;
        }
        Ok(())
    }

    /// Makes an address the page of a service, and asks it twice without cookies.
    async fn take_page(&mut self, service: Service, page: Url) {
        self.site_mut(service).page = page.clone();
        for _ in 0..2 {
            let ask = Ask {
                step: Step::Nothing,
                service,
                cookies: Vec::new(),
                login: None,
            };
            let index = self.ask(ask).await;
            if let Some(reply) = self.reply(index).cloned() {
                let site = self.site_mut(service);
                site.reader.see_guest(&reply, &page);
                site.guest = Some(reply);
            }
        }
    }

    const fn site_mut(&mut self, service: Service) -> &mut crate::site::Site {
        match service {
            Service::A => &mut self.a,
            Service::B => &mut self.b,
        }
    }

    /// One login with a wrong password, to know what a refusal looks like.
    pub async fn try_wrong_password(&mut self, account: &Account) {
        let Some(door) = self.door.clone() else { return };
        let wrong = Account {
            account: account.account.clone(),
            password: format!("{}-wrong", account.password),
        };
        let mut browser = self.browser();
        let Ok(entry) = enter(self.plan, self.client, &door, &mut browser, &wrong).await else {
            return;
        };
        self.refused = Manner::of(&entry);
        for (index, hop) in entry.hops.iter().enumerate().skip(entry.submit) {
            if index == entry.submit || hop.set().next().is_some() {
                self.record(hop, Step::WrongPassword, Service::A, None);
            }
        }
    }

    /// The journey of a browser that may have visited a page before.
    pub async fn travel(&mut self, before: Option<Url>) -> Result<(), Obstacle> {
        let mut browser = self.browser();
        if let Some(before) = before {
            let hops = browser
                .go(self.client, Navigation::page(before, Context::typed()))
                .await;
            for hop in &hops {
                self.record(hop, Step::Between, self.service_of_visit(&hop.url), None);
            }
        }
        let (hops, start) = if self.plan.cookies.is_some() {
            (self.import(&mut browser)?, Instant::now())
        } else {
            self.log_in(&mut browser).await?
        };
        if self.names.is_empty() {
            self.names = names::likely_names(&hops, &self.a.page);
        }
        let issued = self.issued(&hops);
        self.control(&mut browser, &hops, start).await;
        let saved = current(&browser, issued);
        self.visit(&mut browser, start, false).await;
        if self.plan.way == Way::Typed && self.plan.cookies.is_none() {
            self.visit(&mut browser, start, true).await;
        }
        self.back(&mut browser, start, saved).await;
        Ok(())
    }

    /// Another visitor, who has seen B before the login, where all is well for the first one: what is known of that one stays known.
    pub async fn travel_again(&mut self, first: Diagnosis, done: &mut Vec<Task>) -> Diagnosis {
        self.progress.say(
            "另一位访问者：登录之前先看过 B",
            "another visitor, who has seen B before the login",
        );
        let known = self.forget_journey();
        let page = self.b.page.clone();
        if self.travel(Some(page)).await.is_err() {
            self.circumstances.no_more_logins = true;
            self.restore(known);
            return first;
        }
        let second = self.decide(done).await;
        if second.outcome != Outcome::Fine {
            return second;
        }
        self.restore(known);
        first
    }

    async fn log_in(&mut self, browser: &mut Browser) -> Result<(Vec<Hop>, Instant), Obstacle> {
        let account = self.plan.account.as_ref().ok_or_else(no_account)?;
        let door = self.door.clone().ok_or_else(no_account)?;
        let fresh = browser.clone();
        let mut entry = enter(self.plan, self.client, &door, browser, account).await?;
        for _ in 1..TRIES {
            let busy = busy(&entry);
            let wait = busy.map(patience);
            if !is_late(&entry.hops) && busy.is_none() || wait == Some(None) {
                break;
            }
            tokio::time::sleep(wait.flatten().unwrap_or_default()).await;
            *browser = fresh.clone();
            entry = enter(self.plan, self.client, &door, browser, account).await?;
        }
        if let Some(reply) = busy(&entry) {
            return Err(takes_no_login(Some(reply.status)));
        }
        if !self.is_login(&entry, browser).await {
            return Err(takes_no_login(None));
        }
        self.entered = self.entered.take().or_else(|| Manner::of(&entry));
        let Entry { hops, submit } = entry;
        let start = Instant::now();
        for (index, hop) in hops.iter().enumerate() {
            let sets = hop.set().next().is_some() || hop.receipts.iter().any(|receipt| !receipt.is_kept());
            let step = if index == submit || sets {
                Step::Login
            } else {
                Step::Between
            };
            self.record(hop, step, self.service_of(&hop.url), None);
        }
        if let Some(Err(failure)) = hops.last().map(|hop| &hop.reply) {
            let why = failure.text();
            return Err(Obstacle::new(
                format!("登录没有应答：{}。", why.zh),
                format!("The login has no answer: {}.", why.en),
            ));
        }
        Ok((hops, start))
    }

    /// Visits B, as the plan says or by a link on A.
    async fn visit(&mut self, browser: &mut Browser, start: Instant, by_link: bool) {
        let from = self.plan.from.clone().unwrap_or_else(|| self.a.page.clone());
        let way = if by_link { Way::Link } else { self.plan.way };
        let context = match way {
            Way::Typed => Context::typed(),
            Way::Link => Context::link(from),
            Way::Post => Context::post(from),
            Way::Fetch => Context::fetch(from, Credentials::Include),
            Way::Frame => Context::frame(from),
        };
        let mut navigation = Navigation::page(self.b.page.clone(), context);
        match way {
            Way::Post => navigation.body = Some(login::encode(&[], crate::adapter::Encoding::Form)),
            Way::Fetch => navigation.accept = DATA,
            Way::Typed | Way::Link | Way::Frame => {}
        }
        let hops = browser.go(self.client, navigation).await;
        self.record_visit(&hops, Step::Visit, Service::B, start);
    }

    /// Writes the hops of a visit down: the one that answers for the service gets the step.
    fn record_visit(&mut self, hops: &[Hop], step: Step, service: Service, start: Instant) -> usize {
        let last = hops.len() - 1;
        let ends_well = hops[last].reply().is_some_and(|reply| {
            let is_own = hops[last].url.origin() == hops[0].url.origin();
            is_own && matches!(self.site(service).read(reply, &hops[last].url), Shown::Member(_))
        });
        let answering = if ends_well { last } else { answering(hops) };
        let mut found = 0;
        for (index, hop) in hops.iter().enumerate() {
            let is_it = index == answering;
            let step = if is_it { step } else { Step::Between };
            let service = if is_it {
                service
            } else {
                self.service_of_visit(&hop.url)
            };
            let recorded = self.record(hop, step, service, Some((0, start)));
            if is_it {
                found = recorded;
            }
        }
        found
    }

    fn service_of_visit(&self, url: &Url) -> Service {
        if url.origin() == self.plan.mall.origin() && url.origin() != self.plan.auth.origin() {
            Service::B
        } else {
            self.service_of(url)
        }
    }

    /// P7: back at A, with the jar and with what was issued at first.
    async fn back(&mut self, browser: &mut Browser, start: Instant, saved: Vec<Pair>) {
        let navigation = Navigation::page(self.a.page.clone(), Context::typed());
        let hops = browser.go(self.client, navigation).await;
        self.record_visit(&hops, Step::Back, Service::A, start);
        if saved.is_empty() {
            return;
        }
        for _ in 0..2 {
            let ask = Ask {
                step: Step::Saved,
                service: Service::A,
                cookies: saved.clone(),
                login: None,
            };
            self.ask(ask).await;
        }
    }
}

/// The answer to a login, if it says that A takes none now.
fn busy(entry: &Entry) -> Option<&Reply> {
    let reply = entry.hops.get(entry.submit)?.reply()?;
    BUSY.contains(&reply.status).then_some(reply)
}

/// The obstacle that A takes no login, though the password is right.
fn takes_no_login(status: Option<u16>) -> Obstacle {
    let status = status.map_or_else(String::new, |status| format!(" {status}"));
    Obstacle::new(
        format!("A 现在不接受登录{status}：次数有限，或者服务太忙。请过一会儿再试。"),
        format!("A takes no login now{status}: there is a limit, or it is too busy. Try again later."),
    )
}

/// The obstacle that nobody is there who could log in.
pub fn no_account() -> Obstacle {
    Obstacle::new(
        "没有账号和密码：请设置环境变量 VERIFY_ACCOUNT 和 VERIFY_PASSWORD。",
        "There is no account and password: set VERIFY_ACCOUNT and VERIFY_PASSWORD in the environment.",
    )
}

/// The login's cookies as they are in the jar by now: A may have replaced them since. What the jar refused stays as issued.
fn current(browser: &Browser, mut issued: Vec<Pair>) -> Vec<Pair> {
    for pair in &mut issued {
        let held = browser.jar.cookies().iter().rev();
        if let Some(cookie) = held.into_iter().find(|cookie| cookie.name == pair.name) {
            pair.value.clone_from(&cookie.value);
        }
    }
    issued
}
