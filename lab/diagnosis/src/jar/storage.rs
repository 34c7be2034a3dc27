//! Storing what an answer sets (RFC 6265bis §5.7).

use time::OffsetDateTime;
use url::Url;

use super::{
    Context, Jar, MOST_PER_DOMAIN, Rule, SameSite, SetCookie, StoredCookie, ThirdParty, engine::Profile,
    host, path,
};

/// Where a `Set-Cookie` line came from.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The address that answered.
    pub url: &'a Url,
    /// The circumstances of the request.
    pub context: &'a Context,
    /// The moment of the answer.
    pub now: OffsetDateTime,
    /// Whether script wrote the line to `document.cookie`.
    pub by_script: bool,
    /// A mark of the caller's, kept with the cookie as [`StoredCookie::set_by`].
    pub mark: usize,
}

/// What became of a `Set-Cookie` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The rule that decided: [`Rule::Stored`], [`Rule::Removes`], or the one by which the line is ignored.
    pub rule: Rule,
    /// The line as it was read; `None` if it could not be.
    pub line: Option<SetCookie>,
    /// The cookie that was there before under the same name, domain and path, and is not any more.
    pub before: Option<StoredCookie>,
    /// Cookies that had to go because there were too many.
    pub evicted: Vec<StoredCookie>,
}

impl Receipt {
    /// Whether the line changed the jar.
    pub fn is_kept(&self) -> bool {
        matches!(self.rule, Rule::Stored | Rule::Removes)
    }
}

impl Jar {
    /// Receives a `Set-Cookie` line and says what became of it.
    pub fn receive(&mut self, line: &str, answer: Answer<'_>) -> Receipt {
        let ignored = |rule, line| Receipt {
            rule,
            line,
            before: None,
            evicted: Vec::new(),
        };
        let parsed = match SetCookie::parse(line) {
            Ok(parsed) => parsed,
            Err(rule) => return ignored(rule, None),
        };
        match self.judge(&parsed, answer) {
            Ok(cookie) => self.keep(cookie, parsed, answer.now),
            Err(rule) => ignored(rule, Some(parsed)),
        }
    }

    /// Steps 2 to 22: the cookie that is to be stored, or the rule against it.
    fn judge(&self, line: &SetCookie, answer: Answer<'_>) -> Result<StoredCookie, Rule> {
        let profile = self.engine.profile();
        if line.name.is_empty() && line.value.is_empty() {
            return Err(Rule::Empty);
        }
        if !answer.context.sends_credentials(answer.url) {
            return Err(Rule::CredentialsOmitted);
        }
        let (domain, host_only) = scope(line, host::of(answer.url))?;
        let default_path = line.path.as_ref().is_none_or(Option::is_none);
        let path = match &line.path {
            Some(Some(path)) => path.clone(),
            _ => path::default_path(answer.url.path()).to_owned(),
        };
        let is_secure = self.is_secure(answer.url);
        if line.secure && !is_secure {
            return Err(Rule::SecureFromInsecure);
        }
        if answer.by_script && line.http_only {
            return Err(Rule::HttpOnlyFromScript);
        }
        let cookie = StoredCookie {
            name: line.name.clone(),
            value: line.value.clone(),
            domain,
            host_only,
            path,
            default_path,
            secure: line.secure,
            http_only: line.http_only,
            same_site: line.same_site,
            ends: end(line, answer, &profile),
            created: answer.now,
            scheme: answer.url.scheme().to_owned(),
            by_script: answer.by_script,
            partition: self.partition(answer.context, answer.url, line.partitioned),
            set_by: answer.mark,
            made: 0,
        };
        if !line.secure && !is_secure && self.cookies.iter().any(|kept| is_covered(kept, &cookie)) {
            return Err(Rule::CoversSecure);
        }
        across_sites(line, answer, &profile)?;
        if line.same_site == SameSite::None && !line.secure && profile.none_requires_secure {
            return Err(Rule::NoneWithoutSecure);
        }
        prefixes(line, &cookie, answer.by_script, &profile)?;
        if line.partitioned && !line.secure {
            return Err(Rule::PartitionedWithoutSecure);
        }
        let overwritten = self.cookies.iter().find(|kept| kept.is_same_as(&cookie));
        if answer.by_script && overwritten.is_some_and(|kept| kept.http_only) {
            return Err(Rule::HttpOnlyFromScript);
        }
        Ok(cookie)
    }

    /// Steps 23 and 24, then what ended or is too much is removed.
    fn keep(&mut self, mut cookie: StoredCookie, line: SetCookie, now: OffsetDateTime) -> Receipt {
        let mut receipt = Receipt {
            rule: Rule::Stored,
            line: Some(line),
            before: None,
            evicted: Vec::new(),
        };
        self.made += 1;
        cookie.made = self.made;
        if let Some(index) = self.cookies.iter().position(|kept| kept.is_same_as(&cookie)) {
            let before = self.cookies.swap_remove(index);
            (cookie.created, cookie.made) = (before.created, before.made);
            receipt.before = Some(before);
        }
        if cookie.is_expired(now) {
            receipt.rule = Rule::Removes;
        } else {
            let site = cookie.site().to_owned();
            self.cookies.push(cookie);
            receipt.evicted = self.evict(&site, now);
        }
        receipt
    }

