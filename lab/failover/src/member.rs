//! One visitor: a member with two browsers who looks around, logs in and out with both, and ends the other session from one of them.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use diagnosis::evidence::{Shown, Step};
use lab_scenarios::{
    crowd,
    place::Place,
    visitor::{PASSWORD, Page, Visitor},
};
use url::Url;

use crate::record::{Event, Record, Service};

/// What the mall shows anybody.
const PAGES: [&str; 3] = ["/", "/cart", "/search?q=x"];
const LOGIN: &str = "/api/auth/login";
const LOGOUT: &str = "/api/auth/logout";
const SESSIONS: &str = "/account/sessions";
const END_OTHERS: &str = "/api/auth/sessions/revoke-others";
/// The pause between two things that a visitor does, in milliseconds, and how much it differs from one to the next.
const PAUSE: u64 = 400;
const PAUSES: u64 = 600;

/// What is known of a browser's session.
enum State {
    Guest,
    /// Logged in, by an acknowledged login; the value of the cookie.
    Live(String),
    /// Something was sent of which it is not known whether it was done.
    Unknown,
}

/// What became of a request that was sent then.
struct Sent {
    answered: Result<Page>,
    at: Instant,
}

/// A visitor.
pub struct Member<'a> {
    number: u16,
    nickname: String,
    place: Place,
    browsers: [(Visitor, State); 2],
    record: &'a Record,
}

impl<'a> Member<'a> {
    pub fn new(number: u16, place: Place, record: &'a Record) -> Self {
        let browser = |name: &str| {
            let name = format!("visitor-{number}-{name}");
            (
                Visitor::new(name, crowd::address(number), place.clone(), 0),
                State::Guest,
            )
        };
        Self {
            number,
            nickname: crowd::account(number).1,
            browsers: [browser("a"), browser("b")],
            place,
            record,
        }
    }

    /// The next thing of those that are done over and over. Nothing is done of which the page before it was not to be had.
    pub async fn act(&mut self, turn: usize) {
        let (round, step) = (turn / 12, turn % 12);
        match step {
            0 => self.log_in(0).await,
            1 => self.log_in(1).await,
            3 | 5 | 9 => drop(self.look(1, turn).await),
            7 => drop(self.open(0, &self.place.at_auth("/account")).await),
            8 => self.end_other().await,
            11 if round.is_multiple_of(2) => self.log_out(0).await,
            _ => drop(self.look(0, turn).await),
        }
    }

    /// The pause after it.
    pub fn pause(&self, turn: usize) -> Duration {
        let turn = u64::try_from(turn).unwrap_or_default();
        Duration::from_millis(PAUSE + (u64::from(self.number) * 37 + turn * 91) % PAUSES)
    }

    async fn look(&mut self, browser: usize, turn: usize) -> Option<Page> {
        let url = self.place.at_mall(PAGES[turn % PAGES.len()]);
        self.open(browser, &url).await
    }

    async fn open(&mut self, browser: usize, url: &Url) -> Option<Page> {
        let at = Instant::now();
        let answered = self.browsers[browser].0.open(Step::Visit, url).await;
        self.judge(browser, url, Sent { answered, at })
    }

    async fn log_in(&mut self, browser: usize) {
        let Some(home) = self.look(browser, 0).await else {
            return;
        };
        if matches!(self.browsers[browser].1, State::Live(_)) {
            return;
        }
        let Some(href) = home.link("utility-bar__login") else {
            return self
                .record
                .wrong(format!("{} shows no way to the login", home.url));
        };
        let Ok(url) = home.url.join(&href) else { return };
        let Some(form) = self.open(browser, &url).await else {
            return;
        };
        let (account, _) = crowd::account(self.number);
        let before = self.browsers[browser].0.session().map(|cookie| cookie.value);
        self.browsers[browser].1 = State::Unknown;
        let values = [("account", account.as_str()), ("password", PASSWORD)];
        let (sent, _) = self
            .submit(browser, &form, (Step::Login, LOGIN, ""), &values)
            .await;
        let now = self.browsers[browser].0.session().map(|cookie| cookie.value);
        match now.filter(|now| before.as_ref() != Some(now)) {
            Some(cookie) => {
                self.record.see(Service::Auth, Event::LoggedIn);
                let key = (self.number, browser);
                self.record.lists().live.insert(key, cookie.clone());
                self.browsers[browser].1 = State::Live(cookie);
            }
            None if sent.answered.as_ref().is_ok_and(|page| page.status < 400) => {
                self.record.wrong(format!("the login of {account} is refused"));
            }
            None => {}
        }
        self.judge(browser, &form.url, sent);
    }

    async fn log_out(&mut self, browser: usize) {
        let Some(home) = self.look(browser, 0).await else {
            return;
        };
        let State::Live(cookie) = &self.browsers[browser].1 else {
            return;
        };
        let cookie = cookie.clone();
        self.begins_to_end(browser);
        let (sent, is_done) = self.submit(browser, &home, (Step::Logout, LOGOUT, ""), &[]).await;
        if is_done {
            self.record.see(Service::Auth, Event::LoggedOut);
            self.has_ended(browser, cookie);
        }
        self.judge(browser, &home.url, sent);
    }

