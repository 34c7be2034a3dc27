//! Guessing passwords gets slower and slower, and nobody locks the owner out (ASVS 5.0 6.1.1, 6.3.1).

use crate::{
    mall::{Mall, ORIGIN, Response, Visitor, header, set_cookie, text},
    query::{ask, run, until},
};
use std::thread;

const FREE: usize = 5;

fn attempt(visitor: &Visitor, account: &str, password: &str) -> Response {
    visitor.post("/api/auth/login", &[("account", account), ("password", password)])
}

fn guess(mall: &Mall, account: &str) -> u16 {
    attempt(&mall.visitor().as_script(), account, "wrong")
        .status()
        .as_u16()
}

/// Everybody may try again.
async fn wait(mall: &Mall) {
    run(mall, "update auth.attempt set blocked_until = null").await;
}

#[tokio::test]
async fn after_a_few_failures_there_is_a_pause_which_grows() {
    let mall = Mall::open().await;
    for account in ["zhangsan", "nobody-of-that-name"] {
        for _ in 0..FREE {
            assert_eq!(guess(&mall, account), 401, "{account}");
        }
        let response = attempt(&mall.visitor().as_script(), account, "wrong");
        assert_eq!(response.status(), 429, "{account}");
        let seconds: u64 = header(&response, "retry-after").parse().expect("seconds");
        assert!((1..=2).contains(&seconds), "{seconds}");
        let answer: serde_json::Value = serde_json::from_str(&text(response)).expect("JSON");
        assert_eq!(answer["error"], "too-many-attempts");

        for pause in [2, 4, 8] {
            wait(&mall).await;
            assert_eq!(guess(&mall, account), 401, "{account}");
            let response = attempt(&mall.visitor().as_script(), account, "wrong");
            let seconds: u64 = header(&response, "retry-after").parse().expect("seconds");
            assert!((pause..=pause + 1).contains(&seconds), "{seconds} of {pause}");
        }
    }
}

#[tokio::test]
async fn a_right_password_that_comes_later_works_and_begins_anew() {
    let mall = Mall::open().await;
    for _ in 0..FREE {
        guess(&mall, "zhangsan");
    }
    let early = attempt(&mall.visitor().as_script(), "zhangsan", "cfmall-demo");
    assert_eq!(early.status(), 429, "also the right one has to wait");
    wait(&mall).await;
    mall.member("zhangsan");
    for _ in 0..FREE {
        assert_eq!(guess(&mall, "zhangsan"), 401);
    }
}

#[tokio::test]
async fn the_form_comes_back_with_the_account_and_the_time_left() {
    let mall = Mall::open().await;
    for _ in 0..FREE {
        guess(&mall, "lisi");
    }
    let mut visitor = mall.visitor();
    let response = attempt(&visitor, "lisi", "wrong");
    assert_eq!(response.status(), 303);
    let notice = header(&response, "set-cookie")
        .split(';')
        .next()
        .map(str::to_owned);
    visitor.cookie = notice;
    let page = visitor.get(header(&response, "location"));
    assert_eq!(page.status(), 429);
    assert!(header(&page, "retry-after").parse::<u64>().is_ok());
    let page = text(page);
    assert!(
        page.contains("秒后再试") && page.contains("value=\"lisi\""),
        "{page}"
    );
}

#[tokio::test]
async fn the_owner_is_not_locked_out_where_they_have_logged_in_before() {
    let mall = Mall::open().await;
    let visitor = mall.visitor().as_script();
    let first = attempt(&visitor, "zhangsan", "cfmall-demo");
    let device = set_cookie(&first, "cfmall-device").expect("the device gets a token");
    assert!(
        device.contains("HttpOnly") && device.contains("Path=/api/auth"),
        "{device}"
    );
    let device = device.split(';').next().map(str::to_owned);
    for _ in 0..FREE {
        guess(&mall, "zhangsan");
    }
    assert_eq!(guess(&mall, "zhangsan"), 429);
    let owner = visitor.with_cookie(device.clone());
    assert_eq!(attempt(&owner, "zhangsan", "cfmall-demo").status(), 200);
    // It opens no other account, and has its own pause.
    for _ in 0..FREE {
        assert_eq!(attempt(&owner, "zhangsan", "wrong").status(), 401);
    }
    assert_eq!(attempt(&owner, "zhangsan", "cfmall-demo").status(), 429);
    for _ in 0..FREE {
        guess(&mall, "lisi");
    }
    assert_eq!(attempt(&owner, "lisi", "cfmall-demo").status(), 429);
}

