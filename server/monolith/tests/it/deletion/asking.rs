//! Asking for it.

use super::{DELETE, UNDERSTOOD, ask, ask_for_it, is_there, log_in, number, run};
use crate::{
    browser::Browser,
    codes::message,
    mall::{Mall, header},
};
use serde_json::json;

/// 李四's.
const PHONE: &str = "138 0000 0002";

#[tokio::test]
async fn it_takes_a_member_a_fresh_proof_and_a_tick() {
    let mall = Mall::open().await;
    let guest = mall.visitor();
    let answer = guest.get("/account/delete");
    assert_eq!(
        (answer.status().as_u16(), header(&answer, "location")),
        (
            302,
            "/login?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Faccount%2Fdelete"
        )
    );
    assert_eq!(
        Browser::new(&mall).ask(DELETE, &UNDERSTOOD),
        (401, json!({ "error": "login-needed" }))
    );

    let mut member = Browser::of(&mall, "lisi");
    assert!(member.page("/account").contains("href=\"/account/delete\""));
    let page = member.page("/account/delete");
    assert!(page.contains("李四") && page.contains("如果现在注销"), "{page}");
    assert_eq!(
        member.ask(DELETE, &[]),
        (422, json!({ "error": "not-understood" }))
    );
    let again = member.submit(DELETE, &[("understood", "on")]);
    assert!(again.contains("如果确定要注销账户，请勾选此项。"), "{again}");

    run(
        &mall,
        "update session.login set elevated_until = session.now() - interval '1 second'",
    )
    .await;
    assert_eq!(
        member.ask(DELETE, &UNDERSTOOD),
        (403, json!({ "error": "confirm-needed" }))
    );
    let answer = member.post(DELETE, &UNDERSTOOD);
    assert_eq!(
        header(&answer, "location"),
        "/account/confirm?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Faccount%2Fdelete"
    );
    assert_eq!(
        ask(
            &mall,
            "select count(*) from auth.member where deletion_due_at is not null"
        )
        .await,
        "0"
    );
}

#[tokio::test]
async fn every_login_ends_at_once_and_everybody_is_told_why() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let (mut here, mut elsewhere) = (Browser::of(&mall, "lisi"), Browser::of(&copy, "lisi"));
    let other = mall.member("zhangsan");
    let id = number(&mall, "lisi").await;

    let answer = here.post(DELETE, &UNDERSTOOD);
    assert_eq!(header(&answer, "location"), "/login");
    assert!(header(&answer, "clear-site-data").contains("storage"));
    assert!(
        !here.cookies.contains_key("__Host-cfmall"),
        "the cookie is taken back"
    );
    let login = here.page("/login");
    assert!(login.contains("你的账户将于"), "{login}");
    let login = elsewhere.page("/login");
    assert!(login.contains("你申请了注销账户，所有登录都已结束"), "{login}");
    assert_eq!(other.viewer()["state"], "member");
    assert_eq!(
        ask(
            &mall,
            &format!("select count(*) from session.login where member_id = {id}")
        )
        .await,
        "0"
    );

    // Two weeks, unless somebody says otherwise.
    let days = "select round(extract(epoch from deletion_due_at - clock_timestamp()) / 86400)
                from auth.member where user_name = 'lisi'";
    assert_eq!(ask(&mall, days).await, "14");
    let told = message(&mall, PHONE).await;
    assert!(told.contains("注销") && told.contains("请在此之前登录"), "{told}");
    let noted = "select string_agg(distinct kind || coalesce(' ' || reason, ''), ', ' order by kind || coalesce(' ' || reason, ''))
                 from auth.activity where member_id = (select id from auth.member where user_name = 'lisi')";
    assert_eq!(ask(&mall, noted).await, "deletion-asked, ended deletion, login");
    // The public face of the account says that it cannot be used, and not why.
    let face = format!("select disabled_at is not null from session.member where id = {id}");
    assert_eq!(ask(&mall, &face).await, "true");
}

#[tokio::test]
async fn it_happens_as_a_whole_or_not_at_all_and_is_due_once() {
    let mall = Mall::open_with(&[("ACCOUNT_DELETION_GRACE", "1h")]).await;
    let mut member = Browser::of(&mall, "lisi");
    run(&mall, "alter table auth.activity rename to away").await;
    assert_eq!(
        member.ask(DELETE, &UNDERSTOOD),
        (503, json!({ "error": "unavailable" }))
    );
    run(&mall, "alter table auth.away rename to activity").await;
    let due = "select coalesce(deletion_due_at::text, '') from auth.member where user_name = 'lisi'";
    assert_eq!(ask(&mall, due).await, "");
    assert_eq!(
        member.page("/account").matches("李四").count().min(1),
        1,
        "nothing has happened"
    );

    ask_for_it(&mut member);
    let first = ask(&mall, due).await;
    let again = "select auth.ask_deletion(id, interval '1 second', null, null)
                 from auth.member where user_name = 'lisi'";
    assert_eq!(ask(&mall, again).await, first);
    assert_eq!(
        ask(
            &mall,
            "select count(*) from auth.activity where kind = 'deletion-asked'"
        )
        .await,
        "1"
    );
    assert!(is_there(&mall, "lisi").await);
    let mut stranger = Browser::new(&mall);
    let wrong = stranger.ask("/api/auth/login", &[("account", "lisi"), ("password", "wrong")]);
    assert_eq!(wrong, (401, json!({ "error": "invalid-credentials" })));
    assert_eq!(log_in(&mut stranger, "lisi").0, 403);
}