    /// From the first browser the session of the second one is ended.
    async fn end_other(&mut self) {
        let (State::Live(_), State::Live(other)) = (&self.browsers[0].1, &self.browsers[1].1) else {
            return;
        };
        let other = other.clone();
        let url = self.place.at_auth(SESSIONS);
        let Some(list) = self.open(0, &url).await else {
            return;
        };
        if list.form(END_OTHERS).is_none() {
            return self
                .record
                .wrong(format!("{} has no form to end the other session", list.url));
        }
        self.begins_to_end(1);
        let (sent, is_done) = self
            .submit(0, &list, (Step::Control, END_OTHERS, SESSIONS), &[])
            .await;
        if is_done {
            self.record.see(Service::Auth, Event::Ended);
            self.has_ended(1, other);
        }
        self.judge(0, &url, sent);
    }

    /// Sends a form. Besides the page that it leads to: whether the form itself was answered with the way on, to `to` if that is named.
    async fn submit(
        &mut self,
        browser: usize,
        page: &Page,
        (step, action, to): (Step, &str, &str),
        values: &[(&str, &str)],
    ) -> (Sent, bool) {
        let at = Instant::now();
        let visitor = &mut self.browsers[browser].0;
        let before = visitor.exchanges().len();
        let answered = visitor.submit(step, page, action, values).await;
        let mut exchanges = visitor.exchanges().iter().skip(before);
        let form = exchanges.find(|exchange| exchange.request.context.method == "POST");
        let is_done = form.is_some_and(|form| {
            let location = form.header("location").unwrap_or_default();
            form.status() == 303 && location.split('?').next().unwrap_or_default().ends_with(to)
        });
        (Sent { answered, at }, is_done)
    }

    /// Until it is acknowledged, or a page says so, nobody knows.
    fn begins_to_end(&mut self, browser: usize) {
        self.browsers[browser].1 = State::Unknown;
        self.record.lists().live.remove(&(self.number, browser));
    }

    fn has_ended(&mut self, browser: usize, cookie: String) {
        self.browsers[browser].1 = State::Guest;
        self.record.lists().ended.push_front(cookie);
    }

    /// The page that was answered, if it is one. 503 is noted, whatever else is no page is wrong.
    fn judge(&mut self, browser: usize, url: &Url, sent: Sent) -> Option<Page> {
        self.record.took(sent.at.elapsed());
        let page = match sent.answered {
            Ok(page) => page,
            Err(error) => {
                self.record.wrong(format!("{}: {error:#}", url.path()));
                return None;
            }
        };
        let service = if page.url.host_str() == self.place.auth.host_str() {
            Service::Auth
        } else {
            Service::Mall
        };
        if page.status == 503 || page.says_unavailable() {
            self.record.see(service, Event::Unavailable);
            return None;
        }
        if page.status >= 400 {
            self.record
                .wrong(format!("{} is answered with {}", page.url.path(), page.status));
            return None;
        }
        if let Err(error) = self.check(browser, &page) {
            self.record.wrong(format!("{error:#}"));
            return None;
        }
        self.record.see(service, Event::Page);
        Some(page)
    }

    /// Checks that a page shows who is asking.
    fn check(&mut self, browser: usize, page: &Page) -> Result<()> {
        let is_member = match page.shown() {
            Shown::Member(name) if name == self.nickname => true,
            Shown::Guest => false,
            Shown::Member(name) => anyhow::bail!("{} shows {} the name {name}", page.url, self.nickname),
            Shown::Unclear => anyhow::bail!("{} does not say who is asking", page.url),
        };
        let key = (self.number, browser);
        let (visitor, state) = &mut self.browsers[browser];
        match (&state, is_member) {
            (State::Live(_), true) | (State::Guest, false) => {}
            (State::Live(cookie), false) => {
                // Whether the session is gone, or a copy was wrong about it, is asked afterwards.
                let doubt = (key, cookie.clone(), page.url.path().to_owned());
                let mut lists = self.record.lists();
                lists.live.remove(&key);
                lists.doubted.push(doubt);
                drop(lists);
                *state = State::Guest;
            }
            (State::Guest, true) => {
                let cookie = visitor.session().context("a member without a cookie")?.value;
                let how = format!("{} knows somebody whose session was ended", page.url.path());
                self.record.end_undone(cookie, &how);
                *state = State::Unknown;
            }
            (State::Unknown, false) => *state = State::Guest,
            (State::Unknown, true) => {
                let cookie = visitor.session().context("a member without a cookie")?.value;
                self.record.lists().live.insert(key, cookie.clone());
                *state = State::Live(cookie);
            }
        }
        Ok(())
    }
}
