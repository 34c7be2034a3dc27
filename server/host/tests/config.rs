//! The process says no to what cannot work, in a sentence that helps.

use app_session::{CookieScope, Limits, ScopeChange, SessionCookie};
use secrecy::ExposeSecret;
use server_host::{HostConfig, Service};
use std::{collections::HashMap, time::Duration};

const GOOD: [(&str, &str); 4] = [
    ("DATABASE_URL", "postgres://cfmall:secret@localhost/cfmall"),
    ("MALL_ORIGIN", "https://cfmall.example"),
    ("AUTH_ORIGIN", "https://auth.cfmall.example"),
    ("SESSION_COOKIE_DOMAIN", "cfmall.example"),
];

fn load(service: Service, changes: &[(&str, &str)]) -> Result<HostConfig, String> {
    let mut variables: HashMap<&str, &str> = GOOD.into();
    variables.extend(changes.iter().copied());
    HostConfig::from_env(service, &|name| {
        variables.get(name).map(|value| (*value).to_owned())
    })
    .map_err(|error| error.to_string())
}

fn refusal(service: Service, changes: &[(&str, &str)]) -> String {
    load(service, changes).expect_err("it refuses to start")
}

#[test]
fn the_fix_of_the_lesson_starts() {
    for service in [Service::Mall, Service::Auth, Service::Monolith] {
        let config = load(service, &[]).expect("a good configuration");
        assert_eq!(SessionCookie::new(&config.session).name(), "__Secure-cfmall");
    }
}

#[test]
fn one_host_gets_the_strictest_cookie() {
    let one_host = [
        ("AUTH_ORIGIN", "https://cfmall.example"),
        ("SESSION_COOKIE_DOMAIN", ""),
    ];
    let config = load(Service::Mall, &one_host).expect("a good configuration");
    let cookie = SessionCookie::new(&config.session);
    assert_eq!((cookie.name(), cookie.domain()), ("__Host-cfmall", None));
}

