//! The names of the cookies that carry the login.

use diagnosis::{
    evidence::{Pair, Shown},
    jar::{Context, SetCookie, path},
};
use url::Url;

use crate::{
    browser::{Hop, now},
    investigation::Investigation,
    page::says,
};

impl Investigation<'_> {
    /// Finds out by a throw-away login which cookies carry it: those without which A does not know the member.
    pub async fn find_names(&mut self) {
        if !self.plan.adapter.cookies.is_empty() {
            return;
        }
        let Some(login) = self.throwaway().await else {
            return;
        };
        let page = self.a.page.clone();
        let mut cookies: Vec<_> = login
            .browser
            .jar
            .decide(&page, &Context::typed(), now())
            .iter()
            .take_while(|decision| decision.sent)
            .map(|decision| {
                (
                    decision.cookie.http_only,
                    Pair {
                        name: decision.cookie.name.clone(),
                        value: decision.cookie.value.clone(),
                    },
                )
            })
            .collect();
        // Those that script may read are the first to be left out.
        cookies.sort_by_key(|(http_only, _)| *http_only);
        let mut kept: Vec<Pair> = cookies.into_iter().map(|(_, pair)| pair).collect();
        if kept.len() > 8 || !self.knows(&kept).await {
            return;
        }
        let mut index = 0;
        while index < kept.len() && kept.len() > 1 {
            let mut fewer = kept.clone();
            fewer.remove(index);
            if self.knows(&fewer).await {
                kept = fewer;
            } else {
                index += 1;
            }
        }
        if kept.len() == 1 && self.knows(&[]).await {
            return;
        }
        self.names = kept.into_iter().map(|pair| pair.name).collect();
        self.names.dedup();
    }

    async fn knows(&self, cookies: &[Pair]) -> bool {
        let hop = self.send(&self.a.page, cookies, None, Vec::new(), false).await;
        let shown = hop.reply().map(|reply| self.a.read(reply, &hop.url));
        matches!(shown, Some(Shown::Member(_)))
    }
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
            is_kept: false,
        };
        assert_eq!(likely_names(&[hop], &url), ["session.sig", "session"]);
    }
}
