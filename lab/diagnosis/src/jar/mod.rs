//! A cookie jar that names the rule behind everything it does, after RFC 6265bis.
//!
//! Section numbers are those of draft-ietf-httpbis-rfc6265bis as of July 2026 (§5.6 `Set-Cookie`, §5.7 storage, §5.8
//! retrieval). What the draft leaves to the browser, an [`Engine`] decides. Why this is no published crate:
//! `docs/decisions/0040-diagnosis.md`.
//!
//! Not covered: storage partitioned by more than the site of the page (for instance Firefox's containers), changes that a
//! user makes by hand, the Storage Access API, and the heuristics by which an engine treats some third parties as first.

mod context;
mod date;
mod engine;
pub mod host;
pub mod path;
mod retrieval;
mod rule;
mod set_cookie;
mod storage;
mod stored;

pub use context::{Context, Credentials, Purpose};
pub use date::parse as parse_date;
pub use engine::{Engine, MOST_PER_DOMAIN, Profile, ThirdParty};
pub use retrieval::Decision;
pub use rule::Rule;
pub use set_cookie::{LARGEST, LARGEST_ATTRIBUTE, LONGEST_DAYS, SameSite, SetCookie};
pub use storage::{Answer, Receipt};
pub use stored::StoredCookie;

use time::OffsetDateTime;
use url::Url;

/// The cookies of one browser.
#[derive(Clone, Debug)]
pub struct Jar {
    engine: Engine,
    cookies: Vec<StoredCookie>,
    /// The number of cookies made so far: breaks ties between those of one moment.
    made: u64,
}

impl Jar {
    /// An empty jar of a browser with this engine.
    pub const fn new(engine: Engine) -> Self {
        Self {
            engine,
            cookies: Vec::new(),
            made: 0,
        }
    }

    /// The engine whose rules hold.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The cookies that are kept, the ended ones among them, in no particular order.
    pub fn cookies(&self) -> &[StoredCookie] {
        &self.cookies
    }

    /// Closes the browser: what had neither `Max-Age` nor `Expires` is gone (RFC 6265bis §5.7).
    pub fn end_session(&mut self) {
        self.cookies.retain(|cookie| cookie.ends.is_some());
    }

    /// What a browser has left at `moment` if nothing is set again until then. What has neither `Max-Age` nor `Expires` stays.
    pub fn end_until(&mut self, moment: OffsetDateTime) {
        self.cookies
            .retain(|cookie| cookie.ends.is_none_or(|end| end > moment));
    }

    /// Obeys `Clear-Site-Data: "cookies"` from `url`: everything of its registrable domain is gone (W3C Clear Site Data).
    pub fn clear_site(&mut self, url: &Url) {
        let site = host::site(host::of(url));
        self.cookies.retain(|cookie| host::site(&cookie.domain) != site);
    }

    /// Whether the address counts as secure in this engine.
    pub fn is_secure(&self, url: &Url) -> bool {
        url.scheme() == "https"
            || url.scheme() == "wss"
            || (self.engine.profile().secure_on_loopback && host::is_loopback(host::of(url)))
    }

    /// The partition of a request's cookies: the site in the address bar, if it is another one and the engine or the cookie
    /// asks for partitions.
    fn partition(&self, context: &Context, url: &Url, partitioned: bool) -> Option<String> {
        let third_party = context.is_third_party(url);
        let separate =
            partitioned || (third_party && self.engine.profile().third_party == ThirdParty::Partitioned);
        separate.then(|| host::site(host::of(context.top(url))).to_owned())
    }
}
