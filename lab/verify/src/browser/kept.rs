//! Answers that a browser uses again without asking, or after it has asked whether they are still good (RFC 9111 §4).

use std::time::{Duration, Instant};

use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use url::Url;

use super::{Hop, Navigation, PAGE};
use crate::http::Reply;

/// The answers that a browser keeps.
#[derive(Clone, Default)]
pub(super) struct Cache(Vec<Kept>);

/// An answer that may be used again.
#[derive(Clone)]
struct Kept {
    url: Url,
    reply: Reply,
    /// Until when it needs no question.
    until: Option<Instant>,
}

/// The time that it takes to log in: what is fresh for less has to be asked for again afterwards.
const TYPING: Duration = Duration::from_secs(5);

/// A permanent redirect says of no end; browsers keep it until they need the room.
const PERMANENT: Duration = Duration::from_hours(365 * 24);

impl Cache {
    /// Keeps what may be kept of an answer, instead of an older one from this address.
    pub fn keep(&mut self, hop: &Hop) {
        if let Some(kept) = Kept::of(hop) {
            self.forget(&hop.url);
            self.0.push(kept);
        }
    }

    /// Drops what is kept from an address, as an unsafe request there does (RFC 9111 §4.4).
    pub fn forget(&mut self, url: &Url) {
        self.0.retain(|kept| kept.url != *url);
    }

    /// Drops what is kept from an origin (`Clear-Site-Data: "cache"`).
    pub fn forget_origin(&mut self, url: &Url) {
        self.0.retain(|kept| kept.url.origin() != url.origin());
    }

    /// The answer that is used without a question.
    pub fn fresh(&self, navigation: &Navigation) -> Option<Reply> {
        let kept = self.find(navigation)?;
        let until = kept.until?;
        (Instant::now() < until).then(|| kept.reply.clone())
    }

    /// The headers that ask whether the kept answer is still good.
    pub fn conditions(&self, navigation: &Navigation) -> Vec<(String, String)> {
        let Some(kept) = self.find(navigation) else {
            return Vec::new();
        };
        [("etag", "if-none-match"), ("last-modified", "if-modified-since")]
            .into_iter()
            .filter_map(|(told, asked)| Some((asked.to_owned(), kept.reply.header(told)?.to_owned())))
            .collect()
    }

    /// The kept answer in place of one that says that nothing has changed (RFC 9111 §4.3.4).
    pub fn confirmed(&self, navigation: &Navigation, reply: &Reply) -> Option<Reply> {
        let kept = self.find(navigation).filter(|_| reply.status == 304)?;
        Some(kept.reply.clone())
    }

    fn find(&self, navigation: &Navigation) -> Option<&Kept> {
        let is_page = navigation.context.method == "GET" && navigation.accept == PAGE;
        self.0.iter().find(|kept| is_page && kept.url == navigation.url)
    }
}

impl Kept {
    fn of(hop: &Hop) -> Option<Self> {
        let reply = hop
            .reply()
            .filter(|reply| matches!(reply.status, 200 | 301 | 308) && hop.context.method == "GET")?;
        let lower = |name: &str| reply.all(name).collect::<Vec<_>>().join(",").to_ascii_lowercase();
        let (control, vary) = (lower("cache-control"), lower("vary"));
        let directives: Vec<_> = control.split(',').map(str::trim).collect();
        if directives.contains(&"no-store") {
            return None;
        }
        // What depends on cookies, or is to be asked for each time, is good for a question only.
        let depends = vary.split(',').any(|name| matches!(name.trim(), "cookie" | "*"));
        let is_old = control.is_empty() && lower("pragma").contains("no-cache");
        let is_asked = depends || is_old || directives.contains(&"no-cache");
        let life = if is_asked { None } else { life(reply, &directives) };
        let life = life.filter(|life| *life >= TYPING);
        let has_validator = reply.header("etag").or_else(|| reply.header("last-modified"));
        if life.is_none() && has_validator.is_none() {
            return None;
        }
        Some(Self {
            url: hop.url.clone(),
            reply: reply.clone(),
            until: life.map(|life| Instant::now() + life),
        })
    }
}

