//! A browser at the level of cookies and headers: it keeps a jar, follows redirects, and says what each hop was.

mod follow;
mod forced;
mod headers;
mod kept;
mod script;

use std::time::SystemTime;

pub use forced::Forced;
pub use headers::agent;
use kept::Cache;

use diagnosis::{
    evidence::Pair,
    jar::{Answer, Context, Engine, Jar, Receipt, SetCookie, host},
};
use time::OffsetDateTime;
use url::Url;

use crate::http::{Call, Client, Failure, Reply};

/// The number of redirects after which browsers give up (Fetch standard).
const MOST_REDIRECTS: usize = 20;

/// How often a page is asked for that a run cannot do without, if no answer comes: a busy machine is late now and then.
pub const TRIES: usize = 3;

/// A browser with a jar of its own.
#[derive(Clone)]
pub struct Browser {
    pub jar: Jar,
    /// Headers that the operator wants on every request.
    pub headers: Vec<(String, String)>,
    /// The address of the data that a script asks for, and the headers that it sends there.
    pub data: Option<(Url, Vec<(String, String)>)>,
    /// An origin, and the address of its single copy that gets its requests.
    pub copy: Option<(Url, Url)>,
    /// What goes along against the rules, if anything does.
    pub forced: Option<Forced>,
    /// What was seen before the login and may be used again.
    cache: Cache,
}

/// What a browser asks for.
#[derive(Clone, Debug)]
pub struct Navigation {
    pub url: Url,
    pub context: Context,
    /// The content type and the body.
    pub body: Option<(String, String)>,
    pub accept: &'static str,
}

/// One request on the way, and its answer.
#[derive(Clone, Debug)]
pub struct Hop {
    pub url: Url,
    pub context: Context,
    pub sent: Vec<Pair>,
    pub at: OffsetDateTime,
    pub reply: Result<Reply, Failure>,
    /// What became of its `Set-Cookie` lines.
    pub receipts: Vec<Receipt>,
    /// The lines that its page's script wrote to `document.cookie`.
    pub scripted: Vec<String>,
    /// Whether the browser had the answer already.
    pub is_kept: bool,
}

/// What browsers accept in place of a page.
pub const PAGE: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
/// What scripts accept.
pub const DATA: &str = "application/json, text/plain, */*";

impl Navigation {
    /// A page that somebody asks for under these circumstances.
    pub const fn page(url: Url, context: Context) -> Self {
        Self {
            url,
            context,
            body: None,
            accept: PAGE,
        }
    }
}

impl Hop {
    /// A request that was not made: its service takes no more.
    pub fn unasked(url: Url, sent: Vec<Pair>) -> Self {
        Self {
            url,
            context: Context::typed(),
            sent,
            at: now(),
            reply: Err(Failure::Limit(0)),
            receipts: Vec::new(),
            scripted: Vec::new(),
            is_kept: false,
        }
    }

    /// The answer, if there is one.
    pub fn reply(&self) -> Option<&Reply> {
        self.reply.as_ref().ok()
    }

    /// The cookies that the answer sets, by its header or by script, whether a jar keeps them or not.
    pub fn set(&self) -> impl Iterator<Item = SetCookie> + '_ {
        let lines = self.reply().into_iter().flat_map(|reply| reply.all("set-cookie"));
        let lines = lines.chain(self.scripted.iter().map(String::as_str));
        lines.filter_map(|line| SetCookie::parse(line).ok())
    }

    /// Where the answer sends the browser.
    pub fn redirect(&self) -> Option<Url> {
        self.reply()?.redirect(&self.url)
    }
}

impl Browser {
    /// A browser that has visited nothing yet.
    pub fn new(engine: Engine, headers: Vec<(String, String)>) -> Self {
        Self {
            jar: Jar::new(engine),
            headers,
            data: None,
            copy: None,
            forced: None,
            cache: Cache::default(),
        }
    }

    /// Keeps the answer of a hop, as far as it may be used again.
    pub fn keep(&mut self, hop: &Hop) {
        self.cache.keep(hop);
    }

    /// Goes to an address and wherever it redirects; the last hop is where it ended.
    pub async fn go(&mut self, client: &Client, navigation: Navigation) -> Vec<Hop> {
        let mut next = navigation;
        let mut hops = Vec::new();
        loop {
            let mut hop = self.step(client, &next).await;
            let led = if next.accept == PAGE {
                self.run(&mut hop)
            } else {
                None
            };
            // Script reads the page that it asked for, and goes nowhere.
            let is_page = hop.reply().is_some_and(Reply::is_redirect) || next.accept == PAGE;
            let target = hop.redirect().or(led);
            let target = target.filter(|_| is_page && hops.len() < MOST_REDIRECTS);
            let status = hop.reply().map_or(0, |reply| reply.status);
            let is_redirect = hop.reply().is_some_and(Reply::is_redirect);
            let from = hop.url.clone();
            let posted = follow::form(&hop)
                .filter(|_| target.is_none() && next.accept == PAGE && hops.len() < MOST_REDIRECTS);
            hops.push(hop);
            if let Some(form) = posted {
                next = form;
                continue;
            }
            let Some(target) = target else { return hops };
            next = if is_redirect {
                follow::redirect(next, target, status)
            } else {
                follow::page(&next, from, target)
            };
        }
    }

