//! A member who has no password: how they prove who they are, and that they always keep a way in.

use super::{BEGIN, CONFIRM, DEMO, LABEL, LINXIAO, UNLINK, comes_back, goes_to, newcomer, nickname, open};
use crate::{
    browser::Browser,
    mall::{session_cookie, text},
    query::{ask, run, until},
};
use lab_identity_provider::Fault;
use serde_json::json;

#[tokio::test]
async fn a_fresh_login_at_the_provider_stands_for_the_password() {
    let (mall, issuer) = open().await;
    let mut member = Browser::new(&mall);
    newcomer(&mut member, LINXIAO, "linxiao");
    let needed = (403, json!({ "error": "confirm-needed" }));
    assert_eq!(member.ask("/api/auth/export", &[]), needed);
    let page = member.page("/account/confirm");
    assert!(
        page.contains(&format!("用{LABEL}确认")) && !page.contains("name=\"password\""),
        "{page}"
    );
    assert_eq!(
        member.ask("/api/auth/confirm", &[("password", "")]).0,
        401,
        "no password is no password"
    );
    assert_eq!(
        member
            .ask("/api/auth/login", &[("account", "linxiao"), ("password", "x")])
            .0,
        401
    );

    for (fault, person, title) in [
        (
            Some(Fault::Stale),
            LINXIAO,
            format!("{LABEL}没有再次确认是你本人"),
        ),
        (
            Some(Fault::NoLoginTime),
            LINXIAO,
            format!("{LABEL}没有再次确认是你本人"),
        ),
        (None, "b81e42d7", format!("你在{LABEL}用的是另一个账号")),
    ] {
        issuer.provider.make(fault);
        let response = comes_back(&mut member, CONFIRM, &[], person);
        assert_eq!(response.status(), 403);
        assert!(text(response).contains(&format!("<h1>{title}</h1>")), "{title}");
        assert_eq!(member.ask("/api/auth/export", &[]), needed);
    }
    issuer.provider.make(None);
    let next = "http://cfmall.localhost:3000/account";
    let address = super::departs(&mut member, CONFIRM, &[("next", next)]);
    let asked = address.query().unwrap_or_default();
    assert!(
        asked.contains("prompt=login") && asked.contains("max_age=0"),
        "{asked}"
    );
    let before = member.cookies["__Host-cfmall"].clone();
    let response = member.get(&super::chooses(&address, &[("person", LINXIAO)]));
    assert_eq!(goes_to(&response), "/account");
    assert!(
        session_cookie(&response).is_some_and(|cookie| !cookie.ends_with(&before)),
        "another id"
    );
    assert_eq!(member.post("/api/auth/export", &[]).status(), 200);
    assert!(member.page("/account/activity").contains("再次证明了是本人"));
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let (mall, _issuer) = open().await;
    let mut member = Browser::new(&mall);
    newcomer(&mut member, LINXIAO, "linxiao");
    let first = [("new", "noodles at midnight")];
    let needed = (403, json!({ "error": "confirm-needed" }));
    assert_eq!(member.ask("/api/auth/password", &first), needed);
    comes_back(&mut member, CONFIRM, &[], LINXIAO);
    assert_eq!(member.ask(UNLINK, &[DEMO]), (409, json!({ "error": "last" })));
    let page = member.submit(UNLINK, &[DEMO]);
    assert!(page.contains("没有它你就无法登录了"), "{page}");

    // With an e-mail address a code is a way in, and then the address is the last one.
    run(
        &mall,
        "update auth.member set email = 'lin@example.com' where user_name = 'linxiao'",
    )
    .await;
    let mut other = Browser::new(&mall);
    comes_back(&mut other, super::BEGIN, &[], LINXIAO);
    assert_eq!(member.ask("/api/auth/email/remove", &[]).0, 200);
    run(
        &mall,
        "update auth.member set email = 'lin@example.com' where user_name = 'linxiao'",
    )
    .await;
    assert_eq!(member.ask(UNLINK, &[DEMO]), (200, json!({ "unlinked": true })));
    assert_eq!(
        member.ask("/api/auth/email/remove", &[]),
        (409, json!({ "error": "last" }))
    );
    let page = member.submit("/api/auth/email/remove", &[]);
    assert!(page.contains("没有它你就无法登录了"), "{page}");
    assert_eq!(
        ask(&mall, "select email from auth.member where user_name = 'linxiao'").await,
        "lin@example.com"
    );
    let page = member.page("/account/confirm");
    assert!(page.contains("用验证码设置一个"), "{page}");

    // The first password needs no other, and logs in.
    let page = member.page("/account");
    assert!(
        page.contains("设置密码") && !page.contains("name=\"current\""),
        "{page}"
    );
    assert_eq!(member.ask("/api/auth/password", &[("new", "short")]).0, 422);
    assert_eq!(member.ask("/api/auth/password", &first).0, 200);
    assert_eq!(nickname(&mut other), None, "other sessions end");
    assert!(member.page("/account").contains("name=\"current\""));
    assert_eq!(
        member
            .ask("/api/auth/password", &[("new", "soup in the morning")])
            .0,
        401
    );
    let mut browser = Browser::new(&mall);
    let form = [("account", "linxiao"), ("password", "noodles at midnight")];
    assert_eq!(browser.ask("/api/auth/login", &form).0, 200);
    assert_eq!(member.ask("/api/auth/email/remove", &[]).0, 200);
}

