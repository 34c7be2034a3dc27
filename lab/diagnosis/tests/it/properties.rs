//! What holds for any line, any host and any moment.

use diagnosis::jar::{
    Answer, Context, Credentials, Engine, Jar, LARGEST, Rule, SetCookie, host, parse_date, path,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use time::{Duration, OffsetDateTime};
use url::Url;

const HOSTS: [&str; 7] = [
    "https://auth.shop.example/login",
    "https://shop.example/a/b",
    "http://shop.example/",
    "https://other.example/",
    "http://auth.cfmall.localhost:3000/x",
    "http://127.0.0.1/",
    "http://[::1]/",
];

fn address() -> impl Strategy<Value = Url> {
    select(&HOSTS[..]).prop_map(|text| Url::parse(text).expect("an address"))
}

fn engine() -> impl Strategy<Value = Engine> {
    select(&Engine::ALL[..])
}

fn context() -> impl Strategy<Value = Context> {
    let credentials = select(vec![
        Credentials::Omit,
        Credentials::SameOrigin,
        Credentials::Include,
    ]);
    (0..5, address(), credentials).prop_map(|(kind, page, credentials)| match kind {
        0 => Context::typed(),
        1 => Context::link(page),
        2 => Context::post(page),
        3 => Context::frame(page),
        _ => Context::fetch(page, credentials),
    })
}

/// Lines that are mostly meant well.
fn line() -> impl Strategy<Value = String> {
    let name = select(vec!["a", "b", "", "__Host-a", "__secure-a", "__Http-a"]);
    let attribute = select(vec![
        "Path=/",
        "Path=/a",
        "Path=x",
        "Domain=shop.example",
        "Domain=localhost",
        "Domain=.cfmall.localhost",
        "Domain=com",
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
        "SameSite=Strict",
        "SameSite=None",
        "Max-Age=60",
        "Max-Age=0",
        "Expires=Thu, 01 Jan 2099 00:00:00 GMT",
        "Partitioned",
    ]);
    (name, "[a-z0-9]{0,4}", vec(attribute, 0..5))
        .prop_map(|(name, value, attributes)| format!("{name}={value}; {}", attributes.join("; ")))
}

fn moment() -> impl Strategy<Value = OffsetDateTime> {
    (0_i64..4_000_000_000).prop_map(|seconds| OffsetDateTime::from_unix_timestamp(seconds).expect("a moment"))
}

proptest! {
    #[test]
    fn nothing_panics(text in ".*", bytes in vec(any::<u8>(), 0..64), from in address(), engine in engine(), now in moment()) {
        for text in [text.as_str(), &String::from_utf8_lossy(&bytes)] {
            parse_date(text);
            path::default_path(text);
            path::matches(text, "/");
            host::is_public_suffix(text);
            host::site(text);
            host::is_loopback(text);
            SetCookie::folded_names(text);
            let mut jar = Jar::new(engine);
            let context = Context::typed();
            let answer = Answer { url: &from, context: &context, now, by_script: false, mark: 0 };
            jar.receive(text, answer);
            jar.receive(&format!("a=b; Domain={text}; Path={text}; Max-Age={text}; Expires={text}"), answer);
            jar.header(&from, &context, now);
        }
    }

    #[test]
    fn the_ends_of_time_do_no_harm(first in any::<bool>(), line in line()) {
        let moment = if first { time::PrimitiveDateTime::MIN } else { time::PrimitiveDateTime::MAX };
        let url = Url::parse(HOSTS[0]).expect("an address");
        let context = Context::typed();
        let mut jar = Jar::new(Engine::Webkit);
        let answer = Answer { url: &url, context: &context, now: moment.assume_utc(), by_script: true, mark: 0 };
        jar.receive(&line, answer);
        jar.header(&url, &context, OffsetDateTime::UNIX_EPOCH);
    }

    #[test]
    fn a_jar_keeps_its_promises(
        lines in vec((line(), address(), context(), 0_i64..100), 0..40),
        to in address(),
        context in context(),
        engine in engine(),
        now in moment(),
    ) {
        let mut jar = Jar::new(engine);
        for (line, from, context, after) in &lines {
            let now = now + Duration::seconds(*after);
            let receipt = jar.receive(line, Answer { url: from, context, now, by_script: false, mark: 0 });
            prop_assert!(receipt.is_kept() || receipt.before.is_none());
            if !receipt.is_kept() {
                prop_assert!(!matches!(receipt.rule, Rule::SameSite | Rule::Expired));
            }
        }
        // One cookie for each name, domain and path.
        for (index, one) in jar.cookies().iter().enumerate() {
            prop_assert!(!jar.cookies()[index + 1..].iter().any(|other| one.is_same_as(other)));
            prop_assert!(one.name.len() + one.value.len() <= LARGEST);
            prop_assert!(one.host_only || !host::is_public_suffix(&one.domain));
            if one.name.to_ascii_lowercase().starts_with("__host-") {
                prop_assert!(one.secure && one.host_only && one.path == "/");
            }
        }
        let decisions = jar.decide(&to, &context, now);
        prop_assert_eq!(decisions.len(), jar.cookies().len());
        for decision in decisions.iter().filter(|decision| decision.sent) {
            let cookie = decision.cookie;
            prop_assert!(host::domain_matches(host::of(&to), &cookie.domain));
            prop_assert!(path::matches(to.path(), &cookie.path));
            prop_assert!(!cookie.secure || jar.is_secure(&to));
            prop_assert!(!cookie.is_expired(now));
        }
        let lengths: Vec<_> = decisions.iter().take_while(|decision| decision.sent)
            .map(|decision| decision.cookie.path.len()).collect();
        prop_assert!(lengths.is_sorted_by(|one, other| one >= other));
    }

    #[test]
    fn domain_matching_is_a_tree(labels in vec("[a-z]{1,3}", 1..5), cut in 0_usize..5, other in option::of("[a-z]{1,6}")) {
        let host = labels.join(".");
        let cut = cut.min(labels.len() - 1);
        let above = labels[cut..].join(".");
        prop_assert!(host::domain_matches(&host, &above));
        if above.len() < host.len() {
            prop_assert!(!host::domain_matches(&above, &host));
        }
        if let Some(other) = other {
            let mangled = format!("{other}{above}");
            let matches = host::domain_matches(&mangled, &above);
            prop_assert!(!matches);
        }
    }
}
