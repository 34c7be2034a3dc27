//! The journey of one visitor: pages without cookies, the login at A, A again, B, and A once more.

mod address;
mod ahead;
mod control;
mod data;
mod forced;
mod import;
mod log_in;
mod names;

use std::time::Instant;

use diagnosis::{
    Diagnosis, Outcome,
    evidence::{Pair, Service, Shown, Step},
    jar::{Context, Credentials},
};
use url::Url;

use crate::{
    browser::{Browser, DATA, Hop, Navigation},
    circumstances::Logins,
    http::Reply,
    investigation::{Ask, Investigation},
    login,
    obstacle::Obstacle,
    page::{has_login_form, mark},
    plan::Way,
    probes::Task,
    site::{is_alias, is_page},
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
            let hop = &hops[self.answering(service, &hops)];
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
            // Where guests are led around, they see the page at the end of it.
            if service == Service::B
                && let Some((last, reply)) = hops.last().and_then(|last| Some((last, last.reply()?)))
                && self.service_of_visit(&last.url) == service
            {
                self.b.reader.guest_pages.push(mark(reply));
            }
            let has_form = |reply: &Reply| has_login_form(reply, &self.a.page);
            if service == Service::A && self.a.guest.as_ref().is_some_and(has_form) {
                self.b.reader.login_page = Some(self.a.page.clone());
            }
        }
        Ok(())
    }

    /// Makes an address the page of a service, and asks it twice without cookies.
    pub(super) async fn take_page(&mut self, service: Service, page: Url) {
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

    /// The journey of a browser that may have visited a page before.
    pub async fn travel(&mut self, before: Option<Url>) -> Result<(), Obstacle> {
        let mut browser = self.browser();
        if let Some(before) = before {
            let hops = browser
                .go(self.client, Navigation::page(before, Context::typed()))
                .await;
            for hop in &hops {
                self.record(hop, Step::Between, self.service_of_visit(&hop.url), None);
                browser.keep(hop);
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
        self.fetch_ahead(&mut browser, Service::A).await;
        self.open_address().await;
        self.move_to_members_page().await;
        // A part of the login is nothing to A.
        let issued = if self.has_all_names { issued } else { Vec::new() };
        let saved = current(&browser, issued);
        self.visit(&mut browser, start, false).await?;
        if self.script.is_none() && self.move_to_address(&browser).await {
            self.visit(&mut browser, start, false).await?;
        }
        self.fetch_ahead(&mut browser, Service::B).await;
        if self.script.is_none() && self.move_to_data(&browser).await {
            browser.data = self.browser().data;
            self.visit(&mut browser, start, false).await?;
        }
        if self.script.is_none() && self.plan.way == Way::Typed && self.plan.cookies.is_none() {
            self.visit(&mut browser, start, true).await?;
        }
        self.back(&mut browser, start, saved).await;
        self.visitor = Some((browser, start));
        Ok(())
    }

    /// Another visitor, who has seen B before the login, where all is well for the first one: what is known of that one stays known.
    pub async fn travel_again(&mut self, first: Diagnosis, done: &mut Vec<Task>) -> Diagnosis {
        self.progress.say(
            "另一位访问者：登录之前先看过 B",
            "another visitor, who has seen B before the login",
        );
        let all = self.names.clone();
        self.keep_names_of_b();
        let known = self.forget_journey();
        let page = self.b.page.clone();
        if self.travel(Some(page)).await.is_err() {
            self.restore(known);
            self.names = all;
            if let Some(hop) = self.barred.take() {
                self.record(&hop, Step::LoginAfterB, Service::A, None);
                return self.diagnose();
            }
            if self.circumstances.logins == Logins::Enough {
                self.circumstances.logins = Logins::OneVisitor;
            }
            return first;
        }
        let mut exchanges = self.evidence.exchanges.iter();
        let is_kept = exchanges.any(|exchange| {
            matches!(exchange.step, Step::Visit | Step::Between)
                && exchange
                    .response
                    .as_ref()
                    .is_some_and(|response| response.from.is_some())
        });
        if is_kept {
            // Whether B itself knows this visitor.
            self.make(Task::Cache).await;
            done.push(Task::Cache);
        }
        let second = self.decide(done).await;
        if second.outcome != Outcome::Fine {
            return second;
        }
        self.restore(known);
        self.names = all;
        first
    }

    /// Leaves of the names those that B was sent when it knew the visitor: what goes to A only is not missed at B.
    fn keep_names_of_b(&mut self) {
        let mut visits = self.evidence.exchanges.iter();
        let known = visits.find(|exchange| exchange.step == Step::Visit && exchange.member().is_some());
        let is_sent = |name: &String| known.is_some_and(|visit| !visit.sent(name).is_empty());
        let sent: Vec<_> = self.names.iter().filter(|name| is_sent(name)).cloned().collect();
        if !sent.is_empty() && sent.len() < self.names.len() {
            self.names = sent;
            self.has_all_names = false;
        }
    }

    /// Makes B's address, as it was given, B's page, where guests are led on from it and this visitor is not: that is where members are shown. Whether
    /// it was done.
    async fn move_to_address(&mut self, browser: &Browser) -> bool {
        let given = self.plan.mall.clone();
        let mut visits = self.evidence.exchanges.iter();
        let is_known = visits.any(|exchange| exchange.step == Step::Visit && exchange.member().is_some());
        if is_known || is_page(&given, &self.b.page) {
            return false;
        }
        let navigation = Navigation::page(given.clone(), Context::typed());
        let hops = browser.clone().go(self.client, navigation).await;
        let stays = hops.len() == 1 && hops[0].reply().is_some_and(|reply| reply.status < 300);
        if stays {
            // What shows nobody anything was no visit.
            for exchange in &mut self.evidence.exchanges {
                if exchange.step == Step::Visit {
                    exchange.step = Step::Between;
                }
            }
            self.take_page(Service::B, given).await;
        }
        stays
    }

    /// Visits B, as the plan says or by a link on A.
    async fn visit(&mut self, browser: &mut Browser, start: Instant, by_link: bool) -> Result<(), Obstacle> {
        let from = self.plan.from.clone().unwrap_or_else(|| self.a.page.clone());
        let way = if by_link { Way::Link } else { self.plan.way };
        let context = match way {
            Way::Typed => Context::typed(),
            Way::Link => Context::link(from),
            Way::Post => Context::post(from),
            Way::Fetch => Context::fetch(from, Credentials::Include),
            Way::Frame => Context::frame(from),
        };
        let context = match &self.script {
            Some((page, credentials)) => Context::fetch(page.clone(), *credentials),
            None => context,
        };
        let mut navigation = Navigation::page(self.b.page.clone(), context);
        match way {
            Way::Post => navigation.body = Some(login::encode(&[], crate::adapter::Encoding::Form)),
            Way::Fetch => navigation.accept = DATA,
            Way::Typed | Way::Link | Way::Frame => {}
        }
        if self.script.is_some() {
            navigation.accept = DATA;
        }
        let (hops, counts) = self.go_patiently(browser, &navigation, Service::B).await;
        if !counts {
            return Err(limited(Service::B));
        }
        self.record_visit(&hops, Step::Visit, Service::B, start);
        Ok(())
    }

    /// The place of the hop that answers for the service: the one that knows the member, else the last one before it is led away.
    pub fn answering_for(&self, service: Service, hops: &[Hop]) -> usize {
        let is_own = |hop: &Hop| hop.url.origin() == hops[0].url.origin();
        let knows = |hop: &Hop| {
            let shown = hop.reply().map(|reply| self.site(service).read(reply, &hop.url));
            is_own(hop) && matches!(shown, Some(Shown::Member(_)))
        };
        // A page that leads on by itself may have shown the member.
        let last = hops.iter().rposition(knows);
        last.unwrap_or_else(|| self.answering(service, hops))
    }

    /// Writes the hops of a visit down: the one that answers for the service gets the step.
    fn record_visit(&mut self, hops: &[Hop], step: Step, service: Service, start: Instant) -> usize {
        let answering = self.answering_for(service, hops);
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
        let is_at = |page: &Url| is_alias(url, page);
        let is_at_b = is_at(&self.plan.mall) || is_at(&self.b.page);
        if is_at_b && !is_at(&self.plan.auth) && !is_at(&self.a.page) {
            Service::B
        } else {
            self.service_of(url)
        }
    }

    /// P7: back at A, with the jar and with what was issued at first.
    async fn back(&mut self, browser: &mut Browser, start: Instant, saved: Vec<Pair>) {
        let navigation = Navigation::page(self.a.page.clone(), Context::typed());
        let (hops, counts) = self.go_patiently(browser, &navigation, Service::A).await;
        let index = self.record_visit(&hops, Step::Back, Service::A, start);
        if !counts {
            self.leave_out(index);
        }
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

/// The obstacle that a service refuses everybody by now.
fn limited(service: Service) -> Obstacle {
    let letter = service.letter();
    Obstacle::new(
        format!(
            "{letter} 限制请求的次数，现在对没有登录的访问者也拒绝。请过一会儿再试，或者对这台机器放开限制。"
        ),
        format!(
            "{letter} limits requests and refuses guests as well by now. Try again later, or lift the limit for this machine."
        ),
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
