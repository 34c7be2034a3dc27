//! The state of a run: what was recorded, how pages are read, and what is known of the login.

mod answer;
mod ask;
mod manner;
mod patience;
mod place;
mod shared;
mod throwaway;

use std::time::Instant;

pub use ask::Ask;
pub use manner::Manner;
pub use patience::{Heed, Refusals};
pub use throwaway::{BUSY, Throwaway, patience};

use diagnosis::{
    Diagnosis, diagnose,
    evidence::{Evidence, Exchange, Request, Service, Shown, Step, Via, id_in},
    jar::{Credentials, SetCookie},
};
use url::Url;

use crate::{
    browser::{Browser, Hop},
    circumstances::Circumstances,
    http::{Client, Reply},
    login::Door,
    plan::Plan,
    progress::Progress,
    record::Record,
    site::{Site, copy},
};

/// A run.
pub struct Investigation<'a> {
    pub plan: &'a Plan,
    pub client: &'a Client,
    pub progress: Progress,
    pub started: Instant,
    pub evidence: Evidence,
    pub circumstances: Circumstances,
    /// The answer to each exchange, for reading it again once more is known.
    replies: Vec<Option<Reply>>,
    pub a: Site,
    pub b: Site,
    /// The names of the cookies that carry the login.
    pub names: Vec<String>,
    /// Whether these are all of them, and not only those that B is sent.
    pub has_all_names: bool,
    pub door: Option<Door>,
    /// Whether B was asked if it shows a member to garbage as well.
    pub is_proven: bool,
    /// How the journey's login was answered, and one with a wrong password.
    pub entered: Option<Manner>,
    pub refused: Option<Manner>,
    pub refusals: Refusals,
    /// The login that A refused to a visitor who has seen B before, while it takes others.
    pub barred: Option<Hop>,
    /// The page whose script asks for B's page, where that is data, and with which credentials.
    pub script: Option<(Url, Credentials)>,
    /// The headers that the script adds.
    pub script_headers: Vec<(String, String)>,
    /// The browser of the journey, and when it logged in.
    pub visitor: Option<(Browser, Instant)>,
    /// The places of exchanges that say nothing.
    left_out: Vec<usize>,
    logins: u32,
}

/// What is known of one visitor.
pub struct Known {
    evidence: Evidence,
    replies: Vec<Option<Reply>>,
}

impl<'a> Investigation<'a> {
    /// A run that has asked nothing yet.
    pub fn new(plan: &'a Plan, client: &'a Client, progress: Progress, started: Instant) -> Self {
        let site = |page: &Url, index: usize| {
            let (members, guests) = (plan.members[index].clone(), plan.guests[index].clone());
            let mut site = Site::new(page.clone(), members, guests, plan.copies[index].clone());
            // The account is a name, unless the page shows it to guests.
            let account = plan.account.iter().map(|account| account.account.clone());
            site.reader
                .names
                .extend(account.filter(|account| account.chars().count() >= 2));
            site
        };
        let evidence = Evidence {
            engine: plan.engine,
            declared: plan.adapter.declared.clone(),
            ..Evidence::default()
        };
        Self {
            plan,
            client,
            progress,
            started,
            evidence,
            circumstances: Circumstances {
                described: !plan.members[1].is_empty(),
                ..Circumstances::default()
            },
            replies: Vec::new(),
            a: site(&plan.auth, 0),
            b: site(&plan.mall, 1),
            names: plan.adapter.cookies.clone(),
            has_all_names: true,
            door: None,
            is_proven: false,
            entered: None,
            refused: None,
            refusals: Refusals::default(),
            barred: None,
            script: None,
            script_headers: Vec::new(),
            visitor: None,
            left_out: Vec::new(),
            logins: 0,
        }
    }

    /// A service.
    pub const fn site(&self, service: Service) -> &Site {
        match service {
            Service::A => &self.a,
            Service::B => &self.b,
        }
    }

    /// The number of throw-away logins so far.
    pub const fn logins(&self) -> u32 {
        self.logins
    }

    /// A browser that has visited nothing.
    pub fn browser(&self) -> Browser {
        let mut browser = Browser::new(self.plan.engine, self.plan.headers.clone());
        if self.script.is_some() {
            browser.data = Some((self.b.page.clone(), self.script_headers.clone()));
        }
        browser
    }

    /// Writes a hop down and gives its place.
    pub fn record(
        &mut self,
        hop: &Hop,
        step: Step,
        service: Service,
        login: Option<(u32, Instant)>,
    ) -> usize {
        let reply = hop.reply().cloned();
        // No request has a fragment.
        let mut url = hop.url.clone();
        url.set_fragment(None);
        let mut exchange = Exchange {
            step,
            service,
            copy: reply.as_ref().and_then(copy),
            at: hop.at,
            login: login.map_or(0, |(number, _)| number),
            age_ms: login.map(|(_, start)| age(start, reply.as_ref())),
            request: Request {
                url,
                context: hop.context.clone(),
                cookies: Some(hop.sent.clone()),
                via: Via::Browser,
                client: None,
            },
            response: reply
                .as_ref()
                .map(|reply| answer::response(reply, step, &hop.url)),
            look_up: None,
        };
        if let Some(response) = exchange.response.as_mut().filter(|_| hop.is_kept) {
            response.from = Some("cache".to_owned());
        }
        if let Some(response) = &mut exchange.response {
            response.script_cookies.clone_from(&hop.scripted);
        }
        self.evidence.exchanges.push(exchange);
        self.replies.push(reply);
        let index = self.evidence.exchanges.len() - 1;
        self.read_at(index);
        index
    }

