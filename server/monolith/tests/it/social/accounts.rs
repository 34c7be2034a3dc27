//! From the login page to an account, and back to it.

use super::{
    BEGIN, CALLBACK, DEMO, LABEL, LINXIAO, REGISTER, attempt, comes_back, departs, goes_to, newcomer,
    nickname, open,
};
use crate::{
    browser::Browser,
    codes::refusal,
    mall::{header, set_cookie, text},
    query::{ask, run},
};
use serde_json::json;

#[tokio::test]
async fn somebody_whom_a_provider_knows_gets_an_account_and_comes_back_to_it() {
    let (mall, issuer) = open().await;
    let mut browser = Browser::new(&mall);
    let next = "http://cfmall.localhost:3000/p/100101";
    let query = app_kernel::path::query(&[("next", next)]);
    let response = browser.get(&format!("/login?{query}"));
    let policy = header(&response, "content-security-policy").to_owned();
    assert!(
        policy.contains(&format!("{}; base-uri", issuer.provider.issuer())),
        "{policy}"
    );
    let page = text(response);
    assert!(page.contains(&format!("用{LABEL}登录")), "{page}");
    assert!(browser.page("/register").contains(&format!("用{LABEL}登录")));

    let address = departs(&mut browser, BEGIN, &[("next", next)]);
    let asked = |name: &str| {
        let found = address.query_pairs().find(|(other, _)| other == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    assert_eq!(asked("code_challenge_method"), "S256");
    assert_eq!(asked("scope"), "openid profile");
    assert_eq!(
        asked("redirect_uri"),
        format!("http://cfmall.localhost:3000{CALLBACK}")
    );
    assert!(
        asked("state").len() == 43 && asked("nonce").len() == 43,
        "{address}"
    );
    // What the address and the cookie carry is not in the database, and neither is what is made of them.
    let secret = browser.cookies["cfmall-social"].clone();
    let kept = ask(
        &mall,
        "select string_agg(a::text, ' ') from auth.social_attempt a",
    )
    .await;
    for secret in [
        &asked("state"),
        &asked("nonce"),
        &asked("code_challenge"),
        &secret,
    ] {
        assert!(!kept.contains(&**secret), "{kept}");
    }

    let target = super::chooses(&address, &[("person", LINXIAO)]);
    let response = browser.get(&target);
    assert_eq!(goes_to(&response), format!("/register/social?{query}"));
    assert_eq!(nickname(&mut browser), None);
    let page = browser.page(&format!("/register/social?{query}"));
    assert!(
        page.contains("value=\"linxiao\"") && page.contains(LABEL),
        "{page}"
    );
    let attempt = attempt(&page).to_owned();

    // What was typed is there again, and what is wrong is said.
    for (typed, said, why) in [
        ("1", "2 到 20 个字符", "length"),
        ("zhangsan", "已经有人用了", "taken"),
        ("a<b>\"", "只能", "characters"),
    ] {
        let form = [("attempt", &*attempt), ("user_name", typed), ("next", next)];
        let page = browser.submit(REGISTER, &form);
        let shown = typed
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;");
        assert!(
            page.contains(said) && page.contains(&format!("value=\"{shown}\"")),
            "{typed}: {page}"
        );
        assert_eq!(browser.ask(REGISTER, &form), refusal(&[("user_name", why)]));
    }
    let form = [("attempt", &*attempt), ("user_name", "LinXiao"), ("next", next)];
    let response = browser.post(REGISTER, &form);
    assert_eq!(goes_to(&response), format!("/login/check?{query}"));
    assert!(set_cookie(&response, "__Host-cfmall").is_some(), "a session");
    assert_eq!(nickname(&mut browser).as_deref(), Some("林晓"));
    // Who clicks twice.
    let again = browser.post(REGISTER, &form);
    assert_eq!(goes_to(&again), format!("/login?{query}"));
    assert_eq!(browser.ask(REGISTER, &form), (409, json!({ "error": "used" })));
    assert_eq!(
        browser.get("/register/social").status(),
        302,
        "whoever is logged in is sent on"
    );
    let account = "select user_name || ' ' || (password_hash is null) || ' ' || (phone is null) from auth.member where nickname = '林晓'";
    assert_eq!(ask(&mall, account).await, "linxiao true true");
    let session = "select method || ' ' || (elevated_until is null) from session.login";
    assert_eq!(ask(&mall, session).await, "social true");

    // Back, in another browser.
    let mut other = Browser::new(&mall);
    let response = comes_back(&mut other, BEGIN, &[("next", next)], LINXIAO);
    assert_eq!(goes_to(&response), format!("/login/check?{query}"));
    assert_eq!(nickname(&mut other).as_deref(), Some("林晓"));
    let page = other.page("/account/activity");
    assert!(
        page.contains("用其他账号登录") && page.contains("绑定了其他账号"),
        "{page}"
    );
    assert_eq!(ask(&mall, "select count(*) from auth.identity").await, "1");
}

#[tokio::test]
async fn an_identity_is_issuer_and_subject_and_nothing_else() {
    let (mall, _issuer) = open().await;
    // The same user name at the provider as that of a member here, and no member is found by it.
    let mut browser = Browser::new(&mall);
    let address = departs(&mut browser, BEGIN, &[]);
    let response = browser.get(&super::chooses(&address, &[("person", ""), ("name", "zhangsan")]));
    assert_eq!(goes_to(&response), "/register/social");
    assert_eq!(nickname(&mut browser), None);
    newcomer(&mut browser, LINXIAO, "linxiao");
    // Another person is another account, and the first one stays who they are whatever they are called by now.
    run(
        &mall,
        "update auth.member set user_name = 'x1', nickname = '改名' where nickname = '林晓'",
    )
    .await;
    let mut other = Browser::new(&mall);
    newcomer(&mut other, "b81e42d7", "chenmo");
    let mut again = Browser::new(&mall);
    comes_back(&mut again, BEGIN, &[], LINXIAO);
    assert_eq!(nickname(&mut again).as_deref(), Some("改名"));
    // Another issuer with the same subject would be somebody else.
    run(&mall, "update auth.identity set issuer = 'http://127.0.0.1:1'").await;
    let response = comes_back(&mut Browser::new(&mall), BEGIN, &[], LINXIAO);
    assert_eq!(goes_to(&response), "/register/social");
}

#[tokio::test]
async fn a_disabled_account_stays_disabled() {
    let (mall, _issuer) = open().await;
    newcomer(&mut Browser::new(&mall), LINXIAO, "linxiao");
    run(
        &mall,
        "update auth.member set disabled_at = now() where user_name = 'linxiao'",
    )
    .await;
    let mut browser = Browser::new(&mall);
    let response = comes_back(&mut browser, BEGIN, &[], LINXIAO);
    assert_eq!(response.status(), 403);
    assert!(text(response).contains("这个账户已被停用"));
    assert_eq!(mall.sessions().await, 0);
}

#[tokio::test]
async fn two_who_make_an_account_with_one_identity_are_one() {
    let (mall, _issuer) = open().await;
    let mut browsers = [Browser::new(&mall), Browser::new(&mall)];
    let attempts = browsers.each_mut().map(|browser| {
        comes_back(browser, BEGIN, &[], LINXIAO);
        attempt(&browser.page("/register/social")).to_owned()
    });
    let [first, second] = &mut browsers;
    let mut answers = std::thread::scope(|scope| {
        let one = scope.spawn(|| {
            let form = [("attempt", &*attempts[0]), ("user_name", "linxiao1")];
            first.ask(REGISTER, &form).0
        });
        let two = scope.spawn(|| {
            let form = [("attempt", &*attempts[1]), ("user_name", "linxiao2")];
            second.ask(REGISTER, &form).0
        });
        [one.join().expect("an answer"), two.join().expect("an answer")]
    });
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    assert_eq!(
        ask(
            &mall,
            "select count(*) from auth.member where password_hash is null"
        )
        .await,
        "1"
    );
    // Somebody else's attempt is nobody's.
    let mut thief = Browser::new(&mall);
    comes_back(&mut thief, BEGIN, &[], "b81e42d7");
    let stolen = [("attempt", &*attempts[0]), ("user_name", "thief")];
    assert_eq!(
        thief.ask(REGISTER, &stolen),
        (400, json!({ "error": "mismatched" }))
    );
    for nonsense in ["", "x", "-1", "99999999999999999999", "\0"] {
        let form = [("attempt", nonsense), ("user_name", "nobody")];
        assert_eq!(
            thief.ask(REGISTER, &form),
            (400, json!({ "error": "mismatched" })),
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn where_there_is_no_provider_nothing_leads_to_one() {
    let mall = crate::mall::Mall::open().await;
    let mut browser = Browser::new(&mall);
    assert!(!browser.page("/login").contains(BEGIN));
    assert_eq!(browser.get(CALLBACK).status(), 404);
    assert_eq!(browser.post(BEGIN, &[DEMO]).status(), 404);
    assert_eq!(
        browser.ask(BEGIN, &[DEMO]),
        (404, json!({ "error": "unknown-provider" }))
    );
    let mut member = Browser::of(&mall, "zhangsan");
    assert!(!member.page("/account").contains("identities-section"));
}
