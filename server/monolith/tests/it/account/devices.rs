//! Where a member is logged in, and ending it.

use super::{PASSWORD, key, list, noticed, said};
use crate::mall::{Mall, ORIGIN, header, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_member_sees_where_they_are_logged_in() {
    let mall = Mall::open().await;
    let form = "account=zhangsan&password=cfmall-demo&remember=1";
    let headers = [
        ("origin", ORIGIN),
        ("content-type", "application/x-www-form-urlencoded"),
        (
            "user-agent",
            "Mozilla/5.0 (iPhone) Version/26.0 Mobile Safari/604.1",
        ),
    ];
    mall.visitor()
        .send("POST", "/api/auth/login", &headers, form.into());
    mall.member("lisi");
    let member = mall.member("zhangsan");

    let list = list(&member);
    assert_eq!(list.len(), 2, "nobody else's: {list:?}");
    assert_eq!([&list[0]["current"], &list[1]["current"]], [true, false]);
    assert_eq!([&list[0]["remembered"], &list[1]["remembered"]], [false, true]);
    assert_eq!(list[1]["ip"], "127.0.0.1");
    assert_eq!(list[1]["method"], "password");
    assert!(list.iter().all(|session| session.get("id").is_none()));

    let page = text(member.get("/account/sessions"));
    assert!(page.contains("Safari 26 · iPhone"), "{page}");
    assert_eq!(page.matches("<li class=\"device\">").count(), 2);
    let button = |session: &Value| page.contains(&format!("name=\"session\" value=\"{}\"", key(session)));
    assert!(button(&list[1]));
    assert!(!button(&list[0]), "for this one there is \"log out\"");
}

#[tokio::test]
async fn one_session_is_ended_by_another() {
    let mall = Mall::open().await;
    let lost = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    let there = list(&member).iter().map(key).next_back().expect("the lost one");

    let response = member.post("/api/auth/sessions/revoke", &[("session", &there)]);
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, "/account/sessions")
    );
    assert_eq!(lost.viewer()["state"], "guest", "with its next request");
    assert_eq!(member.viewer()["state"], "member");

    let page = text(noticed(&member, &response).get("/account/sessions"));
    assert!(page.contains("已结束 1 处登录。"), "{page}");

    let again = member
        .as_script()
        .post("/api/auth/sessions/revoke", &[("session", &there)]);
    assert_eq!(said(again), (404, json!({ "error": "unknown-session" })));
}

#[tokio::test]
async fn nobody_ends_somebody_else_s_session() {
    let mall = Mall::open().await;
    let victim = mall.member("lisi");
    let theirs = key(&list(&victim)[0]);
    let member = mall.member("zhangsan").as_script();
    for session in [
        theirs.as_str(),
        "00000000-0000-0000-0000-000000000000",
        "no uuid",
        "",
        "\0",
    ] {
        let answer = member.post("/api/auth/sessions/revoke", &[("session", session)]);
        assert_eq!(
            said(answer),
            (404, json!({ "error": "unknown-session" })),
            "{session:?}"
        );
    }
    assert_eq!(victim.viewer()["state"], "member");
}

#[tokio::test]
async fn all_others_or_all() {
    let mall = Mall::open().await;
    let others = [mall.member("zhangsan"), mall.member("zhangsan")];
    let stranger = mall.member("lisi");
    let member = mall.member("zhangsan").as_script();
    assert_eq!(
        said(member.post("/api/auth/sessions/revoke-others", &[])),
        (200, json!({ "ended": 2 }))
    );
    assert!(others.iter().all(|other| other.viewer()["state"] == "guest"));
    assert_eq!(member.viewer()["state"], "member");

    mall.member("zhangsan");
    let response = member.post("/api/auth/sessions/revoke-all", &[]);
    let removal = header(&response, "set-cookie");
    assert!(
        removal.starts_with("__Host-cfmall=;") && removal.contains("Max-Age=0"),
        "{removal}"
    );
    assert_eq!(header(&response, "clear-site-data"), "\"storage\"");
    assert_eq!(said(response), (200, json!({ "ended": 2 })));
    assert_eq!(member.viewer()["state"], "guest");
    assert_eq!(stranger.viewer()["state"], "member");
}

#[tokio::test]
async fn where_sessions_cannot_be_listed_the_page_says_so() {
    let mall = Mall::open_with(&[("SESSION_STORE", "memory")]).await;
    let member = mall.member("zhangsan");
    assert_eq!(member.as_script().get("/api/auth/sessions").status(), 501);
    let page = member.get("/account/sessions");
    assert_eq!(page.status(), 501);
    assert!(text(page).contains("会话保存在“memory”里的时候"));
    for (target, form) in [
        ("/api/auth/confirm", vec![("password", PASSWORD)]),
        (
            "/api/auth/password",
            vec![("current", PASSWORD), ("new", "long-enough")],
        ),
    ] {
        assert_eq!(said(member.as_script().post(target, &form)).0, 501, "{target}");
        assert_eq!(
            header(&member.post(target, &form), "location"),
            "/account/sessions"
        );
    }
    mall.member("zhangsan");
}
