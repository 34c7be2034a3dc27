//! A passkey is added, logs in, proves who its member is, gets a name, and goes.

use super::{
    ADD, CONFIRM, CONFIRMED, LOGGED_IN, LOGIN, PROOFS_GET_OLD, REMOVE, RENAME, add, begin, log_in, nickname,
    refused, signed, zhangsan_with_a_passkey,
};
use crate::{
    browser::Browser,
    mall::ORIGIN,
    passkeys::Authenticator,
    query::{ask, run},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_passkey_logs_in_without_a_user_name() {
    let (mall, mut member, mut authenticator) = zhangsan_with_a_passkey().await;
    let page = member.page("/account/passkeys");
    assert!(
        page.contains("通行密钥添加成功") && page.contains(">手机</bdi>"),
        "{page}"
    );
    let page = member.page("/account/activity");
    assert!(page.contains("添加了通行密钥"), "{page}");

    let mut browser = Browser::new(&mall);
    let page = browser.page("/login");
    assert!(page.contains("用通行密钥登录"), "{page}");
    let (ceremony, asked) = begin(&mut browser, LOGIN);
    assert_eq!(asked["publicKey"]["rpId"], "cfmall.localhost");
    assert_eq!(asked["publicKey"]["allowCredentials"], json!([]));
    assert_eq!(asked["publicKey"]["userVerification"], "required");
    let next = format!("{ORIGIN}/orders");
    let answer = json!({ "ceremony": ceremony, "credential": authenticator.signs(&asked), "next": next });
    let (status, answer) = browser.tell(LOGGED_IN, &answer);
    assert_eq!(status, 200, "{answer}");
    let location = answer["location"].as_str().expect("an address");
    assert!(
        location.starts_with("/login/check?next=") && location.ends_with("%2Forders"),
        "{location}"
    );
    assert_eq!(nickname(&mut browser).as_deref(), Some("张三"));
    let page = browser.page("/account/activity");
    assert!(page.contains("用通行密钥登录了"), "{page}");
    // The authenticator has checked who it is: that is a fresh proof.
    assert_eq!(browser.post("/api/auth/export", &[]).status(), 200);
    let export: Value = serde_json::from_str(&browser_export(&mut browser)).expect("JSON");
    assert_eq!(export["passkeys"][0]["name"], "手机");
    assert!(export["passkeys"][0]["last_used_at"].is_string(), "{export}");
    assert_eq!(
        export["passkeys"][0].as_object().map(serde_json::Map::len),
        Some(3),
        "no key"
    );
    let login = "select method from session.login order by signed_in_at desc limit 1";
    assert_eq!(ask(&mall, login).await, "passkey");
}

fn browser_export(browser: &mut Browser) -> String {
    crate::mall::text(browser.post("/api/auth/export", &[]))
}

#[tokio::test]
async fn a_ceremony_goes_on_at_another_copy_and_is_answered_once() {
    let (mall, _, mut authenticator) = zhangsan_with_a_passkey().await;
    let other = mall.beside(&[("INSTANCE", "monolith-2")]);
    let mut here = Browser::new(&mall);
    let answer = signed(&mut here, LOGIN, &mut authenticator);
    let mut there = Browser::new(&other);
    there.cookies = here.cookies.clone();
    assert_eq!(there.tell(LOGGED_IN, &answer).0, 200);
    assert_eq!(nickname(&mut there).as_deref(), Some("张三"));
    assert_eq!(here.tell(LOGGED_IN, &answer), refused(400, "replayed"));
    assert_eq!(nickname(&mut here), None);

    // At the same time, at both.
    let answer = signed(&mut here, LOGIN, &mut authenticator);
    there.cookies = here.cookies.clone();
    let mut statuses = std::thread::scope(|scope| {
        let one = scope.spawn(|| here.tell(LOGGED_IN, &answer).0);
        let two = scope.spawn(|| there.tell(LOGGED_IN, &answer).0);
        [one.join().expect("an answer"), two.join().expect("an answer")]
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test]
async fn a_passkey_stands_for_the_password() {
    let (mall, mut member, mut authenticator) = zhangsan_with_a_passkey().await;
    run(&mall, PROOFS_GET_OLD).await;
    let needed = refused(403, "confirm-needed");
    assert_eq!(member.tell(ADD, &json!({})), needed);
    assert_eq!(member.ask(REMOVE, &[("passkey", "1")]), needed);
    let page = member.page("/account/confirm");
    assert!(
        page.contains("用通行密钥确认") && page.contains("name=\"password\""),
        "{page}"
    );

    // Somebody else's is none of the member's.
    let mut lisi = Browser::of(&mall, "lisi");
    let mut theirs = Authenticator::new(8, ORIGIN);
    assert_eq!(add(&mut lisi, &mut theirs, "电脑").0, 200);
    let answer = signed(&mut member, CONFIRM, &mut theirs);
    assert_eq!(member.tell(CONFIRMED, &answer), refused(401, "unknown-passkey"));
    assert_eq!(member.ask("/api/auth/export", &[]), needed);

    let before = member.cookies["__Host-cfmall"].clone();
    let (ceremony, asked) = begin(&mut member, CONFIRM);
    assert_eq!(
        asked["publicKey"]["allowCredentials"].as_array().map(Vec::len),
        Some(1),
        "{asked}"
    );
    let next = format!("{ORIGIN}/account");
    let answer = json!({ "ceremony": ceremony, "credential": authenticator.signs(&asked), "next": next });
    // A challenge to confirm logs nobody in.
    assert_eq!(member.tell(LOGGED_IN, &answer), refused(400, "mismatched"));
    let (status, answer) = member.tell(CONFIRMED, &answer);
    let location = answer["location"].as_str().unwrap_or_default();
    assert!(status == 200 && location.ends_with("/account"), "{answer}");
    assert_ne!(member.cookies["__Host-cfmall"], before, "another id");
    assert_eq!(member.post("/api/auth/export", &[]).status(), 200);

    // Who has none is not asked for one.
    let mut guest = Browser::new(&mall);
    assert_eq!(guest.tell(CONFIRM, &json!({})), refused(401, "login-needed"));
    assert_eq!(guest.tell(ADD, &json!({})), refused(401, "login-needed"));
    let mut other = Browser::of(&mall, "wangwu");
    assert_eq!(other.tell(CONFIRM, &json!({})), refused(401, "unknown-passkey"));
    assert!(!other.page("/account/confirm").contains("用通行密钥确认"));
}

#[tokio::test]
async fn passkeys_are_named_and_removed_by_their_member() {
    let (mall, mut member, mut authenticator) = zhangsan_with_a_passkey().await;
    let number = ask(&mall, "select id from auth.passkey").await;
    let this = ("passkey", &*number);
    for (name, why) in [("", "name"), ("a\nb", "name"), (&*"名".repeat(41), "name")] {
        assert_eq!(member.ask(RENAME, &[this, ("name", name)]), refused(422, why));
    }
    let page = member.submit(RENAME, &[this, ("name", "")]);
    assert!(page.contains("1 到 40 个字符"), "{page}");
    let page = member.submit(RENAME, &[this, ("name", "<b>工作</b>")]);
    assert!(
        page.contains("通行密钥已改名") && page.contains("&lt;b&gt;工作"),
        "{page}"
    );

    let mut lisi = Browser::of(&mall, "lisi");
    for form in [RENAME, REMOVE] {
        for other in [number.as_str(), "0", "x", "99999999999999999999"] {
            let asked = lisi.ask(form, &[("passkey", other), ("name", "我的")]);
            assert_eq!(asked, refused(404, "unknown-passkey"), "{form} {other}");
        }
    }
    assert_eq!(ask(&mall, "select name from auth.passkey").await, "<b>工作</b>");

    let page = member.submit(REMOVE, &[this]);
    assert!(
        page.contains("通行密钥已删除") && page.contains("还没有通行密钥"),
        "{page}"
    );
    assert!(member.page("/account/activity").contains("删除了通行密钥"));
    let mut browser = Browser::new(&mall);
    assert_eq!(
        log_in(&mut browser, &mut authenticator),
        refused(401, "unknown-passkey")
    );
    assert_eq!(nickname(&mut browser), None);
}

#[tokio::test]
async fn a_passkey_keeps_an_account_that_is_to_be_deleted() {
    let (mall, mut member, mut authenticator) = zhangsan_with_a_passkey().await;
    let (status, answer) = member.ask("/api/auth/delete", &[("understood", "1")]);
    assert_eq!(status, 200, "{answer}");
    let mut browser = Browser::new(&mall);
    let (status, answer) = log_in(&mut browser, &mut authenticator);
    assert_eq!((status, &answer["error"]), (403, &json!("to-be-deleted")));
    assert_eq!(
        nickname(&mut browser),
        None,
        "nobody is logged in before the click"
    );
    assert!(browser.page("/login/keep").contains("张三"));
    assert_eq!(browser.ask("/api/auth/keep", &[]).0, 200);
    assert_eq!(nickname(&mut browser).as_deref(), Some("张三"));
    // It is as fresh a proof as it was.
    assert_eq!(browser.post("/api/auth/export", &[]).status(), 200);
    assert_eq!(ask(&mall, "select method from session.login").await, "passkey");
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let (mall, mut member, mut authenticator) = zhangsan_with_a_passkey().await;
    run(
        &mall,
        "update auth.member set password_hash = null, phone = null, email = null where user_name = 'zhangsan'",
    )
    .await;
    let number = ask(&mall, "select id from auth.passkey").await;
    let this = ("passkey", &*number);
    assert_eq!(member.ask(REMOVE, &[this]), refused(409, "last"));
    let page = member.submit(REMOVE, &[this]);
    assert!(page.contains("没有它你就无法登录了"), "{page}");
    let mut browser = Browser::new(&mall);
    assert_eq!(log_in(&mut browser, &mut authenticator).0, 200);
    let page = browser.page("/account/confirm");
    assert!(
        page.contains("用通行密钥确认") && page.contains("请用通行密钥确认"),
        "{page}"
    );

    // Of two that go at the same time one stays.
    let mut second = Authenticator::new(9, ORIGIN);
    assert_eq!(add(&mut browser, &mut second, "电脑").0, 200);
    let other = ask(&mall, "select max(id) from auth.passkey").await;
    let mut statuses = std::thread::scope(|scope| {
        let one = scope.spawn(|| member.ask(REMOVE, &[this]).0);
        let two = scope.spawn(|| browser.ask(REMOVE, &[("passkey", &*other)]).0);
        [one.join().expect("an answer"), two.join().expect("an answer")]
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(ask(&mall, "select count(*) from auth.passkey").await, "1");
    // With an address to which codes are sent it may go.
    run(
        &mall,
        "update auth.member set email = 'zhang@example.com' where user_name = 'zhangsan'",
    )
    .await;
    let left = ask(&mall, "select id from auth.passkey").await;
    assert_eq!(member.ask(REMOVE, &[("passkey", &*left)]).0, 200);
    assert_eq!(
        member.ask("/api/auth/email/remove", &[]),
        (409, json!({ "error": "last" }))
    );
}
