//! Which cookies a request carries, and why the others stay (RFC 6265bis §5.8).

use time::OffsetDateTime;
use url::Url;

use super::{Context, Jar, Rule, SameSite, StoredCookie, ThirdParty, engine::Profile, host, path};

/// What is done with one cookie in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The cookie.
    pub cookie: &'a StoredCookie,
    /// Whether the request carries it.
    pub sent: bool,
    /// The rule that decided.
    pub rule: Rule,
    /// Whether the request is cross-site only because of its scheme, as Chromium sees it.
    pub schemeful: bool,
}

impl Jar {
    /// The decision about every cookie in the jar for a request to `url`: those that are sent first, in the order in which
    /// they are sent, then the others.
    pub fn decide(&self, url: &Url, context: &Context, now: OffsetDateTime) -> Vec<Decision<'_>> {
        let mut decisions: Vec<_> = self
            .cookies
            .iter()
            .map(|cookie| {
                let (sent, rule) = match self.withheld(cookie, url, context, now) {
                    Some(rule) => (false, rule),
                    None => self.same_site(cookie, url, context, now),
                };
                let profile = self.engine.profile();
                let schemeful = context.is_same_site(url, &profile, false)
                    && !context.is_same_site(url, &profile, profile.schemeful);
                Decision {
                    cookie,
                    sent,
                    rule,
                    schemeful,
                }
            })
            .collect();
        decisions.sort_by_key(|decision| {
            let cookie = decision.cookie;
            let length = std::cmp::Reverse(cookie.path.len());
            (!decision.sent, length, cookie.created, cookie.made)
        });
        decisions
    }

    /// The `Cookie` header of a request to `url`; `None` if no cookie is sent.
    pub fn header(&self, url: &Url, context: &Context, now: OffsetDateTime) -> Option<String> {
        let pairs: Vec<_> = self
            .decide(url, context, now)
            .iter()
            .take_while(|decision| decision.sent)
            .map(|decision| serialize(decision.cookie))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The first rule against sending that has nothing to do with `SameSite`.
    fn withheld(
        &self,
        cookie: &StoredCookie,
        url: &Url,
        context: &Context,
        now: OffsetDateTime,
    ) -> Option<Rule> {
        let request_host = host::of(url);
        if cookie.host_only && cookie.domain != request_host {
            return Some(Rule::HostOnly);
        }
        if !cookie.host_only && !host::domain_matches(request_host, &cookie.domain) {
            return Some(Rule::OutsideDomain);
        }
        if !path::matches(url.path(), &cookie.path) {
            return Some(Rule::OutsidePath);
        }
        if cookie.secure && !self.is_secure(url) {
            return Some(Rule::NotSecure);
        }
        if cookie.is_expired(now) {
            return Some(Rule::Expired);
        }
        if !context.sends_credentials(url) {
            return Some(Rule::CredentialsOmitted);
        }
        let own = self.partition(context, url, cookie.partition.is_some());
        if cookie.partition != own {
            return Some(Rule::OtherPartition);
        }
        let blocked = self.engine.profile().third_party == ThirdParty::Blocked;
        (blocked && context.is_third_party(url) && cookie.partition.is_none())
            .then_some(Rule::ThirdPartyBlocked)
    }

    fn same_site(
        &self,
        cookie: &StoredCookie,
        url: &Url,
        context: &Context,
        now: OffsetDateTime,
    ) -> (bool, Rule) {
        let profile = self.engine.profile();
        if context.is_same_site(url, &profile, profile.schemeful) {
            return (true, Rule::SameSite);
        }
        match cookie.same_site {
            SameSite::None => (true, Rule::NoneAnywhere),
            SameSite::Default if !profile.lax_by_default => (true, Rule::NoneAnywhere),
            SameSite::Strict => (false, Rule::Strict),
            SameSite::Lax | SameSite::Default if !context.is_top_level() => (false, Rule::LaxNotTopLevel),
            SameSite::Lax | SameSite::Default if context.is_safe() => (true, Rule::LaxTopLevel),
            SameSite::Default if in_grace(cookie, &profile, now) => (true, Rule::LaxPostGrace),
            SameSite::Lax | SameSite::Default => (false, Rule::LaxUnsafeMethod),
        }
    }
}

/// Whether the cookie is young enough for Lax-allowing-unsafe (RFC 6265bis §5.6.7.2).
fn in_grace(cookie: &StoredCookie, profile: &Profile, now: OffsetDateTime) -> bool {
    profile
        .lax_post_seconds
        .is_some_and(|seconds| now - cookie.created <= time::Duration::seconds(seconds))
}

/// One pair of the `Cookie` header (RFC 6265bis §5.8.3, step 6).
fn serialize(cookie: &StoredCookie) -> String {
    if cookie.name.is_empty() {
        cookie.value.clone()
    } else {
        format!("{}={}", cookie.name, cookie.value)
    }
}
