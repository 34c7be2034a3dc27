//! One `Set-Cookie` line, read as browsers read it (RFC 6265bis §5.6).

use std::time::Duration;

use time::{Date, Month, OffsetDateTime, Time};

/// The longest time that browsers keep a cookie (RFC 6265bis §5.5).
pub const LONGEST: Duration = Duration::from_hours(400 * 24);
/// The largest size of name and value together, in bytes; larger cookies are ignored (RFC 6265bis §5.6).
pub const LARGEST: usize = 4096;

/// A `Set-Cookie` header as it was read; nothing is judged yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetCookie {
    /// The name of the cookie.
    pub name: String,
    /// The value of the cookie.
    pub value: String,
    /// The `Domain` attribute in lower case, without a leading dot.
    pub domain: Option<String>,
    /// The `Path` attribute; `None` unless it begins with a slash.
    pub path: Option<String>,
    /// Whether it has the `Secure` attribute.
    pub secure: bool,
    /// Whether it has the `HttpOnly` attribute.
    pub http_only: bool,
    /// The `SameSite` attribute in lower case.
    pub same_site: Option<String>,
    /// The `Max-Age` attribute in seconds; it wins over `Expires`.
    pub max_age: Option<i64>,
    /// The `Expires` attribute.
    pub expires: Option<OffsetDateTime>,
}

impl SetCookie {
    /// Reads a `Set-Cookie` header; `None` if a browser would ignore it as a whole.
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || line.chars().any(|c| c.is_control() && c != '\t') {
            return None;
        }
        let mut cookie = Self {
            name: name.to_owned(),
            value: value.to_owned(),
            ..Self::default()
        };
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            cookie.attribute(key.trim(), value.trim());
        }
        Some(cookie)
    }

    fn attribute(&mut self, key: &str, value: &str) {
        match key.to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => {
                self.domain = Some(value.trim_start_matches('.').to_ascii_lowercase());
            }
            "path" => self.path = value.starts_with('/').then(|| value.to_owned()),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "samesite" => self.same_site = Some(value.to_ascii_lowercase()),
            "max-age" => self.max_age = value.parse().ok().or(self.max_age),
            "expires" => self.expires = date(value).or(self.expires),
            _ => {}
        }
    }

    /// The moment at which the cookie ends, as seen at `now`; `None` is when the browser closes.
    pub fn end(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let longest = now + LONGEST;
        match (self.max_age, self.expires) {
            (Some(seconds), _) if seconds <= 0 => Some(OffsetDateTime::UNIX_EPOCH),
            (Some(seconds), _) => Some(
                now.checked_add(time::Duration::seconds(seconds))
                    .map_or(longest, |end| end.min(longest)),
            ),
            (None, Some(date)) => Some(date.min(longest)),
            (None, None) => None,
        }
    }

    /// Whether the header removes the cookie.
    pub fn removes(&self, now: OffsetDateTime) -> bool {
        self.end(now).is_some_and(|end| end <= now)
    }
}

/// The date in `text`, in any of the forms that servers write (RFC 6265bis §5.1.1).
fn date(text: &str) -> Option<OffsetDateTime> {
    let (mut clock, mut day, mut month, mut year) = (None, None, None, None);
    let is_delimiter = |c: char| !c.is_ascii_alphanumeric() && c != ':';
    for word in text.split(is_delimiter).filter(|word| !word.is_empty()) {
        if clock.is_none() && word.contains(':') {
            let mut numbers = word.split(':').map(|number| number.parse().ok());
            clock = Time::from_hms(numbers.next()??, numbers.next()??, numbers.next()??).ok();
        } else if let Ok(number) = word.parse::<i32>() {
            if day.is_none() && word.len() <= 2 {
                day = u8::try_from(number).ok();
            } else if year.is_none() {
                year = Some(match number {
                    0..=69 => number + 2000,
                    70..=99 => number + 1900,
                    _ => number,
                });
            }
        } else if month.is_none() {
            month = month_of(word);
        }
    }
    let date = Date::from_calendar_date(year?, month?, day?).ok()?;
    Some(date.with_time(clock?).assume_utc())
}

fn month_of(word: &str) -> Option<Month> {
    const NAMES: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let word = word.get(..3)?.to_ascii_lowercase();
    let index = NAMES
        .as_bytes()
        .chunks(3)
        .position(|name| name == word.as_bytes())?;
    Month::try_from(u8::try_from(index + 1).ok()?).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_with_all_it_says() {
        let line =
            "__Secure-a=b=c; Domain=.Shop.localhost; path=/; SECURE; HttpOnly; SameSite=Lax; Max-Age=60";
        let cookie = SetCookie::parse(line).unwrap();
        assert_eq!(
            (cookie.name.as_str(), cookie.value.as_str()),
            ("__Secure-a", "b=c")
        );
        assert_eq!(cookie.domain.as_deref(), Some("shop.localhost"));
        assert!(cookie.secure && cookie.http_only && cookie.same_site.as_deref() == Some("lax"));
        assert_eq!(
            cookie.end(OffsetDateTime::UNIX_EPOCH),
            Some(OffsetDateTime::UNIX_EPOCH + Duration::from_mins(1))
        );
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in [
            "Thu, 01 Jan 1970 00:00:01 GMT",
            "Thursday, 01-Jan-70 00:00:01 GMT",
            "Thu Jan  1 00:00:01 1970",
        ] {
            assert_eq!(date(text).map(OffsetDateTime::unix_timestamp), Some(1), "{text}");
        }
        assert_eq!(date("soon"), None);
    }

    #[test]
    fn removals_are_told_from_long_lives() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::from_hours(100_000);
        let removes = |line| SetCookie::parse(line).unwrap().removes(now);
        assert!(removes("a=; Max-Age=0"));
        assert!(removes("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
        assert!(!removes("a=b"));
        assert!(!removes("a=b; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
        let forever = SetCookie::parse("a=b; Max-Age=999999999999").unwrap();
        assert_eq!(forever.end(now), Some(now + LONGEST));
    }
}