#[tokio::test]
async fn two_ways_in_that_are_taken_away_at_once_leave_one() {
    let (mall, _issuer) = open().await;
    let mut member = Browser::new(&mall);
    newcomer(&mut member, LINXIAO, "linxiao");
    comes_back(&mut member, CONFIRM, &[], LINXIAO);
    for round in 0..6 {
        run(
            &mall,
            "update auth.member set email = 'lin@example.com' where user_name = 'linxiao'",
        )
        .await;
        let mut statuses = std::thread::scope(|scope| {
            let (mut one, mut two) = (member.clone(), member.clone());
            let one = scope.spawn(move || one.ask(UNLINK, &[DEMO]).0);
            let two = scope.spawn(move || two.ask("/api/auth/email/remove", &[]).0);
            [one.join().expect("an answer"), two.join().expect("an answer")]
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{round}");
        let ways = "select count(m.email) + count(i.id) from auth.member m left join auth.identity i on i.member_id = m.id
                    where m.user_name = 'linxiao'";
        assert_eq!(ask(&mall, ways).await, "1", "{round}");
        let again = "insert into auth.identity (member_id, issuer, subject, linked_at)
                     select m.id, coalesce((select issuer from auth.social_attempt where issuer is not null limit 1), ''), '7f3c9a10', now()
                     from auth.member m where m.user_name = 'linxiao' on conflict do nothing";
        run(&mall, again).await;
    }
}

/// See `deletion::keeping` for those who have a password.
#[tokio::test]
async fn an_account_that_is_to_be_deleted_is_kept_by_a_login_at_the_provider_and_a_click() {
    let (mall, _issuer) = open().await;
    let mut member = Browser::new(&mall);
    newcomer(&mut member, LINXIAO, "linxiao");
    comes_back(&mut member, CONFIRM, &[], LINXIAO);
    let (status, answer) = member.ask("/api/auth/delete", &[("understood", "1")]);
    assert_eq!(status, 200, "{answer}");
    let mut browser = Browser::new(&mall);
    let response = comes_back(&mut browser, BEGIN, &[], LINXIAO);
    assert_eq!(goes_to(&response), "/login/keep");
    assert_eq!(
        nickname(&mut browser),
        None,
        "nobody is logged in before the click"
    );
    let (status, viewer) = browser.ask("/api/auth/keep", &[]);
    assert_eq!((status, &viewer["state"]), (200, &json!("member")), "{viewer}");
    assert_eq!(ask(&mall, "select method from session.login").await, "social");

    let (status, _) = browser.ask("/api/auth/export", &[]);
    assert_eq!(status, 403, "it is no proof of late");
    comes_back(&mut browser, CONFIRM, &[], LINXIAO);
    browser.ask("/api/auth/delete", &[("understood", "1")]);
    run(
        &mall,
        "update auth.member set deletion_due_at = clock_timestamp() where deletion_due_at is not null",
    )
    .await;
    until(&mall, "select count(*) from auth.identity", "0").await;
    let mut stranger = Browser::new(&mall);
    let response = comes_back(&mut stranger, BEGIN, &[], LINXIAO);
    assert_eq!(
        goes_to(&response),
        "/register/social",
        "the provider's person is nobody here"
    );
}
