//! An identity for a member who has an account already.

use super::{
    BEGIN, DEMO, LABEL, LINK, LINXIAO, UNLINK, chooses, comes_back, departs, goes_to, newcomer, nickname,
    open,
};
use crate::{
    browser::Browser,
    codes::message,
    mall::text,
    query::{ask, run},
};
use serde_json::{Value, json};

/// 张三's.
const PHONE: &str = "138 0000 0001";

fn proves(browser: &mut Browser) {
    assert_eq!(
        browser.ask("/api/auth/confirm", &[("password", "cfmall-demo")]).0,
        200
    );
}

/// As if the last proof of identity were long ago.
async fn forget_proofs(mall: &crate::mall::Mall) {
    run(mall, "update session.login set elevated_until = null").await;
}

#[tokio::test]
async fn a_member_links_an_identity_after_a_proof_and_takes_it_away_again() {
    let (mall, issuer) = open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    forget_proofs(&mall).await;
    let needed = (403, json!({ "error": "confirm-needed" }));
    for form in [LINK, UNLINK] {
        assert_eq!(member.ask(form, &[DEMO]), needed, "{form}");
        assert!(goes_to(&member.post(form, &[DEMO])).starts_with("/account/confirm?next="));
        let guest = Browser::new(&mall).ask(form, &[DEMO]);
        assert_eq!(guest, (401, json!({ "error": "login-needed" })), "{form}");
    }
    assert_eq!(ask(&mall, "select count(*) from auth.social_attempt").await, "0");
    proves(&mut member);
    let page = member.page("/account");
    assert!(
        page.contains(&format!("绑定{LABEL}")) && page.contains("没有绑定"),
        "{page}"
    );
    let response = comes_back(&mut member, LINK, &[], LINXIAO);
    assert_eq!(goes_to(&response), "/account#identities-section");
    let page = member.page("/account");
    assert!(
        page.contains("绑定成功") && page.contains(&format!("解除绑定{LABEL}")),
        "{page}"
    );
    assert!(
        message(&mall, PHONE)
            .await
            .contains(&format!("绑定了一个{LABEL}账号"))
    );
    assert!(member.page("/account/activity").contains("绑定了其他账号"));

    let mut browser = Browser::new(&mall);
    comes_back(&mut browser, BEGIN, &[], LINXIAO);
    assert_eq!(nickname(&mut browser).as_deref(), Some("张三"));
    let exported: Value = serde_json::from_str(&text(member.post("/api/auth/export", &[]))).expect("JSON");
    let identity = &exported["identities"][0];
    assert_eq!(
        (&identity["issuer"], &identity["subject"]),
        (&json!(issuer.provider.issuer()), &json!(LINXIAO))
    );
    assert!(identity["last_used_at"].is_string(), "{identity}");

    let page = member.submit(UNLINK, &[DEMO]);
    assert!(page.contains("已解除绑定"), "{page}");
    assert!(message(&mall, PHONE).await.contains("解除了"));
    assert!(member.page("/account/activity").contains("解除了其他账号的绑定"));
    assert_eq!(
        member.ask(UNLINK, &[DEMO]),
        (200, json!({ "unlinked": true })),
        "who clicks twice"
    );
    let response = comes_back(&mut Browser::new(&mall), BEGIN, &[], LINXIAO);
    assert_eq!(goes_to(&response), "/register/social");
}

#[tokio::test]
async fn an_identity_is_one_account_s_and_an_account_has_one_of_a_provider() {
    let (mall, _issuer) = open().await;
    newcomer(&mut Browser::new(&mall), LINXIAO, "linxiao");
    let mut member = Browser::of(&mall, "zhangsan");
    let response = comes_back(&mut member, LINK, &[], LINXIAO);
    assert_eq!(response.status(), 409);
    assert!(text(response).contains("<h1>这个账号已经绑定了另一个账户</h1>"));
    assert_eq!(
        goes_to(&comes_back(&mut member, LINK, &[], "b81e42d7")),
        "/account#identities-section"
    );
    // Theirs already.
    assert_eq!(
        goes_to(&comes_back(&mut member, LINK, &[], "b81e42d7")),
        "/account#identities-section"
    );
    let response = comes_back(&mut member, LINK, &[], "20d5f6c8");
    assert_eq!(response.status(), 409);
    assert!(text(response).contains(&format!("<h1>你已经绑定了{LABEL}的另一个账号</h1>")));
    assert_eq!(ask(&mall, "select count(*) from auth.identity").await, "2");

    // Two members who want the same one at once.
    let mut two = [Browser::of(&mall, "lisi"), Browser::of(&mall, "wangwu")];
    let targets = two
        .each_mut()
        .map(|browser| chooses(&departs(browser, LINK, &[]), &[("person", "20d5f6c8")]));
    let mut statuses = std::thread::scope(|scope| {
        let [one, other] = &mut two;
        let one = scope.spawn(|| one.get(&targets[0]).status().as_u16());
        let other = scope.spawn(|| other.get(&targets[1]).status().as_u16());
        [one.join().expect("an answer"), other.join().expect("an answer")]
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [302, 409]);
}

#[tokio::test]
async fn what_one_member_began_is_nothing_for_another() {
    let (mall, _issuer) = open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let target = chooses(&departs(&mut browser, LINK, &[]), &[("person", LINXIAO)]);
    browser.log_out();
    browser.log_in("lisi");
    let response = browser.get(&target);
    assert_eq!(response.status(), 400);
    assert!(text(response).contains("这次登录不是在这个浏览器里开始的"));
    let target = chooses(&departs(&mut browser, LINK, &[]), &[("person", LINXIAO)]);
    browser.log_out();
    assert_eq!(browser.get(&target).status(), 400);
    assert_eq!(ask(&mall, "select count(*) from auth.identity").await, "0");
    // The login of a guest links nothing, whoever is logged in when it comes back.
    let mut browser = Browser::new(&mall);
    let target = chooses(&departs(&mut browser, BEGIN, &[]), &[("person", LINXIAO)]);
    browser.log_in("zhangsan");
    assert_eq!(goes_to(&browser.get(&target)), "/register/social");
    assert_eq!(ask(&mall, "select count(*) from auth.identity").await, "0");
}
