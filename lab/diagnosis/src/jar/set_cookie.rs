//! One `Set-Cookie` line, read as browsers read it (RFC 6265bis §5.6).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{date, rule::Rule};

/// The most bytes that name and value may have together (RFC 6265bis §5.6).
pub const LARGEST: usize = 4096;
/// The most bytes of an attribute's value; longer attributes are ignored (RFC 6265bis §5.6).
pub const LARGEST_ATTRIBUTE: usize = 1024;
/// The longest life of a cookie, in days (RFC 6265bis §5.5).
pub const LONGEST_DAYS: i64 = 400;

/// The `SameSite` attribute (RFC 6265bis §5.6.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SameSite {
    /// Nothing was said, or nothing that is known.
    #[default]
    Default,
    /// Also in requests that other sites cause.
    None,
    /// In requests of the own site, and when another site leads here by a safe method.
    Lax,
    /// Only in requests of the own site.
    Strict,
}

/// A `Set-Cookie` line as it was read; nothing is judged yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetCookie {
    /// The name, which may be empty.
    pub name: String,
    /// The value, which may be empty.
    pub value: String,
    /// The `Domain` attribute in lower case without a leading dot; `None` if it is absent, and empty if it says nothing.
    pub domain: Option<String>,
    /// The `Path` attribute. The outer `None`: absent; the inner one: present, but no path, so that the default counts.
    pub path: Option<Option<String>>,
    /// The `Secure` attribute.
    pub secure: bool,
    /// The `HttpOnly` attribute.
    pub http_only: bool,
    /// The `Partitioned` attribute (CHIPS, outside of RFC 6265bis).
    pub partitioned: bool,
    /// The `SameSite` attribute.
    pub same_site: SameSite,
    /// The `Max-Age` attribute in seconds, cut to what an `i64` holds; it wins over `Expires`.
    pub max_age: Option<i64>,
    /// The `Expires` attribute.
    pub expires: Option<OffsetDateTime>,
}

impl SetCookie {
    /// Reads a line.
    ///
    /// Errors: the rule by which a browser ignores it as a whole, before looking at the address it came from.
    pub fn parse(line: &str) -> Result<Self, Rule> {
        if line.bytes().any(is_control) {
            return Err(Rule::ControlCharacter);
        }
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let (name, value) = (trim(name), trim(value));
        if name.len() + value.len() > LARGEST {
            return Err(Rule::TooLarge);
        }
        let mut cookie = Self {
            name: name.to_owned(),
            value: value.to_owned(),
            ..Self::default()
        };
        for attribute in attributes.split(';') {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            cookie.attribute(trim(key), trim(value));
        }
        Ok(cookie)
    }

    /// The name in a line, also in one that browsers ignore.
    pub fn name_in(line: &str) -> &str {
        let pair = line.split(';').next().unwrap_or_default();
        trim(pair.split_once('=').map_or("", |(name, _)| name))
    }

    fn attribute(&mut self, key: &str, value: &str) {
        if value.len() > LARGEST_ATTRIBUTE {
            return;
        }
        match key.to_ascii_lowercase().as_str() {
            "expires" => self.expires = date::parse(value).or(self.expires),
            "max-age" => self.max_age = seconds(value).or(self.max_age),
            "domain" => self.domain = Some(value.strip_prefix('.').unwrap_or(value).to_lowercase()),
            "path" => self.path = Some(value.starts_with('/').then(|| value.to_owned())),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "partitioned" => self.partitioned = true,
            "samesite" => {
                self.same_site = match value.to_ascii_lowercase().as_str() {
                    "none" => SameSite::None,
                    "lax" => SameSite::Lax,
                    "strict" => SameSite::Strict,
                    _ => SameSite::Default,
                }
            }
            _ => {}
        }
    }

    /// The moment at which the cookie ends if it is received at `now`, at most 400 days later (RFC 6265bis §5.5); `None`
    /// is when the browser closes.
    pub fn end(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let longest = now.checked_add(time::Duration::days(LONGEST_DAYS)).unwrap_or(now);
        match (self.max_age, self.expires) {
            (Some(..=0), _) => Some(OffsetDateTime::UNIX_EPOCH),
            (Some(seconds), _) => Some(
                now.checked_add(time::Duration::seconds(seconds))
                    .map_or(longest, |end| end.min(longest)),
            ),
            (None, Some(date)) => Some(date.min(longest)),
            (None, None) => None,
        }
    }

    /// Whether the line takes the cookie back.
    pub fn removes(&self, now: OffsetDateTime) -> bool {
        self.end(now).is_some_and(|end| end <= now)
    }

    /// The names that seem to begin inside of `line` after a comma, as when several `Set-Cookie` lines were folded into one.
    /// Browsers do not split there: RFC 9110 §5.3 makes `Set-Cookie` the field that must not be combined.
    pub fn folded_names(line: &str) -> Vec<&str> {
        line.split(',')
            .skip(1)
            .filter_map(|part| part.split([';', ',']).next()?.split_once('='))
            .map(|(name, _)| trim(name))
            .filter(|name| !name.is_empty() && name.bytes().all(is_token))
            .collect()
    }
}

/// `Max-Age` (RFC 6265bis §5.6.2): digits, perhaps with a minus before them; anything else is ignored.
fn seconds(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let largest = digits.parse().unwrap_or(i64::MAX);
    Some(if value.starts_with('-') { -largest } else { largest })
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

const fn is_control(byte: u8) -> bool {
    matches!(byte, 0x00..=0x08 | 0x0A..=0x1F | 0x7F)
}

/// A character of a token (RFC 9110 §5.6.2).
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}
