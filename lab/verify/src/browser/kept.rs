//! A page that a browser shows again without asking for it (RFC 9111 §4).

use std::time::{Duration, Instant};

use url::Url;

use super::{Hop, Navigation, PAGE};
use crate::http::Reply;

/// A page that may be shown again.
#[derive(Clone)]
pub(super) struct Kept {
    url: Url,
    reply: Reply,
    until: Instant,
}

impl Kept {
    /// The page of a hop, if it says for how long it is fresh, and for whatever cookies.
    pub fn of(hop: &Hop) -> Option<Self> {
        let reply = hop
            .reply()
            .filter(|reply| reply.status == 200 && hop.context.method == "GET")?;
        let lower = |name: &str| reply.all(name).collect::<Vec<_>>().join(",").to_ascii_lowercase();
        let (control, vary) = (lower("cache-control"), lower("vary"));
        let mut directives = control.split(',').map(str::trim);
        let is_forbidden = |directive: &str| matches!(directive, "no-store" | "no-cache");
        let depends = vary.split(',').any(|name| matches!(name.trim(), "cookie" | "*"));
        if depends || directives.clone().any(is_forbidden) {
            return None;
        }
        let number = |text: &str| text.trim().trim_matches('"').parse::<u64>().ok();
        let most = directives.find_map(|directive| number(directive.strip_prefix("max-age=")?))?;
        let age = reply.header("age").and_then(number).unwrap_or_default();
        Some(Self {
            url: hop.url.clone(),
            reply: reply.clone(),
            until: Instant::now() + Duration::from_secs(most.saturating_sub(age)),
        })
    }

    /// The page once more, if it is the one that is asked for, and fresh.
    pub fn again(&self, navigation: &Navigation) -> Option<Reply> {
        let is_it =
            navigation.url == self.url && navigation.context.method == "GET" && navigation.accept == PAGE;
        (is_it && Instant::now() < self.until).then(|| self.reply.clone())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use diagnosis::jar::Context;

    use super::*;
    use crate::browser::now;

    #[test]
    fn what_is_fresh_for_everybody_is_shown_again() {
        let url = Url::parse("http://b.test/").unwrap();
        let is_shown = |headers: &[(&str, &str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let reply = Reply {
                status: 200,
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
                is_kept: false,
            };
            let navigation = Navigation::page(url.clone(), Context::typed());
            Kept::of(&hop).and_then(|kept| kept.again(&navigation)).is_some()
        };
        let fresh = ("cache-control", "private, max-age=600");
        assert!(is_shown(&[fresh]));
        assert!(is_shown(&[fresh, ("vary", "Accept-Encoding")]));
        assert!(!is_shown(&[fresh, ("vary", "Accept-Encoding, Cookie")]));
        assert!(!is_shown(&[fresh, ("age", "600")]));
        for control in [
            "max-age=0",
            "no-store, max-age=600",
            "max-age=600, no-cache",
            "public",
        ] {
            assert!(!is_shown(&[("cache-control", control)]), "{control}");
        }
        assert!(!is_shown(&[]));
    }
}
