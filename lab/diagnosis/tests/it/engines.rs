//! Where the engines differ.

use diagnosis::jar::{Answer, Context, Engine, Jar, Rule};
use time::Duration;

use crate::table::{now, receive, receive_in, rule, sent, url};

use Engine::{Chromium, Firefox, Webkit};

#[test]
fn secure_cookies_on_loopback_without_tls() {
    for (host, trusted) in [
        ("localhost", true),
        ("cfmall.localhost:3000", true),
        ("127.0.0.1", true),
        ("127.8.8.8", true),
        ("[::1]", true),
        ("notlocalhost", false),
        ("10.0.0.1", false),
    ] {
        let from = format!("http://{host}/");
        let expected = if trusted {
            Rule::Stored
        } else {
            Rule::SecureFromInsecure
        };
        assert_eq!(rule(Chromium, "a=b; Secure", &from), expected, "{host}");
        assert_eq!(rule(Firefox, "a=b; Secure", &from), expected, "{host}");
        assert_eq!(
            rule(Webkit, "a=b; Secure", &from),
            Rule::SecureFromInsecure,
            "{host}"
        );
    }
}

#[test]
fn none_without_secure_and_newer_prefixes() {
    let from = "https://shop.example/";
    for (line, refused, in_webkit) in [
        ("a=b; SameSite=None", Rule::NoneWithoutSecure, Rule::Stored),
        ("__Http-a=b; Secure", Rule::HttpPrefix, Rule::Stored),
        ("__Host-a=b", Rule::HostPrefix, Rule::HostPrefix),
    ] {
        assert_eq!(rule(Chromium, line, from), refused, "{line}");
        assert_eq!(rule(Firefox, line, from), refused, "{line}");
        assert_eq!(rule(Webkit, line, from), in_webkit, "{line}");
    }
}

#[test]
fn no_same_site_attribute_is_lax_in_chromium_only() {
    let post = Context::post(url("https://other.example/"));
    for (engine, expected) in [
        (Chromium, (false, Rule::LaxUnsafeMethod)),
        (Firefox, (true, Rule::NoneAnywhere)),
        (Webkit, (true, Rule::NoneAnywhere)),
    ] {
        let mut jar = Jar::new(engine);
        receive(&mut jar, "a=1; Path=/", "https://shop.example/");
        let found = sent(&jar, "https://shop.example/", &post, Duration::minutes(3));
        assert_eq!(found, expected, "{engine:?}");
    }
}

#[test]
fn another_scheme_is_another_site_in_chromium_only() {
    let post = Context::post(url("http://shop.example/"));
    for (engine, expected) in [(Chromium, false), (Firefox, true), (Webkit, true)] {
        let mut jar = Jar::new(engine);
        receive(&mut jar, "a=1; Path=/; SameSite=Lax", "https://shop.example/");
        let found = jar.decide(&url("https://shop.example/"), &post, now());
        assert_eq!(found[0].sent, expected, "{engine:?}");
        assert_eq!(found[0].schemeful, !expected, "{engine:?}");
    }
}

#[test]
fn third_parties() {
    let frame = Context::frame(url("https://news.example/"));
    let line = "a=1; Path=/; Secure; SameSite=None";
    for (engine, first_party, set_in_frame) in [
        (Chromium, (true, Rule::NoneAnywhere), Rule::Stored),
        (Firefox, (false, Rule::OtherPartition), Rule::Stored),
        (Webkit, (false, Rule::ThirdPartyBlocked), Rule::ThirdPartyBlocked),
    ] {
        let mut jar = Jar::new(engine);
        receive(&mut jar, line, "https://shop.example/");
        let found = sent(&jar, "https://shop.example/", &frame, Duration::ZERO);
        assert_eq!(found, first_party, "{engine:?}");
        let mut jar = Jar::new(engine);
        let receipt = receive_in(&mut jar, line, "https://shop.example/", &frame);
        assert_eq!(receipt.rule, set_in_frame, "{engine:?}");
        // Partitioned: one for each page it is in.
        let line = format!("{line}; Partitioned");
        let mut jar = Jar::new(engine);
        receive_in(&mut jar, &line, "https://shop.example/", &frame);
        let same = sent(&jar, "https://shop.example/", &frame, Duration::ZERO);
        assert_eq!(same, (true, Rule::NoneAnywhere), "{engine:?}");
        let elsewhere = Context::frame(url("https://blog.example/"));
        let other = sent(&jar, "https://shop.example/", &elsewhere, Duration::ZERO);
        assert_eq!(other, (false, Rule::OtherPartition), "{engine:?}");
    }
}

#[test]
fn a_redirect_through_another_site() {
    let context = Context {
        redirected_by: vec![url("https://login.example/callback")],
        ..Context::link(url("https://shop.example/"))
    };
    for (engine, expected) in [(Chromium, true), (Firefox, true), (Webkit, false)] {
        let mut jar = Jar::new(engine);
        receive(&mut jar, "a=1; Path=/; SameSite=Strict", "https://shop.example/");
        let found = sent(&jar, "https://shop.example/", &context, Duration::ZERO);
        assert_eq!(found.0, expected, "{engine:?}");
    }
}

#[test]
fn what_script_writes_lives_seven_days_in_webkit() {
    for (engine, after_eight_days) in [(Chromium, true), (Firefox, true), (Webkit, false)] {
        let mut jar = Jar::new(engine);
        let answer = Answer {
            url: &url("https://shop.example/"),
            context: &Context::typed(),
            now: now(),
            by_script: true,
            mark: 0,
        };
        jar.receive("a=1; Path=/; Max-Age=31536000", answer);
        let found = sent(
            &jar,
            "https://shop.example/",
            &Context::typed(),
            Duration::days(8),
        );
        assert_eq!(found.0, after_eight_days, "{engine:?}");
    }
}
