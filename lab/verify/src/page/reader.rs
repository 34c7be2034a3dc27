//! Who an answer takes the visitor for.

use diagnosis::evidence::{Shown, place};
use url::Url;

use super::{
    ENTRANCES, EXITS, Landmark, digest, forms, has,
    landmark::{has_word, shows_name},
    links,
    nobody::{greets_guest, says_nobody},
    says,
    visible::visible,
};
use crate::{http::Reply, site::is_page};

/// The most telling of what a page was seen to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    #[default]
    Nobody,
    /// A member: then a page like that of a guest is one.
    Member,
    /// A member's name: then a page without one that leads to where guests are sent is a guest's.
    Name,
}

/// Reads from the answers of one service who they take the visitor for.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Described by the operator; they decide alone.
    pub members: Vec<Landmark>,
    pub guests: Vec<Landmark>,
    /// Names learnt from pages after a login.
    pub names: Vec<String>,
    /// What links and buttons of members say, where the page without cookies has none of it.
    pub exits: Vec<String>,
    /// Whether the page without cookies has a form to log in, or leads to one.
    pub guest_has_form: bool,
    pub guest_has_entrance: bool,
    /// Digests of the page without cookies.
    pub guest_pages: Vec<String>,
    /// Digests of the page for garbage, where that looks like a member's.
    pub refusals: Vec<String>,
    /// The described texts that the page without cookies has in its scripts.
    pub guest_data: Vec<String>,
    /// The page with the form that guests are led to, where it is known.
    pub login_page: Option<Url>,
    /// The path at which guests are sent to a login or refused: if it opens, it is a member's.
    pub closed_path: Option<String>,
    /// Where guests are sent instead of being shown the page.
    pub guests_go_to: Option<Url>,
    pub seen: Seen,
}

/// The name of a member whose page shows none.
pub const NAMELESS: &str = "member";

impl Reader {
    /// Whether the operator has said what a member's page shows.
    pub fn is_described(&self) -> bool {
        !self.members.is_empty()
    }

    /// Whether the page has been seen to show a member.
    pub fn is_aware(&self) -> bool {
        self.seen > Seen::Nobody
    }

    /// Takes over who the page was seen to show.
    pub fn see(&mut self, shown: &Shown) {
        let seen = match shown {
            Shown::Member(name) if name == NAMELESS => Seen::Member,
            Shown::Member(_) => Seen::Name,
            _ => Seen::Nobody,
        };
        self.seen = self.seen.max(seen);
    }

    /// Takes over what the page shows without cookies: a name or an exit on it tells nothing.
    pub fn see_guest(&mut self, reply: &Reply, url: &Url) {
        self.guest_has_form = has_login_form(reply, url);
        self.guest_has_entrance = has_entrance(reply, url);
        let is_closed = self.leads_to_login(reply, url) || matches!(reply.status, 401 | 403);
        self.closed_path = is_closed.then(|| url.path().to_owned());
        self.guests_go_to = reply.redirect(url);
        self.guest_pages.push(mark(reply));
        let of_data = self
            .members
            .iter()
            .filter(|landmark| landmark.find_in_data(reply).is_some());
        self.guest_data.extend(of_data.map(Landmark::to_string));
        self.names.retain(|name| !shows_name(&reply.body, name));
        let lower = reply.body.to_lowercase();
        let known = if self.guest_pages.len() == 1 {
            EXITS.map(str::to_owned).to_vec()
        } else {
            self.exits.clone()
        };
        self.exits = known.into_iter().filter(|exit| !has(&lower, exit)).collect();
    }

    /// Takes over what the page shows to garbage, where that looked like a member's.
    pub fn see_refusal(&mut self, reply: &Reply, url: &Url) {
        self.see_guest(reply, url);
        self.closed_path = None;
        self.refusals.push(mark(reply));
    }

    /// Whether a page lets its visitor log out, as that for guests does not: a form for a password on it is one of settings.
    fn has_exit(&self, reply: &Reply, url: &Url) -> bool {
        let is_exit = |target: &Url, words: &str| {
            let lower = format!("{} {words}", target.path()).to_lowercase();
            self.exits.iter().any(|exit| has(&lower, exit))
        };
        let mut forms = forms(&reply.body, url).into_iter();
        forms.any(|form| form.password().is_none() && is_exit(&form.action, &form.words))
            || links(&reply.body, url)
                .iter()
                .any(|(target, words)| is_exit(target, words))
    }