/// Decision 0048.
#[test]
fn a_change_of_the_cookie_s_scope_is_possible_or_explained() {
    let before = [
        ("AUTH_ORIGIN", "https://cfmall.example"),
        ("SESSION_COOKIE_DOMAIN", ""),
        ("SESSION_COOKIE_ALSO", ".CFmall.example"),
    ];
    let parent = CookieScope::Parent("cfmall.example".into());
    let change = |service, changes: &[_]| {
        let config = load(service, changes).expect("a good configuration");
        config.session.scope_change
    };
    assert_eq!(
        change(Service::Monolith, &before),
        Some(ScopeChange::Also(parent))
    );
    let after = [("SESSION_COOKIE_ALSO", "host")];
    assert_eq!(
        change(Service::Mall, &after),
        Some(ScopeChange::Also(CookieScope::Host))
    );
    assert_eq!(
        change(Service::Auth, &after),
        None,
        "a host that was not there before"
    );
    let over = [("SESSION_COOKIE_FORMER", "host")];
    assert_eq!(
        change(Service::Mall, &over),
        Some(ScopeChange::Former(CookieScope::Host))
    );

    for (changes, reason) in [
        (
            &[("SESSION_COOKIE_ALSO", "host"), ("SESSION_COOKIE_FORMER", "host")][..],
            "set one of them",
        ),
        (&[("SESSION_COOKIE_ALSO", "cfmall.example")], "so it says host"),
        (
            &[("SESSION_COOKIE_DOMAIN", ""), ("SESSION_COOKIE_FORMER", "host")],
            "so it says the domain",
        ),
        (
            &[("SESSION_COOKIE_ALSO", "host"), ("COOKIE_INSECURE", "1")],
            "cannot be told apart",
        ),
    ] {
        let refusal = refusal(Service::Mall, changes);
        assert!(refusal.contains(reason), "{refusal}");
    }
    for (domain, reason) in [
        (
            "other.example",
            "SESSION_COOKIE_ALSO=other.example does not cover",
        ),
        ("example", "single label"),
    ] {
        let mut changes = before;
        changes[2].1 = domain;
        let refusal = refusal(Service::Monolith, &changes);
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn each_failure_of_the_lesson_is_refused_and_explained() {
    let never_arrives = refusal(Service::Mall, &[("SESSION_COOKIE_DOMAIN", "")]);
    assert!(
        never_arrives.contains("never sent to cfmall.example"),
        "{never_arrives}"
    );
    let not_shared = refusal(Service::Mall, &with(&LOCAL, &[("SESSION_STORE", "memory")]));
    assert!(
        not_shared.contains("the other service does not know them"),
        "{not_shared}"
    );
    let outside = refusal(Service::Auth, &[("SESSION_COOKIE_DOMAIN", "other.example")]);
    assert!(outside.contains("does not cover cfmall.example"), "{outside}");
    let lookalike = refusal(Service::Auth, &[("SESSION_COOKIE_DOMAIN", "mall.example")]);
    assert!(lookalike.contains("does not cover"), "{lookalike}");
    let single_label = [
        ("MALL_ORIGIN", "http://localhost:3000"),
        ("AUTH_ORIGIN", "http://auth.localhost:3000"),
        ("SESSION_COOKIE_DOMAIN", "localhost"),
    ];
    assert!(refusal(Service::Mall, &single_label).contains("single label"));
    for sentence in [never_arrives, not_shared, outside] {
        assert!(
            sentence.contains("LAB=1"),
            "it says how to watch it fail: {sentence}"
        );
    }
}

#[test]
fn the_lab_may_watch_them_fail() {
    for changes in [("SESSION_COOKIE_DOMAIN", ""), ("SESSION_STORE", "memory")] {
        let config = load(Service::Mall, &with(&LOCAL, &[changes, ("LAB", "1")]));
        assert!(config.is_ok(), "{changes:?}");
    }
}

#[test]
fn what_is_missing_or_unreadable_is_named() {
    for (name, value) in [
        ("DATABASE_URL", ""),
        ("MALL_ORIGIN", ""),
        ("AUTH_ORIGIN", ""),
        ("MALL_ORIGIN", "cfmall.example"),
        ("AUTH_ORIGIN", "https://auth.cfmall.example/login"),
        ("SESSION_STORE", "redis"),
        ("SESSION_ABSOLUTE", "12"),
        ("SESSION_ABSOLUTE", "99999999d"),
        ("SESSION_REMEMBER_ABSOLUTE", "401d"),
        ("MAX_CONNECTIONS", "0"),
        ("SHUTDOWN_DELAY", "5"),
        ("DATABASE_URL", "cfmall"),
        ("SESSION_IDLE", "24h"),
        ("SESSION_REMEMBER_IDLE", "31d"),
        ("SESSION_LIMIT", "0"),
        ("SESSION_CLEAN_UP", "0s"),
        ("SESSION_RENEWAL", "off"),
        ("SESSION_BUCKETS", "yes"),
        ("SESSION_REQUIRE_STANDBY", "on"),
        // Without SESSION_BUCKETS=1.
        ("SESSION_PARTITIONS", "1"),
        ("TRUSTED_PROXIES", "-1"),
        ("METRICS_ADDR", "9100"),
        ("SESSION_PROBE", "on"),
        ("LEPTOS_SITE_ADDR", "localhost"),
        ("LAB", "yes"),
        ("SESSION_KEY", "abc"),
        ("LAB_KEY", "abc"),
        ("LAB_ORIGIN", "cfmall.localhost"),
        ("LAB_FORMAT", "3"),
        // Without LAB=1.
        ("LAB_ORIGIN", "http://lab.cfmall.localhost"),
    ] {
        let sentence = refusal(Service::Mall, &[(name, value)]);
        assert!(sentence.contains(name), "{name}={value}: {sentence}");
    }
    let sealed = refusal(Service::Mall, &[("SESSION_STORE", "cookie")]);
    assert!(sealed.contains("SESSION_KEY"), "{sealed}");
}

/// Where only this machine comes.
const LOCAL: [(&str, &str); 3] = [
    ("MALL_ORIGIN", "http://cfmall.localhost:3000"),
    ("AUTH_ORIGIN", "http://auth.cfmall.localhost:3000"),
    ("SESSION_COOKIE_DOMAIN", "cfmall.localhost"),
];
/// What is for the developer alone.
const DANGERS: [(&str, &str); 6] = [
    ("DEMO_DATA", "1"),
    ("SESSION_PROBE", "1"),
    ("LAB", "1"),
    ("SESSION_STORE", "postgres-stock"),
    ("SESSION_STORE", "memory"),
    ("SESSION_STORE", "cookie"),
];

fn with(
    base: &[(&'static str, &'static str)],
    more: &[(&'static str, &'static str)],
) -> Vec<(&'static str, &'static str)> {
    let key = "abababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab";
    base.iter()
        .chain(more)
        .copied()
        .chain([("SESSION_KEY", key)])
        .collect()
}

#[test]
fn what_is_for_the_developer_stays_on_the_developers_machine() {
    for danger in DANGERS {
        let local = load(Service::Monolith, &with(&LOCAL, &[danger]));
        assert!(local.is_ok(), "{danger:?}: {local:?}");
        for reachable in [
            &[][..],
            &[("LEPTOS_SITE_ADDR", "0.0.0.0:3000")],
            &[("LEPTOS_SITE_ADDR", "[::]:3000")],
            &[("LEPTOS_SITE_ADDR", "192.0.2.1:3000")],
            &[("MALL_ORIGIN", "http://127.evil.example")],
            &[("AUTH_ORIGIN", "https://auth.cfmall.example")],
        ] {
            let base = if reachable.is_empty() { &[][..] } else { &LOCAL };
            let sentence = refusal(Service::Monolith, &with(&with(base, &[danger]), reachable));
            assert!(
                sentence.contains(danger.0) && sentence.contains("others can reach"),
                "{danger:?} with {reachable:?}: {sentence}"
            );
        }
        let meant = load(
            Service::Monolith,
            &with(&[danger], &[("DANGER_DEMO_FOR_EVERYBODY", "1")]),
        );
        assert!(meant.is_ok(), "{danger:?}: {meant:?}");
    }
}

#[test]
fn nobody_else_reads_the_messages_to_phones() {
    let mailbox = ("MESSENGER", "mailbox");
    let local = load(Service::Monolith, &LOCAL).expect("a good configuration");
    assert!(local.has_mailbox(), "on one's own machine there is one");
    let public = load(Service::Auth, &[]).expect("a good configuration");
    assert!(!public.has_mailbox());
    let sentence = refusal(Service::Auth, &[mailbox]);
    assert!(
        sentence.contains("MESSENGER=mailbox") && sentence.contains("others can reach"),
        "{sentence}"
    );
    let welcome = [mailbox, ("DANGER_DEMO_FOR_EVERYBODY", "1")];
    assert_eq!(refusal(Service::Auth, &welcome), sentence, "not even then");
    let open = with(&LOCAL, &[mailbox, ("LEPTOS_SITE_ADDR", "0.0.0.0:3000")]);
    assert!(refusal(Service::Auth, &open).contains("MESSENGER=mailbox"));
    let none = load(Service::Monolith, &with(&LOCAL, &[("MESSENGER", "none")]));
    assert!(!none.expect("a good configuration").has_mailbox());
    assert!(refusal(Service::Auth, &[("MESSENGER", "pigeon")]).contains("MESSENGER"));
}

#[test]
fn messages_go_to_a_provider_that_knows_us_and_not_in_the_clear() {
    let token = ("MESSENGER_TOKEN", "knock-knock");
    let to = |address| [("MESSENGER", "http"), ("MESSENGER_URL", address), token];
    let good = load(Service::Auth, &to("http://127.0.0.1:9000/messages")).expect("a good configuration");
    let (address, known_by) = good.provider().expect("a provider");
    assert_eq!(address.as_str(), "http://127.0.0.1:9000/messages");
    assert_eq!(known_by.expose_secret(), "knock-knock");
    assert!(!good.has_mailbox() && !format!("{good:?}").contains("knock"));
    for (address, why) in [
        ("http://sms.example/messages", "https://"),
        ("ftp://127.0.0.1/", "https://"),
        ("sms", "no address"),
        ("http://us:secret@127.0.0.1/", "MESSENGER_TOKEN"),
    ] {
        let sentence = refusal(Service::Auth, &to(address));
        assert!(
            sentence.contains("MESSENGER_URL") && sentence.contains(why),
            "{sentence}"
        );
    }
    let encrypted = load(Service::Auth, &to("https://sms.example/messages"));
    assert_eq!(encrypted.is_ok(), cfg!(feature = "tls"), "{encrypted:?}");
    let url = ("MESSENGER_URL", "http://127.0.0.1:9000/");
    let unknown = refusal(Service::Auth, &[("MESSENGER", "http"), url]);
    assert!(unknown.contains("MESSENGER_TOKEN"), "{unknown}");
    let odd = refusal(
        Service::Auth,
        &[("MESSENGER", "http"), url, ("MESSENGER_TOKEN", "two words")],
    );
    assert!(
        odd.contains("MESSENGER_TOKEN") && !odd.contains("two words"),
        "{odd}"
    );
    assert!(refusal(Service::Monolith, &[("MESSENGER", "http"), token]).contains("MESSENGER_URL"));
    let mall = load(Service::Mall, &[("MESSENGER", "http")]).expect("the mall sends no messages");
    assert!(mall.provider().is_none());
}

#[test]
fn passwords_are_not_hashed_for_less_than_owasp_says() {
    let usual = load(Service::Auth, &[]).expect("a good configuration");
    assert_eq!(usual.password_cost.to_string(), "m=19456,t=2,p=1");
    let dearer = load(Service::Auth, &[("PASSWORD_COST", "m=65536,t=3,p=1")]);
    assert_eq!(
        dearer.expect("a good configuration").password_cost.to_string(),
        "m=65536,t=3,p=1"
    );
    for wrong in ["m=1024,t=1,p=1", "19456", "m=19922944,t=2,p=1"] {
        let sentence = refusal(Service::Auth, &[("PASSWORD_COST", wrong)]);
        assert!(
            sentence.contains("PASSWORD_COST") && sentence.contains(wrong),
            "{sentence}"
        );
    }
}

#[test]
fn an_account_can_be_kept_for_two_weeks_unless_told_otherwise() {
    let days = |environment: &[(&str, &str)]| {
        let config = load(Service::Auth, environment).expect("a good configuration");
        config.deletion_grace.as_secs() / 86_400
    };
    assert_eq!(days(&[]), 14);
    assert_eq!(days(&[("ACCOUNT_DELETION_GRACE", "30d")]), 30);
    let sentence = refusal(Service::Auth, &[("ACCOUNT_DELETION_GRACE", "0d")]);
    assert!(sentence.contains("ACCOUNT_DELETION_GRACE"), "{sentence}");
}

#[test]
fn loopback_has_many_addresses() {
    for origin in [
        "http://127.0.0.9:3000",
        "http://[::1]:3000",
        "http://localhost:3000",
    ] {
        let changes = [
            ("MALL_ORIGIN", origin),
            ("AUTH_ORIGIN", origin),
            ("SESSION_COOKIE_DOMAIN", ""),
            ("LEPTOS_SITE_ADDR", "[::1]:3000"),
            ("DEMO_DATA", "1"),
        ];
        assert!(load(Service::Monolith, &changes).is_ok(), "{origin}");
    }
}

#[test]
fn what_no_browser_keeps_is_refused() {
    let suffix = [
        ("MALL_ORIGIN", "https://cfmall.co.uk"),
        ("AUTH_ORIGIN", "https://auth.cfmall.co.uk"),
        ("SESSION_COOKIE_DOMAIN", "co.uk"),
    ];
    assert!(refusal(Service::Mall, &suffix).contains("public suffix"));
    let plain = [
        ("MALL_ORIGIN", "http://cfmall.example"),
        ("AUTH_ORIGIN", "http://auth.cfmall.example"),
    ];
    assert!(refusal(Service::Mall, &plain).contains("use https"));
    assert!(load(Service::Mall, &with(&plain, &[("COOKIE_INSECURE", "1")])).is_ok());
}

#[test]
fn secrets_that_cannot_be_used_are_not_repeated() {
    for (name, value) in [
        ("DATABASE_URL", "postgres://cfmall:hunter2@one,two/cfmall"),
        ("DATABASE_URL", "mysql://cfmall:hunter2@localhost/cfmall"),
        ("SESSION_KEY", "hunter2"),
    ] {
        let sentence = refusal(Service::Mall, &[(name, value)]);
        assert!(
            sentence.contains(name) && !sentence.contains("hunter2"),
            "{sentence}"
        );
    }
}

#[test]
fn sessions_live_as_long_as_the_standards_say_unless_told_otherwise() {
    let config = load(
        Service::Mall,
        &[
            ("SESSION_REMEMBER_IDLE", "7d"),
            ("SESSION_LIMIT", "3"),
            ("SESSION_CLEAN_UP", "5s"),
        ],
    );
    let limits = config.expect("a good configuration").session.limits;
    assert_eq!(limits.ordinary, Limits::default().ordinary);
    assert_eq!(limits.remembered.idle, Duration::from_hours(7 * 24));
    assert_eq!(limits.per_member, 3);
    assert_eq!(limits.clean_up, Duration::from_secs(5));
}

#[test]
fn secrets_are_not_printed() {
    let key = "ab".repeat(64);
    let config = load(Service::Mall, &[("SESSION_KEY", &key)]).expect("a good configuration");
    let printed = format!("{config:?}");
    assert!(
        !printed.contains("secret") && !printed.contains(&key),
        "{printed}"
    );
}

#[test]
fn a_provider_of_logins_is_known_and_not_in_the_clear() {
    let good = [
        ("SOCIAL_PROVIDERS", "demo, company-id"),
        ("SOCIAL_DEMO_ISSUER", "http://127.0.0.1:4000"),
        ("SOCIAL_DEMO_CLIENT_ID", "cfmall"),
        ("SOCIAL_DEMO_CLIENT_SECRET", "the-secret"),
        ("SOCIAL_COMPANY_ID_ISSUER", "http://localhost:4000/company"),
        ("SOCIAL_COMPANY_ID_CLIENT_ID", "mall"),
        ("SOCIAL_COMPANY_ID_CLIENT_SECRET", "the-secret-of-the-company"),
        ("SOCIAL_COMPANY_ID_LABEL", "Company"),
    ];
    let config = load(Service::Auth, &good).expect("a good configuration");
    let names: Vec<_> = config
        .social
        .iter()
        .map(|one| (&*one.name, &*one.label))
        .collect();
    assert_eq!(names, [("demo", "demo"), ("company-id", "Company")]);
    let origin = config.social[1].origin().expect("an origin");
    assert_eq!(origin.to_string(), "http://localhost:4000");
    assert!(!format!("{config:?}").contains("the-secret"));
    let mall = load(Service::Mall, &good).expect("a good configuration");
    assert!(mall.social.is_empty(), "the mall logs nobody in");

    for (name, value, reason) in [
        ("SOCIAL_PROVIDERS", "Demo", "small letters"),
        ("SOCIAL_PROVIDERS", "demo,", "small letters"),
        ("SOCIAL_PROVIDERS", "demo,demo", "twice"),
        ("SOCIAL_PROVIDERS", "other", "SOCIAL_OTHER_ISSUER is missing"),
        ("SOCIAL_COMPANY_ID_ISSUER", "http://127.0.0.1:4000", "one issuer"),
        ("SOCIAL_DEMO_ISSUER", "nonsense", "no address"),
        ("SOCIAL_DEMO_ISSUER", "http://id.example", "https://"),
        ("SOCIAL_DEMO_ISSUER", "http://127.0.0.1:4000?x", "no query"),
        ("SOCIAL_DEMO_CLIENT_ID", "", "SOCIAL_DEMO_CLIENT_ID is missing"),
        (
            "SOCIAL_DEMO_CLIENT_SECRET",
            "",
            "SOCIAL_DEMO_CLIENT_SECRET is missing",
        ),
        ("SOCIAL_DEMO_CLIENT_SECRET_FILE", "/nowhere", "both set"),
    ] {
        let bad = refusal(Service::Auth, &[&good[..], &[(name, value)]].concat());
        assert!(
            bad.contains(reason) && !bad.contains("the-secret"),
            "{name}={value}: {bad}"
        );
    }
    let path = std::env::temp_dir().join(format!("cfmall-client-secret-{}", std::process::id()));
    std::fs::write(&path, "from-a-file\n").expect("written");
    let in_file = [
        ("SOCIAL_DEMO_CLIENT_SECRET", ""),
        ("SOCIAL_DEMO_CLIENT_SECRET_FILE", path.to_str().expect("a path")),
    ];
    let config = load(Service::Monolith, &[&good[..], &in_file].concat()).expect("a good configuration");
    assert_eq!(config.social[0].client_secret.expose_secret(), "from-a-file");
    std::fs::remove_file(&path).expect("removed");
}

#[test]
fn a_secret_may_be_in_a_file() {
    let path = std::env::temp_dir().join(format!("cfmall-secret-{}", std::process::id()));
    let file = path.to_str().expect("a path");
    std::fs::write(&path, "postgres://cfmall:from-a-file@localhost/cfmall\n").expect("written");
    let in_file = [("DATABASE_URL", ""), ("DATABASE_URL_FILE", file)];
    let config = load(Service::Mall, &in_file).expect("a good configuration");
    assert!(
        config
            .database_url
            .expose_secret()
            .ends_with("from-a-file@localhost/cfmall")
    );
    let both = refusal(Service::Mall, &[("DATABASE_URL_FILE", file)]);
    assert!(both.contains("both set"), "{both}");

    std::fs::write(&path, "postgres://cfmall:from-a-file@one,two/cfmall").expect("written");
    let bad = refusal(Service::Mall, &in_file);
    assert!(bad.contains("HAProxy") && !bad.contains("from-a-file"), "{bad}");
    std::fs::remove_file(&path).expect("removed");
    let none = refusal(Service::Mall, &in_file);
    assert!(
        none.contains("DATABASE_URL_FILE") && none.contains("No such file"),
        "{none}"
    );
}

#[test]
fn a_collector_of_spans_is_named_by_either_variable() {
    let has_collector = |changes: &[_]| {
        load(Service::Mall, changes)
            .expect("a good configuration")
            .has_collector
    };
    assert!(!has_collector(&[]));
    assert!(!has_collector(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")]));
    for name in [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    ] {
        assert!(has_collector(&[(name, "http://collector:4318")]), "{name}");
    }
}

#[test]
fn the_example_is_a_good_configuration_and_complete() {
    let example = include_str!("../../../deploy/env.example");
    let variables: HashMap<&str, &str> = example
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .collect();
    let asked = std::cell::RefCell::new(Vec::new());
    let source = |name: &str| {
        asked.borrow_mut().push(name.to_owned());
        variables.get(name).map(|value| (*value).to_owned())
    };
    for service in [Service::Monolith, Service::Auth, Service::Mall] {
        HostConfig::from_env(service, &source).expect("the example works");
    }
    for name in asked.into_inner() {
        assert!(
            variables.contains_key(name.as_str()),
            "{name} is not in deploy/env.example"
        );
    }
}
