//! RFC 6265bis §5.6: what a line says, and what is ignored in it.

use diagnosis::jar::{Rule, SameSite, SetCookie};
use time::Duration;

use crate::table::now;

fn parse(line: &str) -> SetCookie {
    SetCookie::parse(line).expect("a line that can be read")
}

#[test]
fn name_and_value() {
    for (line, name, value) in [
        ("a=b", "a", "b"),
        (" a = b c ; Path=/", "a", "b c"),
        ("a=b=c", "a", "b=c"),
        ("a=", "a", ""),
        ("=b", "", "b"),
        ("b", "", "b"),
        ("\ta\t=\tb", "a", "b"),
        ("a=\"quoted; not\"", "a", "\"quoted"),
        ("a=%3B", "a", "%3B"),
    ] {
        let cookie = parse(line);
        assert_eq!(
            (cookie.name.as_str(), cookie.value.as_str()),
            (name, value),
            "{line}"
        );
    }
}

#[test]
fn control_characters_and_sizes() {
    let exactly = format!("a={}", "b".repeat(4095));
    assert!(SetCookie::parse(&exactly).is_ok());
    assert_eq!(SetCookie::parse(&format!("{exactly}b")), Err(Rule::TooLarge));
    for control in ["\0", "\x08", "\n", "\r", "\x1f", "\x7f"] {
        let line = format!("a=b{control}c; Path=/");
        assert_eq!(SetCookie::parse(&line), Err(Rule::ControlCharacter), "{line:?}");
    }
    assert!(SetCookie::parse("a=b\tc").is_ok());
}

#[test]
fn attributes() {
    let cookie = parse("a=b; DOMAIN=.Shop.Example; path=/x; Secure=no; httponly; samesite=LAX; Partitioned");
    assert_eq!(cookie.domain.as_deref(), Some("shop.example"));
    assert_eq!(cookie.path, Some(Some("/x".to_owned())));
    assert!(cookie.secure && cookie.http_only && cookie.partitioned);
    assert_eq!(cookie.same_site, SameSite::Lax);
    // The last one counts.
    assert_eq!(parse("a=b; Path=/x; Path=/y").path, Some(Some("/y".to_owned())));
    assert_eq!(
        parse("a=b; SameSite=Lax; SameSite=what").same_site,
        SameSite::Default
    );
    // Neither a path nor nothing: the default-path.
    assert_eq!(parse("a=b; Path=x").path, Some(None));
    assert_eq!(parse("a=b; Path").path, Some(None));
    // Longer than 1024: not there.
    let long = format!("a=b; Path=/x; Path=/{}", "y".repeat(1024));
    assert_eq!(parse(&long).path, Some(Some("/x".to_owned())));
}

#[test]
fn lifetimes() {
    let longest = Some(now() + Duration::days(400));
    for (line, expected) in [
        ("a=b", None),
        ("a=b; Max-Age=60", Some(now() + Duration::seconds(60))),
        ("a=b; Max-Age=60; Max-Age=5x", Some(now() + Duration::seconds(60))),
        ("a=b; Max-Age=+60", None),
        ("a=b; Max-Age=", None),
        ("a=b; Max-Age=-", None),
        (
            "a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            Some(now() + Duration::seconds(60)),
        ),
        ("a=b; Max-Age=99999999999999999999999", longest),
        ("a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT", longest),
        ("a=b; Expires=never", None),
    ] {
        assert_eq!(parse(line).end(now()), expected, "{line}");
    }
    for line in [
        "a=b; Max-Age=0",
        "a=b; Max-Age=-1",
        "a=b; Max-Age=-99999999999999999999999",
        "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ] {
        assert!(parse(line).removes(now()), "{line}");
    }
}

#[test]
fn folded_lines_are_noticed_and_dates_are_not() {
    assert_eq!(SetCookie::folded_names("a=b; Path=/, sid=c; Path=/"), ["sid"]);
    assert!(SetCookie::folded_names("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT").is_empty());
    let dated = "a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Path=/, sid=c";
    assert_eq!(SetCookie::folded_names(dated), ["sid"]);
}