    /// Whether a page links to where guests are sent.
    fn has_way_in(&self, reply: &Reply, url: &Url) -> bool {
        let links = links(&reply.body, url);
        let mut targets = self.guests_go_to.iter();
        targets.any(|target| links.iter().any(|(link, _)| is_page(target, link)))
    }

    fn leads_to_login(&self, reply: &Reply, url: &Url) -> bool {
        let is_known = |login: &Url| {
            !is_page(login, url) && reply.redirect(url).is_some_and(|target| is_page(login, &target))
        };
        leads_to_login(reply, url) || self.login_page.as_ref().is_some_and(is_known)
    }

    /// Who an answer takes the visitor for.
    pub fn read(&self, reply: &Reply, url: &Url) -> Shown {
        if reply.status >= 500 {
            return Shown::Unclear;
        }
        if self.guests.iter().any(|landmark| landmark.find(reply).is_some()) {
            return Shown::Guest;
        }
        let in_data = |landmark: &Landmark| {
            let is_new = !self.guest_data.contains(&landmark.to_string());
            landmark.find_in_data(reply).filter(|_| is_new)
        };
        let mut members = self.members.iter();
        let found = members.find_map(|landmark| landmark.find(reply).or_else(|| in_data(landmark)));
        if let Some(name) = found {
            return Shown::Member(name);
        }
        if self.leads_to_login(reply, url) || reply.status == 401 {
            return Shown::Guest;
        }
        if self.is_described() {
            return if self.guests.is_empty() || self.guest_pages.contains(&mark(reply)) {
                Shown::Guest
            } else {
                Shown::Unclear
            };
        }
        // A form to log in is for guests, whatever names it shows for an example.
        if !self.guest_has_form && has_login_form(reply, url) && !self.has_exit(reply, url) {
            return Shown::Guest;
        }
        if self.refusals.contains(&mark(reply)) {
            return Shown::Guest;
        }
        let is_page = reply.status < 300;
        let mut names = self.names.iter();
        if let Some(name) = names.find(|name| is_page && shows_name(&reply.body, name)) {
            return Shown::Member(name.clone());
        }
        if self.guest_pages.contains(&mark(reply)) {
            return if self.is_aware() || greets_guest(reply) || self.guest_has_form {
                Shown::Guest
            } else {
                Shown::Unclear
            };
        }
        let lower = visible(&reply.body).join(" ").to_lowercase();
        let mut exits = self.exits.iter().map(|exit| exit.trim_start_matches('='));
        if is_page && exits.any(|exit| has_word(&lower, exit)) {
            return Shown::Member(NAMELESS.to_owned());
        }
        let opens = is_page && self.closed_path.as_deref() == Some(url.path());
        if opens && self.seen == Seen::Name && self.has_way_in(reply, url) {
            return Shown::Guest;
        }
        if opens && !has_login_form(reply, url) && !says_nobody(reply) {
            return Shown::Member(NAMELESS.to_owned());
        }
        // The rest of the page may differ each time; the way to the login is there for guests.
        if self.guest_has_entrance && has_entrance(reply, url) {
            return Shown::Guest;
        }
        Shown::Unclear
    }
}

/// What makes two answers equal for a visitor: the status, where it leads, and the text.
pub fn mark(reply: &Reply) -> String {
    let place = reply.header("location").map(place);
    format!(
        "{} {} {}",
        reply.status,
        place.unwrap_or_default(),
        digest(&reply.body)
    )
}

/// Whether an answer sends a guest to a login.
pub fn leads_to_login(reply: &Reply, url: &Url) -> bool {
    let is_login = |target: &Url| {
        says(target.path(), &ENTRANCES) || says(target.path(), &["session/new", "sso", "authorize"])
    };
    reply
        .redirect(url)
        .is_some_and(|target| is_login(&target) && target.path() != url.path())
}

/// Whether a page has a form to log in.
pub fn has_login_form(reply: &Reply, url: &Url) -> bool {
    let all = forms(&reply.body, url);
    all.iter()
        .any(|form| form.password().is_some() && form.account().is_some())
}

/// Whether a link of a page leads to a login.
fn has_entrance(reply: &Reply, url: &Url) -> bool {
    let is_entrance = |(target, words): &(Url, String)| {
        let words = format!("{} {words}", target.path());
        says(&words, &ENTRANCES) && !says(&words, &EXITS)
    };
    links(&reply.body, url).iter().any(is_entrance)
}
