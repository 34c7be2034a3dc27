//! RFC 6265bis §5.7, step by step.

use diagnosis::jar::{Answer, Context, Credentials, Engine, Jar, MOST_PER_DOMAIN, Rule};

use crate::table::{header, now, receive, receive_in, rule, url};

const AUTH: &str = "https://auth.shop.example/api/login";

#[test]
fn each_step_of_a_line_from_https() {
    for (line, expected) in [
        ("a=b", Rule::Stored),
        ("a=b; Max-Age=0", Rule::Removes),
        // Step 2.
        ("", Rule::Empty),
        ("=", Rule::Empty),
        // Step 8.
        ("a=b; Domain=商城.example", Rule::DomainNotAscii),
        // Step 9.
        ("a=b; Domain=example", Rule::SingleLabel),
        ("a=b; Domain=com", Rule::PublicSuffix),
        ("a=b; Domain=co.uk", Rule::PublicSuffix),
        ("a=b; Domain=github.io", Rule::PublicSuffix),
        // Step 10.
        ("a=b; Domain=shop.example", Rule::Stored),
        ("a=b; Domain=.shop.example", Rule::Stored),
        ("a=b; Domain=auth.shop.example", Rule::Stored),
        ("a=b; Domain=", Rule::Stored),
        ("a=b; Domain=op.example", Rule::ForeignDomain),
        ("a=b; Domain=cart.shop.example", Rule::ForeignDomain),
        ("a=b; Domain=x.auth.shop.example", Rule::ForeignDomain),
        ("a=b; Domain=http://shop.example", Rule::ForeignDomain),
        ("a=b; Domain=shop.example:443", Rule::ForeignDomain),
        // Step 19.
        ("a=b; SameSite=None", Rule::NoneWithoutSecure),
        ("a=b; SameSite=None; Secure", Rule::Stored),
        // Step 20; RFC 6265bis §5.4 has these examples.
        ("__Secure-SID=12345; Domain=shop.example", Rule::SecurePrefix),
        ("__SECURE-SID=12345; Domain=shop.example", Rule::SecurePrefix),
        ("__secure-SID=12345; Domain=shop.example; Secure", Rule::Stored),
        // Step 21.
        ("__Host-SID=12345", Rule::HostPrefix),
        ("__host-SID=12345; Secure", Rule::HostPrefix),
        (
            "__HOST-SID=12345; Secure; Domain=shop.example; Path=/",
            Rule::HostPrefix,
        ),
        ("__Host-SID=12345; Secure; Path=/api", Rule::HostPrefix),
        ("__Host-SID=12345; Path=/", Rule::HostPrefix),
        ("__HOST-SID=12345; Secure; Path=/", Rule::Stored),
        // What tower-sessions 0.14 answers at logout: not accepted, so the cookie stays.
        ("__Host-SID=; Path=/; Max-Age=0", Rule::HostPrefix),
        // Step 22.
        ("__Host-a", Rule::NamelessPrefix),
        ("=__secure-a", Rule::NamelessPrefix),
        // Later than RFC 6265bis.
        ("__Http-a=b; Secure", Rule::HttpPrefix),
        ("__Http-a=b; Secure; HttpOnly", Rule::Stored),
        ("__Host-Http-a=b; Secure; Path=/", Rule::HttpPrefix),
        ("__Host-Http-a=b; Secure; HttpOnly; Path=/", Rule::Stored),
        ("a=b; Partitioned", Rule::PartitionedWithoutSecure),
    ] {
        assert_eq!(rule(Engine::Chromium, line, AUTH), expected, "{line}");
    }
}

#[test]
fn hosts_that_are_a_public_suffix_or_an_address() {
    for (line, from, expected) in [
        ("a=b; Domain=localhost", "http://localhost/", Rule::Stored),
        (
            "a=b; Domain=localhost",
            "http://auth.localhost/",
            Rule::SingleLabel,
        ),
        ("a=b; Domain=github.io", "https://github.io/", Rule::Stored),
        (
            "a=b; Domain=cfmall.localhost",
            "http://auth.cfmall.localhost/",
            Rule::Stored,
        ),
        // The very address is no public suffix (salesforce/tough-cookie#626).
        ("a=b; Domain=127.0.0.1", "http://127.0.0.1/", Rule::Stored),
        ("a=b; Domain=0.0.1", "http://127.0.0.1/", Rule::AddressDomain),
        ("a=b; Domain=127.0.0.1", "http://127.0.0.2/", Rule::AddressDomain),
        (
            "a=b; Domain=shop.example",
            "http://127.0.0.1/",
            Rule::AddressDomain,
        ),
        ("a=b", "http://[::1]/", Rule::Stored),
    ] {
        assert_eq!(rule(Engine::Chromium, line, from), expected, "{line} from {from}");
    }
    // Host-only then: nothing below it gets the cookie.
    assert_eq!(
        header(
            &["a=b; Domain=localhost"],
            "http://localhost/",
            "http://x.localhost/"
        ),
        None
    );
}

