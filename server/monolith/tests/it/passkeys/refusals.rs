//! What is no proof, and what each is told.

use super::{
    ADD, ADDED, LOGGED_IN, LOGIN, add, begin, log_in, nickname, refused, signed, zhangsan_with_a_passkey,
};
use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN, text},
    passkeys::Authenticator,
    query::{ask, run},
};
use serde_json::json;

#[tokio::test]
async fn what_is_no_proof_logs_nobody_in() {
    let (mall, _, mut authenticator) = zhangsan_with_a_passkey().await;
    let mut browser = Browser::new(&mall);

    authenticator.origin = "http://cfmall.localhost.example:3000".to_owned();
    assert_eq!(
        log_in(&mut browser, &mut authenticator),
        refused(400, "wrong-origin")
    );
    ORIGIN.clone_into(&mut authenticator.origin);
    authenticator.verifies = false;
    assert_eq!(
        log_in(&mut browser, &mut authenticator),
        refused(403, "not-verified")
    );
    authenticator.verifies = true;

    // Signed for another challenge.
    let (_, asked) = begin(&mut browser, LOGIN);
    let (ceremony, _) = begin(&mut browser, LOGIN);
    let answer = json!({ "ceremony": ceremony, "credential": authenticator.signs(&asked) });
    assert_eq!(browser.tell(LOGGED_IN, &answer), refused(400, "invalid"));

    // Signed by another key.
    let mut forged = authenticator.forged();
    assert_eq!(log_in(&mut browser, &mut forged), refused(400, "invalid"));
    let mut stranger = Authenticator::new(3, ORIGIN);
    // A passkey that nobody has, and one that does not say whose it is.
    assert_eq!(
        log_in(&mut browser, &mut stranger),
        refused(401, "unknown-passkey")
    );
    let mut answer = signed(&mut browser, LOGIN, &mut authenticator);
    answer["credential"]["response"]["userHandle"] = json!(null);
    assert_eq!(browser.tell(LOGGED_IN, &answer), refused(401, "unknown-passkey"));

    for body in [
        json!({}),
        json!([]),
        json!({ "ceremony": "a", "credential": { "id": "" } }),
    ] {
        assert_eq!(browser.tell(LOGGED_IN, &body), refused(400, "invalid"), "{body}");
    }
    let form = browser.ask(LOGGED_IN, &[("ceremony", "a")]);
    assert_eq!(form, refused(400, "invalid"));
    assert_eq!(nickname(&mut browser), None);

    // A copy has counted less than the original.
    let copy = authenticator.clone();
    assert_eq!(log_in(&mut browser, &mut authenticator).0, 200);
    let mut thief = Browser::new(&mall);
    assert_eq!(log_in(&mut thief, &mut copy.clone()), refused(403, "copied"));
    assert_eq!(nickname(&mut thief), None);

    run(
        &mall,
        "update auth.member set disabled_at = now() where user_name = 'zhangsan'",
    )
    .await;
    assert_eq!(log_in(&mut thief, &mut authenticator), refused(403, "disabled"));
    assert_eq!(nickname(&mut thief), None);
}

#[tokio::test]
async fn a_challenge_is_good_in_its_browser_for_five_minutes() {
    let (mall, _, mut authenticator) = zhangsan_with_a_passkey().await;
    let mut browser = Browser::new(&mall);
    let answer = signed(&mut browser, LOGIN, &mut authenticator);
    // Handed to somebody else, with a cookie of their own and without one.
    let mut victim = Browser::new(&mall);
    assert_eq!(victim.tell(LOGGED_IN, &answer), refused(400, "mismatched"));
    begin(&mut victim, LOGIN);
    assert_eq!(victim.tell(LOGGED_IN, &answer), refused(400, "mismatched"));
    assert_eq!(nickname(&mut victim), None);
    run(
        &mall,
        "update auth.passkey_ceremony set expires_at = clock_timestamp() where answered_at is null",
    )
    .await;
    assert_eq!(browser.tell(LOGGED_IN, &answer), refused(400, "expired"));
    assert_eq!(nickname(&mut browser), None);

    // From another site nothing is answered at all.
    let sender = browser.bringing("").as_script();
    let headers = [
        ("origin", "http://evil.example"),
        ("content-type", "application/json"),
    ];
    assert_eq!(sender.send("POST", LOGIN, &headers, b"{}".to_vec()).status(), 403);
}