/// For how long an answer is fresh (RFC 9111 §4.2): what it says, or what browsers take it for.
fn life(reply: &Reply, directives: &[&str]) -> Option<Duration> {
    let number = |text: &str| text.trim().trim_matches('"').parse::<u64>().ok();
    let date = |name: &str| {
        let text = reply.header(name)?.replace("GMT", "+0000");
        OffsetDateTime::parse(&text, &Rfc2822).ok()
    };
    let told = directives
        .iter()
        .find_map(|directive| number(directive.strip_prefix("max-age=")?));
    if let Some(most) = told {
        let age = reply.header("age").and_then(number).unwrap_or_default();
        return Some(Duration::from_secs(most.saturating_sub(age)));
    }
    let answered = date("date");
    if reply.header("expires").is_some() {
        // A date that cannot be read is one in the past.
        return Duration::try_from(date("expires")? - answered?).ok();
    }
    if matches!(reply.status, 301 | 308) {
        return Some(PERMANENT);
    }
    // Chromium: not where it has to be asked for again some time.
    if directives.contains(&"must-revalidate") {
        return None;
    }
    // A tenth of the time for which the page has not changed.
    let unchanged = answered? - date("last-modified")?;
    Duration::try_from(unchanged / 10).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use diagnosis::jar::Context;

    use super::*;
    use crate::browser::now;

    const FRESH: (&str, &str) = ("cache-control", "private, max-age=600");

    fn kept(status: u16, headers: &[(&str, &str)]) -> (Cache, Navigation) {
        let url = Url::parse("http://b.test/").unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let reply = Reply {
            status,
            headers: headers.collect(),
            body: String::new(),
            took: Duration::ZERO,
        };
        let hop = Hop {
            url: url.clone(),
            context: Context::typed(),
            sent: Vec::new(),
            at: now(),
            reply: Ok(reply),
            receipts: Vec::new(),
            scripted: Vec::new(),
            is_kept: false,
        };
        let mut cache = Cache::default();
        cache.keep(&hop);
        (cache, Navigation::page(url, Context::typed()))
    }

    fn is_shown(status: u16, headers: &[(&str, &str)]) -> bool {
        let (cache, navigation) = kept(status, headers);
        cache.fresh(&navigation).is_some()
    }

    #[test]
    fn what_is_fresh_for_everybody_is_shown_again() {
        assert!(is_shown(200, &[FRESH]));
        assert!(is_shown(200, &[FRESH, ("vary", "Accept-Encoding")]));
        assert!(!is_shown(200, &[FRESH, ("vary", "Accept-Encoding, Cookie")]));
        assert!(!is_shown(200, &[FRESH, ("age", "600")]));
        for control in [
            "max-age=0",
            "max-age=2",
            "no-store, max-age=600",
            "max-age=600, no-cache",
            "public",
        ] {
            assert!(!is_shown(200, &[("cache-control", control)]), "{control}");
        }
        assert!(!is_shown(200, &[]));
    }

    #[test]
    fn what_says_nothing_of_its_life_is_kept_as_browsers_keep_it() {
        let date = ("date", "Sun, 29 Nov 2026 12:00:00 GMT");
        let old = ("last-modified", "Sun, 01 Nov 2026 12:00:00 GMT");
        assert!(is_shown(200, &[date, old]));
        assert!(!is_shown(200, &[date, ("last-modified", date.1)]));
        assert!(is_shown(
            200,
            &[date, ("expires", "Sun, 29 Nov 2026 13:00:00 GMT")]
        ));
        assert!(!is_shown(200, &[date, old, ("pragma", "no-cache")]));
        assert!(!is_shown(
            200,
            &[date, old, ("cache-control", "private, must-revalidate")]
        ));
        for expires in ["0", "Sat, 28 Nov 2026 12:00:00 GMT"] {
            assert!(!is_shown(200, &[date, old, ("expires", expires)]), "{expires}");
        }
        let to = ("location", "http://b.test/login");
        assert!(is_shown(301, &[to]));
        assert!(is_shown(308, &[to]));
        assert!(!is_shown(302, &[to]));
        assert!(!is_shown(301, &[to, ("cache-control", "no-store")]));
    }

    #[test]
    fn what_is_not_fresh_is_asked_about() {
        let tag = ("etag", "\"7\"");
        let (cache, navigation) = kept(200, &[tag, ("cache-control", "no-cache"), ("vary", "Cookie")]);
        assert!(cache.fresh(&navigation).is_none());
        let asked = cache.conditions(&navigation);
        assert_eq!(asked, [("if-none-match".to_owned(), tag.1.to_owned())]);
        let reply = |status| Reply {
            status,
            headers: Vec::new(),
            body: String::new(),
            took: Duration::ZERO,
        };
        let is_confirmed = |status| cache.confirmed(&navigation, &reply(status)).is_some();
        assert!(is_confirmed(304) && !is_confirmed(200));
        let (cache, navigation) = kept(200, &[tag, ("cache-control", "no-store")]);
        assert!(cache.conditions(&navigation).is_empty());
    }
}