#[test]
fn secure_cookies_are_left_alone() {
    let plain = "http://shop.example/login/en";
    let covered = |kept: &str, line: &str, from: &str| {
        let mut jar = Jar::new(Engine::Chromium);
        assert!(receive(&mut jar, kept, "https://shop.example/").is_kept());
        receive(&mut jar, line, from).rule
    };
    let kept = "a=1; Secure; Path=/login";
    assert_eq!(covered(kept, "a=2; Path=/login", plain), Rule::CoversSecure);
    assert_eq!(covered(kept, "a=2; Path=/login/en", plain), Rule::CoversSecure);
    assert_eq!(
        covered(kept, "a=2; Path=/login; Domain=shop.example", plain),
        Rule::CoversSecure
    );
    // The comparison of paths is not symmetric (the note in step 16).
    assert_eq!(covered(kept, "a=2; Path=/", plain), Rule::Stored);
    assert_eq!(covered(kept, "a=2; Path=/foo", plain), Rule::Stored);
    assert_eq!(covered(kept, "b=2; Path=/login", plain), Rule::Stored);
    assert_eq!(
        covered(kept, "a=2; Path=/login", "https://shop.example/login"),
        Rule::Stored
    );
    assert_eq!(
        covered(kept, "a=2; Path=/login; Secure", plain),
        Rule::SecureFromInsecure
    );
}

#[test]
fn across_sites_only_what_says_none() {
    let page = url("https://other.example/");
    let frame = Context::frame(page.clone());
    let set = |line, context: &Context| receive_in(&mut Jar::new(Engine::Chromium), line, AUTH, context).rule;
    assert_eq!(set("a=b", &frame), Rule::CrossSiteAnswer);
    assert_eq!(set("a=b; SameSite=Lax", &frame), Rule::CrossSiteAnswer);
    assert_eq!(set("a=b; SameSite=None; Secure", &frame), Rule::Stored);
    // A navigation of the whole page may set anything (step 18.3).
    assert_eq!(
        set("a=b; SameSite=Strict", &Context::post(page.clone())),
        Rule::Stored
    );
    let fetch = Context::fetch(page, Credentials::SameOrigin);
    assert_eq!(
        set("a=b; SameSite=None; Secure", &fetch),
        Rule::CredentialsOmitted
    );
}

#[test]
fn script_neither_writes_nor_replaces_what_is_http_only() {
    let mut jar = Jar::new(Engine::Chromium);
    receive(&mut jar, "a=1; HttpOnly", AUTH);
    let from = url(AUTH);
    let mut write = |line| {
        let answer = Answer {
            url: &from,
            context: &Context::typed(),
            now: now(),
            by_script: true,
            mark: 1,
        };
        jar.receive(line, answer).rule
    };
    assert_eq!(write("a=2"), Rule::HttpOnlyFromScript);
    assert_eq!(write("b=2; HttpOnly"), Rule::HttpOnlyFromScript);
    assert_eq!(write("a=2; Path=/"), Rule::Stored);
}

#[test]
fn replacing_keeps_the_age_and_tells_what_was_there() {
    let mut jar = Jar::new(Engine::Chromium);
    receive(&mut jar, "a=1; Path=/", AUTH);
    let receipt = receive(&mut jar, "a=2; Path=/", AUTH);
    assert_eq!(receipt.before.map(|cookie| cookie.value), Some("1".to_owned()));
    // Another domain or path is another cookie.
    for line in ["a=3; Path=/api", "a=4; Path=/; Domain=auth.shop.example"] {
        assert_eq!(receive(&mut jar, line, AUTH).before, None, "{line}");
    }
    assert_eq!(jar.cookies().len(), 3);
    receive(&mut jar, "a=; Path=/; Max-Age=0", AUTH);
    assert_eq!(jar.cookies().len(), 2);
}

#[test]
fn too_many_cookies_push_out_the_oldest_that_are_not_secure() {
    let mut jar = Jar::new(Engine::Chromium);
    receive(&mut jar, "secure=1; Secure", AUTH);
    receive(&mut jar, "session=1", AUTH);
    let mut evicted = Vec::new();
    for number in 0..MOST_PER_DOMAIN {
        evicted.extend(receive(&mut jar, &format!("n{number}=1"), AUTH).evicted);
    }
    let names: Vec<_> = evicted.iter().map(|cookie| cookie.name.as_str()).collect();
    assert_eq!(names, ["session", "n0"]);
}

#[test]
fn closing_the_browser_and_clearing_a_site() {
    let mut jar = Jar::new(Engine::Chromium);
    receive(&mut jar, "a=1", AUTH);
    receive(&mut jar, "b=1; Max-Age=60", AUTH);
    jar.end_session();
    assert_eq!(jar.cookies().len(), 1);
    jar.clear_site(&url("https://cart.shop.example/"));
    assert_eq!(jar.cookies().len(), 0);
}