#[tokio::test]
async fn all_copies_count_together_and_many_at_once_are_many() {
    let mall = Mall::open().await;
    let other = mall.beside(&[("INSTANCE", "monolith-2")]);
    let tried: Vec<u16> = thread::scope(|scope| {
        let all: Vec<_> = (0..40)
            .map(|number| {
                let mall = if number % 2 == 0 { &mall } else { &other };
                scope.spawn(move || guess(mall, "wangwu"))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let judged = tried.iter().filter(|status| **status == 401).count();
    // On a slow machine a pause is over before all have come.
    assert!(
        (FREE..FREE + 4).contains(&judged),
        "{judged} of 40 passwords were judged: {tried:?}"
    );
    assert!(
        // Some may find no connection to the database in time.
        tried.iter().all(|status| [401, 429, 503].contains(status)),
        "{tried:?}"
    );
}

/// Uncounted attempts are one at a time about an account, whatever it is called and whatever device claims to be its owner's.
#[tokio::test]
async fn names_and_devices_of_one_account_are_one_account() {
    let mall = Mall::open().await;
    let tried: Vec<u16> = thread::scope(|scope| {
        let all: Vec<_> = (0..40)
            .map(|number: usize| {
                let visitor = mall.visitor().as_script();
                let device = visitor.with_cookie(Some(format!("cfmall-device={number:032x}")));
                let account = ["zhangsan", "ZhangSan", "13800000001", "+86 138 0000 0001"][number % 4];
                scope.spawn(move || attempt(&device, account, "wrong").status().as_u16())
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let judged = tried.iter().filter(|status| **status == 401).count();
    assert!(
        (FREE..FREE + 4).contains(&judged),
        "{judged} of 40 passwords were judged: {tried:?}"
    );
}

#[tokio::test]
async fn a_right_password_that_nothing_speaks_against_is_not_counted_at_all() {
    let mall = Mall::open().await;
    let attempts = || async {
        sqlx::query_scalar::<_, i64>("select count(*) from auth.attempt where failures > 0")
            .fetch_one(mall.database.pool())
            .await
            .expect("a count")
    };
    mall.member("lisi");
    assert_eq!(attempts().await, 0);
    guess(&mall, "lisi");
    assert_eq!(attempts().await, 2, "the account and the address");
    mall.member("lisi");
    assert_eq!(
        attempts().await,
        1,
        "the account begins anew, the address keeps it"
    );
}

/// What cannot be counted is told to nobody; those who come after it are counted before they are judged, and it is made up for.
#[tokio::test]
async fn a_wrong_password_that_cannot_be_counted_now_is_counted_later() {
    let mall = Mall::open().await;
    run(
        &mall,
        "alter function auth.count_failure rename to no_count_failure",
    )
    .await;
    assert_eq!(guess(&mall, "lisi"), 503);
    assert_eq!(guess(&mall, "lisi"), 401);
    let failures =
        "select round(failures) from auth.attempt where subject <> auth.hashed('address 127.0.0.1')";
    assert_eq!(ask(&mall, failures).await, "1", "the second one alone");
    run(
        &mall,
        "alter function auth.no_count_failure rename to count_failure",
    )
    .await;
    until(&mall, failures, "2").await;
}

#[tokio::test]
async fn what_was_typed_wrong_behind_one_address_is_forgotten_bit_by_bit() {
    let mall = Mall::open().await;
    guess(&mall, "lisi");
    // A hundred failures, the last of them nine minutes ago: nine are forgotten.
    sqlx::query(
        "update auth.attempt set failures = 100, last_at = clock_timestamp() - interval '9 minutes 30 seconds'
         where subject = auth.hashed('address 127.0.0.1')",
    )
    .execute(mall.database.pool())
    .await
    .expect("time passes");
    for number in 0..10 {
        assert_eq!(guess(&mall, &format!("nobody-{number}")), 401, "{number}");
    }
    assert_eq!(guess(&mall, "nobody"), 429);
}

#[tokio::test]
async fn a_password_that_nobody_looked_at_counts_for_nothing() {
    let mall = Mall::open_with(&[("TRUSTED_PROXIES", "1")]).await;
    let guess_from_afar = |number: u16| {
        let [high, low] = number.to_be_bytes();
        let address = format!("203.0.{high}.{low}");
        let body = format!("account=nobody-{number}&password=wrong").into_bytes();
        let headers = [
            ("origin", ORIGIN),
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-forwarded-for", &address),
        ];
        let visitor = mall.visitor().as_script();
        visitor
            .send("POST", "/api/auth/login", &headers, body)
            .status()
            .as_u16()
    };
    // More than there are places in the queue before the hasher.
    let tried: Vec<u16> = thread::scope(|scope| {
        let all: Vec<_> = (0..300)
            .map(|number| scope.spawn(move || guess_from_afar(number)))
            .collect();
        all.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let judged = tried.iter().filter(|status| **status == 401).count();
    assert!(tried.contains(&503), "the queue was full: {tried:?}");
    // Account and address each.
    let counted: i64 = sqlx::query_scalar("select count(*) from auth.attempt where failures > 0")
        .fetch_one(mall.database.pool())
        .await
        .expect("a count");
    assert_eq!(usize::try_from(counted), Ok(2 * judged), "{tried:?}");
}

#[tokio::test]
async fn many_right_passwords_at_once_are_no_attack() {
    let mall = Mall::open().await;
    thread::scope(|scope| {
        for _ in 0..30 {
            scope.spawn(|| mall.member("layla"));
        }
    });
}

#[tokio::test]
async fn who_is_logged_in_guesses_no_faster() {
    let mall = Mall::open().await;
    let member = mall.member("lisi").as_script();
    for _ in 0..FREE {
        let response = member.post("/api/auth/confirm", &[("password", "wrong")]);
        assert_eq!(response.status(), 401);
    }
    for (address, form) in [
        ("/api/auth/confirm", &[("password", "cfmall-demo")][..]),
        (
            "/api/auth/password",
            &[("current", "cfmall-demo"), ("new", "another-password")],
        ),
    ] {
        let response = member.post(address, form);
        assert_eq!(response.status(), 429, "{address}");
        assert!(
            header(&response, "retry-after").parse::<u64>().is_ok(),
            "{address}"
        );
    }
    mall.member("lisi");
}

#[tokio::test]
async fn the_owner_and_the_operator_hear_of_it() {
    let mall = Mall::open_with(&[("METRICS_ADDR", "127.0.0.1:0")]).await;
    mall.member("zhangsan");
    for _ in 0..3 {
        guess(&mall, "zhangsan");
    }
    // Written down behind the answer.
    let count = || async {
        sqlx::query_scalar::<_, i64>("select count(*) from auth.activity where kind = 'login-failed'")
            .fetch_one(mall.database.pool())
            .await
            .expect("a count")
    };
    while count().await < 3 {
        tokio::task::yield_now().await;
    }
    for again in ["once", "who clicks twice"] {
        let page = text(mall.member("zhangsan").get("/account/sessions"));
        assert!(page.contains("有 3 次登录你账户的尝试失败了"), "{again}: {page}");
    }
    sqlx::query("update auth.activity set at = at - interval '1 hour'")
        .execute(mall.database.pool())
        .await
        .expect("time passes");
    let page = text(mall.member("zhangsan").get("/account/sessions"));
    assert!(!page.contains("的尝试失败了"), "they were told");
    let page = text(mall.member("lisi").get("/account/sessions"));
    assert!(!page.contains("的尝试失败了"));
}

/// A password that is wrong leaves a line for operators, wherever it was asked for.
#[tokio::test]
async fn wrong_passwords_are_in_the_log() {
    let log = std::env::temp_dir().join(format!("cfmall-attempts-{}", std::process::id()));
    let mall = Mall::open_logging(&log, "warn").await;
    let member = mall.member("zhangsan");
    guess(&mall, "zhangsan");
    for (address, form) in [
        ("/api/auth/confirm", &[("password", "wrong")][..]),
        (
            "/api/auth/password",
            &[("current", "wrong"), ("new", "long-enough")],
        ),
    ] {
        assert_eq!(member.as_script().post(address, form).status(), 401, "{address}");
    }
    let said = std::fs::read_to_string(&log).expect("the log");
    assert_eq!(said.matches("a login failed").count(), 1, "{said}");
    assert_eq!(said.matches("a confirmation failed").count(), 2, "{said}");
    std::fs::remove_file(&log).expect("removed");
}