#[tokio::test]
async fn a_passkey_is_added_once_by_whoever_began_it() {
    let (mall, mut member, mut authenticator) = zhangsan_with_a_passkey().await;
    let (ceremony, asked) = begin(&mut member, ADD);
    let options = &asked["publicKey"];
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["rp"]["name"], "谷粒商城");
    assert_eq!(options["user"]["name"], "zhangsan");
    assert_eq!(options["excludeCredentials"].as_array().map(Vec::len), Some(1));
    let mut lisi = Browser::of(&mall, "lisi");
    lisi.cookies.insert(
        "cfmall-passkey".to_owned(),
        member.cookies["cfmall-passkey"].clone(),
    );
    let mut another = Authenticator::new(4, ORIGIN);
    let answer = json!({ "ceremony": ceremony, "credential": another.creates(&asked), "name": "平板" });
    assert_eq!(
        lisi.tell(ADDED, &answer),
        refused(400, "mismatched"),
        "another member's"
    );
    let mut nameless = answer.clone();
    nameless["name"] = json!(" ");
    assert_eq!(member.tell(ADDED, &nameless), refused(422, "name"));
    assert_eq!(member.tell(ADDED, &answer).0, 200);
    assert_eq!(member.tell(ADDED, &answer), refused(400, "replayed"));
    // The same credential id, whoever says it.
    assert_eq!(
        add(&mut lisi, &mut Authenticator::new(7, ORIGIN), "抄来的"),
        refused(409, "taken")
    );
    authenticator.verifies = false;
    assert_eq!(
        add(&mut lisi, &mut authenticator, "不验证"),
        refused(403, "not-verified")
    );
    let mut elsewhere = Authenticator::new(5, "http://evil.example");
    assert_eq!(
        add(&mut lisi, &mut elsewhere, "别处"),
        refused(400, "wrong-origin")
    );
    assert_eq!(ask(&mall, "select count(*) from auth.passkey").await, "2");

    // What authenticators know members by says nothing of them.
    let handles =
        "select count(distinct handle) from auth.passkey_handle h join auth.member m on m.id = h.member_id
                   where m.user_name in ('zhangsan', 'lisi')";
    assert_eq!(ask(&mall, handles).await, "2");

    for number in 20..38 {
        let mut next = Authenticator::new(number, ORIGIN);
        assert_eq!(add(&mut member, &mut next, "又一把").0, 200, "{number}");
    }
    assert_eq!(member.tell(ADD, &json!({})), refused(409, "full"));
    let page = member.page("/account/passkeys");
    assert!(
        page.contains("已达上限") && !page.contains("新通行密钥的名称"),
        "{page}"
    );
}

#[tokio::test]
async fn too_many_challenges_from_one_address_wait() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    for _ in 0..60 {
        begin(&mut browser, LOGIN);
    }
    // Whoever goes beyond waits from the next one on.
    browser.tell(LOGIN, &json!({}));
    assert_eq!(browser.tell(LOGIN, &json!({})), refused(429, "too-many-attempts"));
    // A login with a password is none of them.
    browser.log_in("zhangsan");
}

#[tokio::test]
async fn an_address_without_a_name_has_no_passkeys() {
    let mall = Mall::open_with(&[("MALL_ORIGIN", "http://127.0.0.1:3000")]).await;
    let mut browser = Browser::new(&mall);
    assert!(!browser.page("/login").contains("用通行密钥登录"));
    assert_eq!(browser.tell(LOGIN, &json!({})), refused(501, "impossible"));
    browser.log_in("zhangsan");
    let page = text(browser.get("/account/passkeys"));
    assert!(page.contains("通行密钥需要用域名访问"), "{page}");
}