    /// Removes excess cookies of one registrable domain in the order of RFC 6265bis §5.7: ended ones, then those without
    /// `Secure`, then the others, of each the oldest first.
    fn evict(&mut self, site: &str, now: OffsetDateTime) -> Vec<StoredCookie> {
        let mut evicted = Vec::new();
        while self.cookies.iter().filter(|cookie| cookie.site() == site).count() > MOST_PER_DOMAIN {
            let next = self
                .cookies
                .iter()
                .enumerate()
                .filter(|(_, cookie)| cookie.site() == site)
                .min_by_key(|(_, cookie)| (!cookie.is_expired(now), cookie.secure, cookie.made))
                .map(|(index, _)| index);
            let Some(index) = next else { break };
            evicted.push(self.cookies.swap_remove(index));
        }
        evicted
    }
}

/// Steps 7 to 10: the domain, and whether it is for one host only.
fn scope(line: &SetCookie, request_host: &str) -> Result<(String, bool), Rule> {
    let Some(domain) = line.domain.as_deref().filter(|domain| !domain.is_empty()) else {
        return Ok((request_host.to_owned(), true));
    };
    if !domain.is_ascii() {
        return Err(Rule::DomainNotAscii);
    }
    if host::is_public_suffix(domain) {
        return if domain == request_host {
            Ok((request_host.to_owned(), true))
        } else if domain.contains('.')
            || psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known())
        {
            Err(Rule::PublicSuffix)
        } else {
            Err(Rule::SingleLabel)
        };
    }
    if host::domain_matches(request_host, domain) {
        Ok((domain.to_owned(), false))
    } else if host::is_ip(request_host) || host::is_ip(domain) {
        Err(Rule::AddressDomain)
    } else {
        Err(Rule::ForeignDomain)
    }
}

fn end(line: &SetCookie, answer: Answer<'_>, profile: &Profile) -> Option<OffsetDateTime> {
    let end = line.end(answer.now)?;
    let cap = profile.script_days.filter(|_| answer.by_script);
    let latest = cap.and_then(|days| answer.now.checked_add(time::Duration::days(days)));
    Some(latest.map_or(end, |latest| end.min(latest)))
}

/// Step 16: whether `new`, which is not secure, would cover `kept`, which is.
fn is_covered(kept: &StoredCookie, new: &StoredCookie) -> bool {
    kept.secure
        && kept.name == new.name
        && (host::domain_matches(&kept.domain, &new.domain)
            || host::domain_matches(&new.domain, &kept.domain))
        && path::matches(&new.path, &kept.path)
}

/// Step 18, and what engines do with cookies of third parties.
fn across_sites(line: &SetCookie, answer: Answer<'_>, profile: &Profile) -> Result<(), Rule> {
    let context = answer.context;
    if context.is_third_party(answer.url) && profile.third_party == ThirdParty::Blocked && !line.partitioned {
        return Err(Rule::ThirdPartyBlocked);
    }
    let anywhere = match line.same_site {
        SameSite::None => true,
        SameSite::Default => !profile.lax_by_default,
        SameSite::Lax | SameSite::Strict => false,
    };
    if !anywhere && !context.is_top_level() && !context.is_same_site(answer.url, profile, profile.schemeful) {
        return Err(Rule::CrossSiteAnswer);
    }
    Ok(())
}

/// Steps 20 to 22, and the prefixes that came later. Prefixes are compared without regard to case (§5.4).
fn prefixes(line: &SetCookie, cookie: &StoredCookie, by_script: bool, profile: &Profile) -> Result<(), Rule> {
    let begins = |text: &str, prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let is_host_wide = cookie.secure && cookie.host_only && !cookie.default_path && cookie.path == "/";
    let name = line.name.as_str();
    if profile.http_prefixes {
        let http = cookie.secure && cookie.http_only && !by_script;
        if begins(name, "__Http-") && !http {
            return Err(Rule::HttpPrefix);
        }
        if begins(name, "__Host-Http-") && !(http && is_host_wide) {
            return Err(Rule::HttpPrefix);
        }
    }
    if begins(name, "__Secure-") && !cookie.secure {
        return Err(Rule::SecurePrefix);
    }
    // A browser that follows §5.7 to the letter asks whether Domain was effective, not whether it was written.
    if begins(name, "__Host-") && !is_host_wide {
        return Err(Rule::HostPrefix);
    }
    let disguised = ["__Secure-", "__Host-", "__Http-", "__Host-Http-"];
    if name.is_empty() && disguised.iter().any(|prefix| begins(&line.value, prefix)) {
        return Err(Rule::NamelessPrefix);
    }
    Ok(())
}