    /// Goes to a page that a run cannot do without: where the way ends without an answer, it is gone again, up to [`TRIES`] times in all.
    pub async fn reach(&mut self, client: &Client, navigation: Navigation) -> Vec<Hop> {
        let fresh = self.clone();
        let mut hops = self.go(client, navigation.clone()).await;
        for _ in 1..TRIES {
            if !is_late(&hops) {
                break;
            }
            *self = fresh.clone();
            hops = self.go(client, navigation.clone()).await;
        }
        hops
    }

    /// One request, without following its answer.
    pub async fn step(&mut self, client: &Client, navigation: &Navigation) -> Hop {
        let Navigation { url, context, .. } = navigation;
        let sent: Vec<_> = self
            .jar
            .decide(url, context, now())
            .iter()
            .take_while(|decision| decision.sent)
            .map(|decision| Pair {
                name: decision.cookie.name.clone(),
                value: decision.cookie.value.clone(),
            })
            .collect();
        let sent = match &self.forced {
            Some(forced) => forced.to(url, sent),
            None => sent,
        };
        if let Some(reply) = self.cache.fresh(navigation) {
            return Hop {
                url: url.clone(),
                context: context.clone(),
                sent,
                at: now(),
                reply: Ok(reply),
                receipts: Vec::new(),
                scripted: Vec::new(),
                is_kept: true,
            };
        }
        let mut headers = self.request_headers(navigation);
        headers.extend(self.cache.conditions(navigation));
        let call = Call {
            method: context.method.clone(),
            cookies: sent.clone(),
            headers,
            body: navigation.body.clone(),
            copy: self
                .copy
                .as_ref()
                .filter(|(service, _)| service.origin() == url.origin())
                .map(|(_, copy)| copy.clone()),
            ..Call::get(url.clone())
        };
        let mut reply = client.send(&call).await;
        let at = now();
        let mut receipts = Vec::new();
        let mut is_kept = false;
        if let Ok(reply) = &mut reply {
            let cleared = reply
                .header("clear-site-data")
                .filter(|_| heeds_clear_site_data(url))
                .unwrap_or_default();
            let clears = |what: &str| cleared.contains(what) || cleared.contains("\"*\"");
            if clears("\"cookies\"") {
                self.jar.clear_site(url);
            }
            if clears("\"cache\"") {
                self.cache.forget_origin(url);
            }
            if !context.is_safe() && reply.status < 400 {
                self.cache.forget(url);
            }
            for line in reply.all("set-cookie") {
                let answer = Answer {
                    url,
                    context,
                    now: at,
                    by_script: false,
                    mark: 0,
                };
                receipts.push(self.jar.receive(line, answer));
            }
            if let Some(kept) = self.cache.confirmed(navigation, reply) {
                *reply = kept;
                is_kept = true;
            }
        }
        let hop = Hop {
            url: url.clone(),
            context: context.clone(),
            sent,
            at,
            reply,
            receipts,
            scripted: Vec::new(),
            is_kept,
        };
        if let Some(forced) = &mut self.forced {
            forced.receive(&hop);
        }
        hop
    }
}

/// Whether browsers heed `Clear-Site-Data` from an address: all engines ask for a secure context.
pub fn heeds_clear_site_data(url: &Url) -> bool {
    url.scheme() == "https" || host::is_loopback(host::of(url))
}

/// Whether the last request of a way had no answer, and may have one the next time.
pub fn is_late(hops: &[Hop]) -> bool {
    let last = hops.last().map(|hop| &hop.reply);
    matches!(last, Some(Err(Failure::Timeout(..) | Failure::Broken(..))))
}

/// The time, to the millisecond.
pub fn now() -> OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    let now = OffsetDateTime::from(SystemTime::now());
    now.replace_nanosecond(now.nanosecond() / 1_000_000 * 1_000_000)
        .unwrap_or(now)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn clear_site_data_is_heeded_from_secure_origins() {
        for (address, heeded) in [
            ("https://shop.test/", true),
            ("http://shop.localhost/", true),
            ("http://127.0.0.1/", true),
            ("http://shop.test/", false),
        ] {
            assert_eq!(heeds_clear_site_data(&url(address)), heeded, "{address}");
        }
    }
}
