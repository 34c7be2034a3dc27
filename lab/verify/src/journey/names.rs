//! The names of the cookies that carry the login.

use diagnosis::{
    evidence::{Pair, Service, Shown},
    jar::{Context, SetCookie, path},
};
use url::Url;

use crate::{
    browser::{Hop, now},
    investigation::{Investigation, Throwaway},
    page::says,
    probes::garbage,
};

/// How often B is asked before it counts as one that does not know a login: a copy of it may not know what another one does.
const TRIES: usize = 4;
/// The shortest value that is taken for a secret.
const SECRET: usize = 16;
/// The most cookies that are left out one after the other.
const MOST: usize = 8;

impl Investigation<'_> {
    /// Finds out by a throw-away login which cookies carry it: those without which A does not know the member. Where A knows the member by
    /// either of two, as by an access token and by what renews it, it is the one that B knows the member by, or else the one that a browser
    /// sends to B.
    pub async fn find_names(&mut self) {
        if !self.plan.adapter.cookies.is_empty() {
            return;
        }
        let Some(login) = self.throwaway().await else {
            return;
        };
        let [at_a, at_b] = [Service::A, Service::B].map(|service| self.sent_to(&login, service));
        let all: Vec<_> = at_a.iter().map(|(_, pair)| pair.clone()).collect();
        let held = held(&login);
        if all.len().max(held.len()) > MOST || !self.knows(&all).await {
            return;
        }
        let goes_to_b = |pair: &Pair| at_b.iter().any(|(_, other)| other == pair);
        let mut cookies = at_a;
        // Those that do not go to B, and of the others those that script may read, are the first to be left out.
        cookies.sort_by_key(|(http_only, pair)| (goes_to_b(pair), *http_only));
        let mut kept: Vec<Pair> = cookies.into_iter().map(|(_, pair)| pair).collect();
        self.reduce(Service::A, &mut kept).await;
        if kept.len() == 1 && self.knows(&[]).await {
            return;
        }
        // What goes to B anyway, a visit shows: it may be a name that B greets everybody by.
        let stays = |pair: &Pair| !at_b.iter().any(|(_, other)| other == pair);
        if let Some(needed) = self.needed_at_b(&kept, held).await
            && needed.iter().any(stays)
        {
            kept = needed;
        }
        self.names = kept.into_iter().map(|pair| pair.name).collect();
        self.names.dedup();
    }

    /// What a browser with this login sends to a service, and whether script may not read it.
    fn sent_to(&self, login: &Throwaway, service: Service) -> Vec<(bool, Pair)> {
        let page = &self.site(service).page;
        let decisions = login.browser.jar.decide(page, &Context::typed(), now());
        let sent = decisions.iter().take_while(|decision| decision.sent);
        sent.map(|decision| {
            let cookie = &decision.cookie;
            let (name, value) = (cookie.name.clone(), cookie.value.clone());
            (cookie.http_only, Pair { name, value })
        })
        .collect()
    }

    /// The cookies of a login by which B knows the member, where it does not by those that are kept; with these where A needs them.
    async fn needed_at_b(&self, kept: &[Pair], all: Vec<Pair>) -> Option<Vec<Pair>> {
        let is_enough = kept.len() == all.len() || self.is_known_at_b(kept).await;
        if is_enough || !self.is_known_at_b(&all).await {
            return None;
        }
        let mut needed = all;
        self.reduce(Service::B, &mut needed).await;
        // A name in a cookie is no login.
        if needed.iter().any(|pair| pair.value.len() < SECRET) {
            return None;
        }
        let garbage: Vec<_> = needed.iter().map(garbage::of).collect();
        if self.is_known_at_b(&garbage).await {
            return None;
        }
        // Where A sets it for B and does not read it itself, the login is both.
        let mut at_a = kept.to_vec();
        at_a.retain(|pair| !needed.contains(pair));
        match (self.knows(&needed).await, self.knows(&garbage).await) {
            (true, true) => None,
            (true, false) => Some(needed),
            (false, _) => Some(at_a.into_iter().chain(needed).collect()),
        }
    }

    /// Leaves out one cookie after the other without which a service knows the member all the same; the last one stays.
    async fn reduce(&self, service: Service, cookies: &mut Vec<Pair>) {
        let mut index = 0;
        while index < cookies.len() && cookies.len() > 1 {
            let mut fewer = cookies.clone();
            fewer.remove(index);
            let is_known = match service {
                Service::A => self.knows(&fewer).await,
                Service::B => self.is_known_at_b(&fewer).await,
            };
            if is_known {
                *cookies = fewer;
            } else {
                index += 1;
            }
        }
    }

    async fn is_known_at_b(&self, cookies: &[Pair]) -> bool {
        for _ in 0..TRIES {
            if self.is_known(Service::B, cookies).await {
                return true;
            }
        }
        false
    }

    async fn knows(&self, cookies: &[Pair]) -> bool {
        self.is_known(Service::A, cookies).await
    }

    async fn is_known(&self, service: Service, cookies: &[Pair]) -> bool {
        let site = self.site(service);
        let hop = self.send(&site.page, cookies, None, Vec::new(), false).await;
        let shown = hop.reply().map(|reply| site.read(reply, &hop.url));
        matches!(shown, Some(Shown::Member(_)))
    }
}