    /// The answer to an exchange.
    pub fn reply(&self, index: usize) -> Option<&Reply> {
        self.replies.get(index)?.as_ref()
    }

    /// What a service answered before the login.
    pub fn before_login(&self, service: Service) -> Vec<&Reply> {
        let answers = self.evidence.exchanges.iter().zip(&self.replies);
        let before = answers.take_while(|(exchange, _)| exchange.step != Step::Login);
        let of_service = before.filter(|(exchange, _)| exchange.service == service);
        of_service.filter_map(|(_, reply)| reply.as_ref()).collect()
    }

    /// Reads every page again: landmarks may have been learnt since.
    pub fn read_again(&mut self) {
        // Twice: a page that is known to show members says more about the pages before it.
        for index in (0..self.replies.len()).chain(0..self.replies.len()) {
            self.read_at(index);
        }
    }

    fn read_at(&mut self, index: usize) {
        let exchange = &mut self.evidence.exchanges[index];
        let (Some(response), Some(reply)) = (&mut exchange.response, &self.replies[index]) else {
            return;
        };
        let site = match exchange.service {
            Service::A => &mut self.a,
            Service::B => &mut self.b,
        };
        // The answer to a password proves nothing yet, and may repeat what was typed.
        let is_submit = exchange.request.context.method != "GET";
        let is_login = matches!(exchange.step, Step::WrongPassword | Step::OwnLogin);
        response.shown = if is_submit || is_login {
            Shown::Unclear
        } else {
            site.read(reply, &exchange.request.url)
        };
        // Whoever takes the login's cookie back takes its bearer for a guest.
        let takes_back = |line: &String| {
            let line = SetCookie::parse(line).ok();
            line.is_some_and(|line| {
                let was_sent = exchange
                    .request
                    .cookies
                    .iter()
                    .flatten()
                    .any(|pair| pair.name == line.name);
                was_sent && line.removes(exchange.at) && self.names.contains(&line.name)
            })
        };
        let is_open = response.shown == Shown::Unclear && response.status < 500 && !is_submit;
        if is_open && response.set_cookie.iter().any(takes_back) {
            response.shown = Shown::Guest;
        }
        // On the way, a name can be what somebody typed; and what an id in the address opens is open to nobody else.
        let url = &exchange.request.url;
        let is_elsewhere = matches!(exchange.step, Step::Between | Step::Login)
            && (url.path() != site.page.path() || id_in(url.as_str()).is_some());
        if is_elsewhere && matches!(response.shown, Shown::Member(_)) {
            response.shown = Shown::Unclear;
        }
        site.reader.see(&response.shown);
    }

    /// Takes an exchange for one that says nothing: the next diagnosis goes without it.
    pub fn leave_out(&mut self, index: usize) {
        self.left_out.push(index);
    }

    /// The diagnosis of what was recorded so far.
    pub fn diagnose(&mut self) -> Diagnosis {
        let left_out = std::mem::take(&mut self.left_out);
        self.retain(|index, _| !left_out.contains(&index));
        self.evidence.session_cookies.clone_from(&self.names);
        self.read_again();
        self.learn_shared();
        diagnose(&self.evidence)
    }

    /// The run as it is written down, and what it says.
    pub fn finished(&self, diagnosis: Diagnosis) -> (Record, Diagnosis) {
        let record = Record {
            evidence: self.evidence.clone(),
            circumstances: self.circumstances.clone(),
        };
        let diagnosis = record.circumstances.apply(&record.evidence, diagnosis);
        (record, diagnosis)
    }

    /// Starts the journey of another visitor: probes stay, the journey's exchanges go. Gives what was known before.
    pub fn forget_journey(&mut self) -> Known {
        let known = Known {
            evidence: self.evidence.clone(),
            replies: self.replies.clone(),
        };
        self.retain(|_, exchange| match exchange.step {
            Step::Saved => false,
            step => !step.is_journey(),
        });
        known
    }

    /// Takes back what was known before another visitor.
    pub fn restore(&mut self, known: Known) {
        (self.evidence, self.replies) = (known.evidence, known.replies);
    }

    fn retain(&mut self, stays: impl Fn(usize, &Exchange) -> bool) {
        let exchanges = self.evidence.exchanges.iter().enumerate();
        let keep: Vec<_> = exchanges
            .map(|(index, exchange)| stays(index, exchange))
            .collect();
        let mut flags = keep.iter();
        self.evidence
            .exchanges
            .retain(|_| *flags.next().unwrap_or(&false));
        let mut flags = keep.iter();
        self.replies.retain(|_| *flags.next().unwrap_or(&false));
    }
}

fn age(start: Instant, reply: Option<&Reply>) -> u64 {
    let took = reply.map(|reply| reply.took).unwrap_or_default();
    let age = start.elapsed().saturating_sub(took);
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX)
}
