//! RFC 6265bis §5.8: what is sent where.

use diagnosis::jar::{Context, Credentials, Engine, Jar, Rule, path};
use time::Duration;

use crate::table::{header, receive, sent, url};

#[test]
fn hosts() {
    let from = "https://auth.shop.example/login";
    for (line, to, expected) in [
        ("a=1; Path=/", "https://auth.shop.example/", true),
        ("a=1; Path=/", "https://shop.example/", false),
        ("a=1; Path=/", "https://x.auth.shop.example/", false),
        ("a=1; Path=/; Domain=shop.example", "https://shop.example/", true),
        (
            "a=1; Path=/; Domain=shop.example",
            "https://mall.shop.example/",
            true,
        ),
        (
            "a=1; Path=/; Domain=shop.example",
            "https://workshop.example/",
            false,
        ),
        (
            "a=1; Path=/; Domain=shop.example",
            "https://shop.example.evil.example/",
            false,
        ),
        // Cookies ignore ports.
        ("a=1; Path=/", "https://auth.shop.example:8443/", true),
        ("a=1; Path=/; Secure", "http://auth.shop.example/", false),
        ("a=1; Path=/", "http://auth.shop.example/", true),
    ] {
        assert_eq!(header(&[line], from, to).is_some(), expected, "{line} to {to}");
    }
}

#[test]
fn paths() {
    for (path, expected) in [
        ("", "/"),
        ("/", "/"),
        ("/a", "/"),
        ("/a/", "/a"),
        ("/a/b", "/a"),
        ("a/b", "/"),
    ] {
        assert_eq!(path::default_path(path), expected, "{path}");
    }
    for (request, cookie, expected) in [
        ("/", "/", true),
        ("/a", "/", true),
        ("/a", "/a", true),
        ("/a/b", "/a", true),
        ("/a/b", "/a/", true),
        ("/a", "/a/", false),
        ("/ab", "/a", false),
        ("/A", "/a", false),
    ] {
        assert_eq!(
            path::matches(request, cookie),
            expected,
            "{request} under {cookie}"
        );
    }
}

#[test]
fn longer_paths_first_then_the_elder() {
    let lines = [
        "a=1; Path=/",
        "b=2; Path=/api",
        "c=3; Path=/",
        "a=9; Path=/",
        "value-only; Path=/",
    ];
    let sent = header(&lines, "https://shop.example/", "https://shop.example/api/x");
    assert_eq!(sent.as_deref(), Some("b=2; a=9; c=3; value-only"));
}

/// One row of the table below: the attribute, the context, and what Chromium does after a second and after three minutes.
type Row = (&'static str, Context, (bool, Rule), (bool, Rule));

#[test]
fn same_site_in_every_context() {
    let other = || url("https://other.example/page");
    let own = || url("https://mall.shop.example/page");
    let fetch = |top, credentials| Context::fetch(top, credentials);
    let both = |result| (result, result);
    let rows: Vec<Row> = [
        ("SameSite=Strict", Context::typed(), both((true, Rule::SameSite))),
        (
            "SameSite=Strict",
            Context::link(own()),
            both((true, Rule::SameSite)),
        ),
        (
            "SameSite=Strict",
            Context::post(own()),
            both((true, Rule::SameSite)),
        ),
        (
            "SameSite=Strict",
            Context::link(other()),
            both((false, Rule::Strict)),
        ),
        (
            "SameSite=Lax",
            Context::link(other()),
            both((true, Rule::LaxTopLevel)),
        ),
        (
            "SameSite=Lax",
            Context::post(other()),
            both((false, Rule::LaxUnsafeMethod)),
        ),
        (
            "Max-Age=900",
            Context::post(other()),
            ((true, Rule::LaxPostGrace), (false, Rule::LaxUnsafeMethod)),
        ),
        (
            "Max-Age=900",
            Context::link(other()),
            both((true, Rule::LaxTopLevel)),
        ),
        (
            "SameSite=None",
            Context::post(other()),
            both((true, Rule::NoneAnywhere)),
        ),
        (
            "SameSite=Lax",
            Context::frame(other()),
            both((false, Rule::LaxNotTopLevel)),
        ),
        (
            "SameSite=Lax",
            Context::frame(own()),
            both((true, Rule::SameSite)),
        ),
        (
            "SameSite=None",
            Context::frame(other()),
            both((true, Rule::NoneAnywhere)),
        ),
        (
            "SameSite=Lax",
            fetch(own(), Credentials::Include),
            both((true, Rule::SameSite)),
        ),
        (
            "SameSite=Lax",
            fetch(own(), Credentials::SameOrigin),
            both((false, Rule::CredentialsOmitted)),
        ),
        (
            "SameSite=Lax",
            fetch(other(), Credentials::Include),
            both((false, Rule::LaxNotTopLevel)),
        ),
        (
            "SameSite=None",
            fetch(other(), Credentials::Include),
            both((true, Rule::NoneAnywhere)),
        ),
        (
            "SameSite=None",
            fetch(other(), Credentials::Omit),
            both((false, Rule::CredentialsOmitted)),
        ),
    ]
    .into_iter()
    .map(|(line, context, (soon, later))| (line, context, soon, later))
    .collect();
    for (attribute, context, soon, later) in rows {
        let mut jar = Jar::new(Engine::Chromium);
        let line = format!("a=1; Path=/; Secure; {attribute}");
        receive(&mut jar, &line, "https://shop.example/login");
        for (after, expected) in [(1, soon), (181, later)] {
            let found = sent(&jar, "https://shop.example/", &context, Duration::seconds(after));
            assert_eq!(found, expected, "{attribute} {context:?} after {after} s");
        }
    }
}

#[test]
fn a_cookie_ends_when_it_said_it_would() {
    let mut jar = Jar::new(Engine::Chromium);
    receive(&mut jar, "a=1; Path=/; Max-Age=60", "https://shop.example/");
    let at = |seconds| {
        sent(
            &jar,
            "https://shop.example/",
            &Context::typed(),
            Duration::seconds(seconds),
        )
    };
    assert_eq!(at(59), (true, Rule::SameSite));
    assert_eq!(at(60), (false, Rule::Expired));
}