/// Every cookie that a browser has after a login, wherever it would send it.
fn held(login: &Throwaway) -> Vec<Pair> {
    let cookies = login.browser.jar.cookies().iter();
    let pairs = cookies.map(|cookie| Pair {
        name: cookie.name.clone(),
        value: cookie.value.clone(),
    });
    pairs.collect()
}

/// The shortest value that is taken for one that was issued, where its own line ends it at once.
const ISSUED: usize = 8;

/// The cookies that probably carry the login: those set when it succeeded, or else before.
pub(super) fn likely_names(hops: &[Hop], page: &Url) -> Vec<String> {
    let is_token = |name: &str| says(name, &["csrf", "xsrf"]);
    let is_likely = |line: &SetCookie| {
        !line.value.is_empty()
            && !is_token(&line.name)
            && (!line.removes(now()) || line.value.len() >= ISSUED)
    };
    let submit = hops
        .iter()
        .position(|hop| hop.context.method != "GET")
        .unwrap_or(0);
    for part in [&hops[submit..], hops] {
        let mut lines: Vec<_> = part.iter().flat_map(Hop::set).filter(is_likely).collect();
        // What ends at once carries it only where nothing else does.
        if lines.iter().any(|line| !line.removes(now())) {
            lines.retain(|line| !line.removes(now()));
        }
        // What is meant for other paths does not carry it, if something else is meant for this one.
        let is_for_page = |line: &SetCookie| {
            let path = line.path.clone().flatten();
            path.is_some_and(|path| path::matches(page.path(), &path))
        };
        let any_for_page = lines.iter().any(is_for_page);
        let any_http_only = lines.iter().any(|line| line.http_only);
        let mut names = Vec::new();
        for line in lines {
            let is_apart = any_for_page && !is_for_page(&line);
            if (line.http_only || !any_http_only) && !is_apart && !names.contains(&line.name) {
                names.push(line.name);
            }
        }
        // What no browser can read, such as a line that is too long, was meant to carry it all the same.
        let unread = part.iter().filter_map(Hop::reply);
        for line in unread.flat_map(|reply| reply.all("set-cookie")) {
            let name = line.split_once('=').map_or("", |(name, _)| name.trim());
            let is_unread = SetCookie::parse(line).is_err() && !name.is_empty() && !is_token(name);
            if is_unread && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
        // Behind a comma in the line of another cookie: no browser finds it there.
        let written = part.iter().filter_map(Hop::reply);
        for line in written.flat_map(|reply| reply.all("set-cookie")) {
            for name in SetCookie::folded_names(line) {
                let is_joined = line.contains(&format!(", {name}=")) && !is_token(name);
                if is_joined && names.iter().all(|known| known != name) {
                    names.push(name.to_owned());
                }
            }
        }
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::Reply;

    #[test]
    fn a_line_that_is_too_long_names_its_cookie() {
        let url = Url::parse("http://a.test/login").unwrap();
        let line = |name: &str, length| {
            (
                "set-cookie".to_owned(),
                format!("{name}={}; Path=/", "x".repeat(length)),
            )
        };
        let reply = Reply {
            status: 303,
            headers: vec![line("session", 5000), line("session.sig", 20)],
            body: String::new(),
            took: Duration::ZERO,
        };
        let hop = Hop {
            url: url.clone(),
            context: Context::post(url.clone()),
            sent: Vec::new(),
            at: now(),
            reply: Ok(reply),
            receipts: Vec::new(),
            scripted: Vec::new(),
            is_kept: false,
        };
        assert_eq!(likely_names(&[hop], &url), ["session.sig", "session"]);
    }
}
