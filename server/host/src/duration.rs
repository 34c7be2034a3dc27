//! Lengths of time as people write them: `90s`, `30m`, `12h`, `14d`.

use std::time::Duration;

/// The longest that makes sense for a session.
const LONGEST: Duration = Duration::from_hours(400 * 24);

pub(crate) fn parse(text: &str) -> Result<Duration, &'static str> {
    const FORM: &str = "write a number and a unit, such as 30m, 12h or 14d";
    let text = text.trim();
    let unit = text.chars().next_back().ok_or(FORM)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(FORM),
    };
    let count: u64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| FORM)?;
    if count == 0 {
        return Err("it must be longer than nothing");
    }
    let length = count.checked_mul(seconds).map(Duration::from_secs);
    length
        .filter(|length| *length <= LONGEST)
        .ok_or("it must not be longer than 400d: browsers keep no cookie longer (RFC 6265bis §5.5)")
}

/// Like [`parse`]; `0` is no time at all.
pub(crate) fn parse_or_none(text: &str) -> Result<Duration, &'static str> {
    match text.trim() {
        "0" => Ok(Duration::ZERO),
        text => parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::time::Duration;

    #[test]
    fn numbers_have_units() {
        assert_eq!(parse("30m"), Ok(Duration::from_mins(30)));
        assert_eq!(parse("14d"), Ok(Duration::from_hours(14 * 24)));
        for text in [
            "",
            "30",
            "m",
            "0h",
            "-1h",
            "1.5h",
            "1 h",
            "一h",
            "99999999999999999999d",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
