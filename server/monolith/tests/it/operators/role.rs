//! Who is an operator.

use super::{DISABLE, ENABLE, FIND, REVOKE, REVOKE_ALL, number, operate, operator, trail};
use crate::{
    browser::Browser,
    mall::{Mall, header, text},
    query::{ask, run},
};
use serde_json::json;

#[tokio::test]
async fn to_everybody_else_there_are_no_such_pages() {
    let mall = Mall::open().await;
    let lisi = number(&mall, "lisi").await;
    let pages = ["/admin".to_owned(), format!("/admin/members/{lisi}")];
    let forms = [FIND, DISABLE, ENABLE, REVOKE, REVOKE_ALL];
    let form = [("member", &*lisi), ("reason", "spam"), ("q", "lisi")];

    let mut guest = Browser::new(&mall);
    for page in &pages {
        let answer = guest.get(page);
        assert_eq!(answer.status(), 302);
        assert!(header(&answer, "location").starts_with("/login?next="), "{page}");
    }
    for address in forms {
        assert_eq!(
            guest.ask(address, &form),
            (401, json!({ "error": "login-needed" }))
        );
    }

    let mut member = Browser::of(&mall, "zhangsan");
    let unknown = text(member.get("/no-such-page")).replace("no-such-page", "admin");
    for page in &pages {
        let answer = member.get(page);
        assert_eq!(answer.status(), 404);
        let title = |page: &str| {
            page.split("<h1>")
                .nth(1)
                .and_then(|rest| rest.split('<').next())
                .map(str::to_owned)
        };
        assert_eq!(title(&text(answer)), title(&unknown), "{page}");
    }
    for address in forms {
        assert_eq!(member.ask(address, &form), (404, json!({ "error": "not-found" })));
        assert_eq!(member.post(address, &form).status(), 404);
    }
    assert!(!member.page("/account").contains("href=\"/admin\""));
    assert_eq!(
        ask(
            &mall,
            "select count(*) from auth.operator_action where operator_id is not null"
        )
        .await,
        "0"
    );
    assert!(operator(&mall).page("/account").contains("href=\"/admin\""));
}

#[tokio::test]
async fn it_takes_a_fresh_proof_to_look_and_to_act() {
    let mall = Mall::open().await;
    let lisi = number(&mall, "lisi").await;
    let mut operator = operator(&mall);
    run(
        &mall,
        "update session.login set elevated_until = session.now() - interval '1 second'",
    )
    .await;
    let page = format!("/admin/members/{lisi}");
    let back =
        format!("/account/confirm?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Fadmin%2Fmembers%2F{lisi}");
    assert_eq!(header(&operator.get(&page), "location"), back);
    let form = [("member", &*lisi), ("reason", "spam")];
    for address in [FIND, DISABLE, ENABLE, REVOKE, REVOKE_ALL] {
        assert_eq!(
            operator.ask(address, &form),
            (403, json!({ "error": "confirm-needed" })),
            "{address}"
        );
    }
    let sent = format!("{DISABLE}?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Fadmin%2Fmembers%2F{lisi}");
    assert_eq!(header(&operator.post(&sent, &form), "location"), back);
    assert_eq!(trail(&mall).await, "");

    let confirmed = operator.post("/api/auth/confirm", &[("password", "cfmall-demo")]);
    assert_eq!(confirmed.status(), 303);
    assert_eq!(operator.get(&page).status(), 200);
    assert_eq!(operator.ask(DISABLE, &form).0, 200);
}

#[tokio::test]
async fn the_role_comes_and_goes_with_the_next_request_at_every_copy() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let lisi = number(&mall, "lisi").await;
    let (mut here, mut there) = (Browser::of(&mall, "zhangsan"), Browser::of(&copy, "zhangsan"));
    for browser in [&mut here, &mut there] {
        assert_eq!(browser.get("/admin").status(), 404);
    }
    operate(&mall, &["grant-operator", "ZhangSan"]).await;
    for browser in [&mut here, &mut there] {
        assert_eq!(browser.get("/admin").status(), 200);
    }
    operate(&mall, &["revoke-operator", "zhangsan"]).await;
    operate(&mall, &["revoke-operator", "zhangsan"]).await;
    for browser in [&mut here, &mut there] {
        assert_eq!(browser.get("/admin").status(), 404);
        assert_eq!(browser.get(&format!("/admin/members/{lisi}")).status(), 404);
        assert_eq!(
            browser.ask(DISABLE, &[("member", &lisi), ("reason", "spam")]),
            (404, json!({ "error": "not-found" }))
        );
    }
    assert_eq!(
        trail(&mall).await,
        "command operator-unmade zhangsan",
        "what changes nothing is not written down"
    );
    // Who is disabled is nobody, and an operator no longer logged in.
    operate(&mall, &["disable", "operator"]).await;
    let mut guest = Browser::new(&mall);
    assert_eq!(
        guest.ask(
            "/api/auth/login",
            &[("account", "operator"), ("password", "cfmall-demo")]
        ),
        (403, json!({ "error": "disabled" }))
    );
}

/// Everybody can be the demo operator who can reach such a mall.
#[tokio::test]
async fn where_others_can_reach_the_mall_no_demo_member_is_an_operator() {
    let mall = Mall::open().await;
    let mut here = operator(&mall);
    assert_eq!(here.get("/admin").status(), 200);
    let public = mall.beside(&[
        ("MALL_ORIGIN", "https://mall.example"),
        ("DANGER_DEMO_FOR_EVERYBODY", "1"),
    ]);
    let mut there = operator(&public);
    assert_eq!(there.get("/admin").status(), 404);
    assert!(!there.page("/account").contains("href=\"/admin\""));
}
