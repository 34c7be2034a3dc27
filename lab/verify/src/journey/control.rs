//! P0: A asked again, and what a member's page is learnt to show.

use std::time::Instant;

use crate::{
    browser::{Browser, Hop, Navigation},
    http::Reply,
    investigation::Investigation,
    page::{has_login_form, learn, text},
};
use diagnosis::{
    evidence::{Service, Shown, Step},
    jar::{Context, path},
};
use url::Url;

/// Where a service usually shows who is asking.
const USUAL: [&str; 8] = [
    "/",
    "/account",
    "/me",
    "/profile",
    "/whoami",
    "/api/me",
    "/dashboard",
    "/api/session",
];

impl Investigation<'_> {
    /// P0: A again. Without a described page, the first one that shows the member.
    pub(super) async fn control(&mut self, browser: &mut Browser, hops: &[Hop], start: Instant) {
        let index = self.control_at(browser, start).await;
        let is_guessed = !self.a.reader.is_described();
        if is_guessed {
            self.learn_from(index);
        }
        if self.shows_member(index) {
            return;
        }
        // This page may be the form itself, or nothing that knows visitors; or the cookie is for others.
        let mut candidates = self.below_cookies(browser);
        if is_guessed {
            let landing = hops.last().map(|hop| hop.url.clone());
            let asked = match self.reply(index).cloned() {
                Some(reply) => self.asked_by(&reply, &self.a.page).await,
                None => Vec::new(),
            };
            let asked = asked.into_iter().map(|asked| asked.url);
            let usual = USUAL.iter().filter_map(|path| self.a.page.join(path).ok());
            candidates = landing
                .into_iter()
                .chain(candidates)
                .chain(asked)
                .chain(usual)
                .collect();
        }
        let mut tried = vec![self.a.page.clone()];
        let first = (self.a.page.clone(), self.a.guest.clone());
        for page in candidates {
            let is_foreign = page.origin() != first.0.origin() || self.service_of(&page) == Service::B;
            if tried.contains(&page) || is_foreign {
                continue;
            }
            tried.push(page.clone());
            let bare = self.send(&page, &[], None, Vec::new(), false).await;
            let Some(guest) = bare
                .reply()
                .cloned()
                .filter(|reply| reply.status != 404 && reply.status < 500)
            else {
                continue;
            };
            self.a.reader.see_guest(&guest, &page);
            (self.a.page, self.a.guest) = (page.clone(), Some(guest));
            let again = self.control_at(browser, start).await;
            self.evidence.exchanges[again].step = Step::Between;
            if is_guessed {
                self.learn_from(again);
            }
            if self.shows_member(again) {
                self.evidence.exchanges[again].step = Step::Control;
                // What showed nothing was no control.
                self.evidence.exchanges[index].step = Step::Between;
                self.take_page(Service::A, page).await;
                return;
            }
        }
        (self.a.page, self.a.guest) = first;
        if let Some(guest) = self.a.guest.clone() {
            let page = self.a.page.clone();
            self.a.reader.see_guest(&guest, &page);
        }
        self.read_again();
        if !is_guessed {
            return;
        }
        let response = self.evidence.exchanges[index].response.as_ref();
        // The form alone proves nothing: members may see it as well. Where the login led to it, it does, and where the browser has nothing to
        // show. Neither is it a form that kept its visitor where the login gave script a token.
        let mut exchanges = self.evidence.exchanges.iter();
        let has_token = exchanges.any(|exchange| {
            exchange.step == Step::Login
                && exchange
                    .response
                    .as_ref()
                    .is_some_and(|response| response.token.is_some())
        });
        let has_nothing = browser.jar.cookies().is_empty() && !hops.iter().any(gives_something);
        let is_form = self.a.reader.guest_has_form && !ends_at_form(hops) && !has_token && !has_nothing;
        let is_guest = response.is_some_and(|response| response.shown == Shown::Guest);
        let is_refused = response.is_some_and(|response| matches!(response.status, 401 | 403));
        if !is_guest || is_form && !is_refused {
            self.evidence.exchanges[index].step = Step::Between;
        }
    }

    /// The addresses that the login's cookies have for their `Path`, where A's page is not below it: if one of them knows the member, the
    /// cookie is for pages of A's, and only for these.
    fn below_cookies(&self, browser: &Browser) -> Vec<Url> {
        let cookies = browser.jar.cookies().iter();
        let ours = cookies.filter(|cookie| self.names.contains(&cookie.name) && !cookie.default_path);
        ours.filter(|cookie| !path::matches(self.a.page.path(), &cookie.path))
            .filter_map(|cookie| self.a.page.join(&cookie.path).ok())
            .collect()
    }

    /// Where A leads members on from its page, it is the page that they end at from here on: a single request is not led on.
    pub(super) async fn move_to_members_page(&mut self) {
        let mut exchanges = self.evidence.exchanges.iter();
        let known = exchanges.find(|exchange| exchange.step == Step::Control && exchange.member().is_some());
        let Some(page) = known.map(|exchange| exchange.request.url.clone()) else {
            return;
        };
        let is_other = page != self.a.page && page.origin() == self.a.page.origin();
        // What is in a query may be good for once.
        if is_other && page.query().is_none() {
            self.take_page(Service::A, page).await;
            self.read_again();
        }
    }

    async fn control_at(&mut self, browser: &mut Browser, start: Instant) -> usize {
        let navigation = Navigation::page(self.a.page.clone(), Context::typed());
        let (hops, counts) = self.go_patiently(browser, &navigation, Service::A).await;
        let index = self.record_visit(&hops, Step::Control, Service::A, start);
        if !counts {
            self.leave_out(index);
        }
        index
    }

    fn shows_member(&self, index: usize) -> bool {
        self.evidence.exchanges[index].member().is_some()
    }

    /// Learns from a page of A after the login what a member's page shows.
    pub fn learn_from(&mut self, index: usize) {
        let (Some(after), Some(before)) = (self.reply(index).cloned(), self.a.guest.clone()) else {
            return;
        };
        let account = self.plan.account.as_ref().map(|account| account.account.clone());
        let mut names = learn(account.as_deref().unwrap_or_default(), &before, &after);
        if after.status >= 300 {
            names.clear();
        }
        // Where guests are sent on, what they see is the page with the form: a word that stands there alone is the menu's.
        let before = self.before_login(Service::A);
        let own = account.as_deref().unwrap_or_default().to_lowercase();
        let is_own = |name: &str| own.starts_with(&name.to_lowercase());
        let stands = |name: &String| {
            let mut pieces = before.iter().flat_map(|reply| text(&reply.body));
            pieces.any(|piece| piece.trim() == name)
        };
        names.retain(|name| is_own(name) || !stands(name));
        for name in names {
            if !self.a.reader.names.contains(&name) {
                self.a.reader.names.push(name);
            }
        }
        // At B the account itself counts as well, if B does not show it to guests.
        let own = account.filter(|account| account.chars().count() >= 2);
        let mut names: Vec<_> = own.into_iter().chain(self.a.reader.names.clone()).collect();
        names.dedup();
        if self.b.reader.names.is_empty() || !self.a.reader.names.is_empty() {
            self.b.reader.names = names;
            if let Some(guest) = self.b.guest.clone() {
                let page = self.b.page.clone();
                self.b.reader.see_guest(&guest, &page);
            }
            self.b.see_refusal();
        }
        self.read_again();
    }
}

/// Whether an answer sets a cookie, or has something that script may keep: data, or a page whose script says so.
fn gives_something(hop: &Hop) -> bool {
    let kept = |reply: &Reply| {
        let is_html = reply
            .header("content-type")
            .is_some_and(|kind| kind.contains("html"));
        let stores = ["localStorage", "sessionStorage", "document.cookie"];
        !reply.body.is_empty() && !is_html
            || stores.iter().any(|store| reply.body.contains(store))
            || reply.header("authorization").is_some()
    };
    hop.set().next().is_some() || hop.reply().is_some_and(kept)
}

/// Whether a login led to a form to log in.
fn ends_at_form(hops: &[Hop]) -> bool {
    let last = hops.last().and_then(|hop| Some((hop, hop.reply()?)));
    last.is_some_and(|(hop, reply)| has_login_form(reply, &hop.url))
}
