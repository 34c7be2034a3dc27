//! What a member can change about their account, and where they are logged in.

use crate::mall::{Mall, ORIGIN, Response, Visitor, header, session_cookie, text};
use serde_json::{Value, json};

const PASSWORD: &str = "cfmall-demo";

/// The status and the JSON of an answer to a script.
fn said(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let said = serde_json::from_str(&text(response)).expect("a script is answered with JSON");
    (status, said)
}

/// The same browser after an answer that gave it another session cookie.
fn after(visitor: &Visitor, response: &Response) -> Visitor {
    let cookie = session_cookie(response);
    assert!(cookie.is_some() && cookie != visitor.cookie, "the id has changed");
    visitor.with_cookie(cookie)
}

/// The same browser on its way to the page behind the redirect, with the notice for it.
fn noticed(visitor: &Visitor, response: &Response) -> Visitor {
    let notice = header(response, "set-cookie")
        .split(';')
        .next()
        .unwrap_or_default();
    let session = visitor.cookie.as_deref().unwrap_or_default();
    visitor.with_cookie(Some(format!("{session}; {notice}")))
}

fn list(member: &Visitor) -> Vec<Value> {
    let (status, list) = said(member.get("/api/auth/sessions"));
    assert_eq!(status, 200);
    list.as_array().expect("a list").clone()
}

fn key(session: &Value) -> String {
    session["key"].as_str().expect("a key").to_owned()
}

impl Mall {
    /// Ten minutes later, as far as proofs of identity are concerned.
    async fn proofs_get_old(&self) {
        sqlx::query("update session.login set elevated_until = session.now() - interval '1 second'")
            .execute(self.database.pool())
            .await
            .expect("updated");
    }
}

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
async fn what_is_for_members_is_for_members() {
    let mall = Mall::open().await;
    let guest = mall.visitor();
    for page in ["/account/sessions", "/account/confirm"] {
        let response = guest.get(page);
        assert_eq!(response.status(), 302);
        assert!(
            header(&response, "location").starts_with("/login?next="),
            "{page}"
        );
    }
    for target in ["revoke", "revoke-others", "revoke-all"].map(|verb| format!("/api/auth/sessions/{verb}")) {
        assert_eq!(said(guest.as_script().post(&target, &[])).0, 401, "{target}");
        let response = guest.post(&target, &[]);
        assert_eq!(response.status(), 303);
        assert_eq!(
            header(&response, "location"),
            "/login?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Faccount%2Fsessions"
        );
    }
    for target in ["confirm", "password", "profile"].map(|verb| format!("/api/auth/{verb}")) {
        let (status, said) = said(guest.as_script().post(&target, &[("password", PASSWORD)]));
        assert_eq!(
            (status, &said["error"]),
            (401, &json!("login-needed")),
            "{target}"
        );
    }
    assert_eq!(guest.get("/api/auth/sessions").status(), 401);
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
async fn a_proof_gets_old_and_is_asked_for_again() {
    let mall = Mall::open().await;
    let other = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    mall.proofs_get_old().await;

    for verb in ["revoke", "revoke-others", "revoke-all"] {
        let target = format!("/api/auth/sessions/{verb}");
        let form = [("session", key(&list(&member)[1]))];
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(
            said(member.as_script().post(&target, &form)),
            (403, json!({ "error": "confirm-needed" }))
        );
        let response = member.post(&target, &form);
        assert_eq!(response.status(), 303);
        assert_eq!(
            header(&response, "location"),
            "/account/confirm?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Faccount%2Fsessions"
        );
    }
    assert_eq!(other.viewer()["state"], "member", "nothing has happened");

    let wrong = member
        .as_script()
        .post("/api/auth/confirm", &[("password", "wrong")]);
    assert_eq!(said(wrong), (401, json!({ "error": "invalid-credentials" })));
    let wrong = member.post(
        "/api/auth/confirm",
        &[("password", ""), ("next", "https://evil.example/")],
    );
    assert_eq!(header(&wrong, "location"), "/account/confirm");
    assert!(session_cookie(&wrong).is_none());

    let next = format!("{ORIGIN}/account/sessions");
    let response = member.post("/api/auth/confirm", &[("password", PASSWORD), ("next", &next)]);
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, next.as_str())
    );
    let renewed = after(&member, &response);
    assert_eq!(member.viewer()["state"], "guest", "the old id is dead");
    let answer = renewed.as_script().post("/api/auth/sessions/revoke-others", &[]);
    assert_eq!(said(answer), (200, json!({ "ended": 1 })));
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let mall = Mall::open().await;
    let thief = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    let form = [("current", PASSWORD), ("new", "一个全新的密码 🗝")];
    let response = member.as_script().post("/api/auth/password", &form);
    let renewed = after(&member, &response);
    assert_eq!(said(response).1["nickname"], "张三");
    assert_eq!(thief.viewer()["state"], "guest");
    assert_eq!(member.viewer()["state"], "guest", "the old id is dead");
    assert_eq!(renewed.viewer()["nickname"], "张三");

    let log_in = |password| {
        let form = [("account", "zhangsan"), ("password", password)];
        mall.visitor()
            .as_script()
            .post("/api/auth/login", &form)
            .status()
            .as_u16()
    };
    assert_eq!(log_in(PASSWORD), 401);
    assert_eq!(log_in("一个全新的密码 🗝"), 200);
}

#[tokio::test]
async fn a_password_that_is_refused_changes_nothing() {
    let mall = Mall::open().await;
    let other = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    for (current, new, status, error) in [
        (PASSWORD, "1234567", 422, "too-short"),
        (PASSWORD, "", 422, "too-short"),
        (PASSWORD, &*"x".repeat(201), 422, "too-long"),
        ("wrong", "long-enough", 401, "invalid-credentials"),
        ("", "long-enough", 401, "invalid-credentials"),
    ] {
        let response = member
            .as_script()
            .post("/api/auth/password", &[("current", current), ("new", new)]);
        assert!(!response.headers().contains_key("set-cookie"));
        assert_eq!(said(response), (status, json!({ "error": error })));
    }
    let response = member.post(
        "/api/auth/password",
        &[("current", "hunter2-hunter2"), ("new", "swordfish")],
    );
    assert_eq!(header(&response, "location"), "/account#password-section");
    let page = text(noticed(&member, &response).get("/account"));
    assert!(page.contains("当前密码不正确"));
    assert!(!page.contains("hunter2") && !page.contains("swordfish"));
    assert_eq!(other.viewer()["state"], "member");
    mall.member("zhangsan");
}

#[tokio::test]
async fn of_two_new_passwords_at_a_time_one_counts() {
    let mall = Mall::open().await;
    let members: Vec<_> = (0..4).map(|_| mall.member("lisi").as_script()).collect();
    let statuses: Vec<_> = std::thread::scope(|scope| {
        let changes: Vec<_> = members
            .iter()
            .enumerate()
            .map(|(number, member)| {
                let new = format!("password-{number}");
                scope.spawn(move || {
                    member
                        .post("/api/auth/password", &[("current", PASSWORD), ("new", &new)])
                        .status()
                        .as_u16()
                })
            })
            .collect();
        changes
            .into_iter()
            .map(|change| change.join().expect("an answer"))
            .collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| [200, 401, 409].contains(status)),
        "{statuses:?}"
    );
    assert_eq!(
        mall.sessions().await,
        1,
        "and the one who changed it is logged in"
    );
}

#[tokio::test]
async fn a_new_nickname_is_seen_with_the_next_request() {
    let mall = Mall::open().await;
    let elsewhere = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    let response = member.post("/api/auth/profile", &[("nickname", "  <i>小张</i> 🐎 ")]);
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, "/account#nickname-section")
    );
    for browser in [&member, &elsewhere] {
        assert_eq!(browser.viewer()["nickname"], "<i>小张</i> 🐎");
        assert!(text(browser.get("/")).contains("&lt;i&gt;小张&lt;/i&gt; 🐎"));
    }
    let (status, viewer) = said(
        member
            .as_script()
            .post("/api/auth/profile", &[("nickname", "张三")]),
    );
    assert_eq!((status, viewer), (200, elsewhere.viewer()));
}

#[tokio::test]
async fn a_nickname_that_is_none_is_refused_and_not_forgotten() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    for (nickname, error) in [
        (" \u{3000}", "empty"),
        ("a\nb", "control-character"),
        ("a\0b", "control-character"),
        (&*"三".repeat(41), "too-long"),
    ] {
        let answer = member
            .as_script()
            .post("/api/auth/profile", &[("nickname", nickname)]);
        assert_eq!(said(answer), (422, json!({ "error": error })), "{nickname:?}");
    }
    assert_eq!(said(member.as_script().post("/api/auth/profile", &[])).0, 422);
    let typed = format!("\"{}", "三".repeat(41));
    let response = member.post("/api/auth/profile", &[("nickname", &typed)]);
    let page = text(noticed(&member, &response).get("/account"));
    assert!(page.contains("昵称最多 40 个字符"));
    assert!(
        page.contains(&typed.replace('"', "&quot;")),
        "what was typed is still there"
    );
    assert_eq!(member.viewer()["nickname"], "张三");
}

#[tokio::test]
async fn that_an_account_is_disabled_is_told_to_its_member_only() {
    let mall = Mall::open().await;
    let member = mall.member("lisi");
    app_auth::server::operate(mall.database.pool(), &["disable".into(), "LiSi".into()])
        .await
        .expect("disabled");
    assert_eq!(member.viewer()["state"], "guest", "with the next request");
    let guest = mall.visitor().as_script();
    let log_in = |password| guest.post("/api/auth/login", &[("account", "lisi"), ("password", password)]);
    assert_eq!(
        said(log_in("wrong")),
        (401, json!({ "error": "invalid-credentials" }))
    );
    assert_eq!(said(log_in(PASSWORD)), (403, json!({ "error": "disabled" })));

    let response = mall.visitor().post(
        "/api/auth/login",
        &[("account", "lisi"), ("password", PASSWORD), ("remember", "1")],
    );
    assert_eq!(header(&response, "location"), "/login");
    let page = text(noticed(&mall.visitor(), &response).get("/login"));
    assert!(page.contains("这个账户已被停用"));
    assert!(page.contains("checked"), "what was ticked still is");
    assert_eq!(mall.sessions().await, 0);

    app_auth::server::operate(mall.database.pool(), &["enable".into(), "lisi".into()])
        .await
        .expect("enabled");
    assert_eq!(
        member.viewer()["state"],
        "guest",
        "the old session has ended for good"
    );
    mall.member("lisi");
}

#[tokio::test]
async fn an_operator_ends_all_sessions_of_a_member() {
    let mall = Mall::open().await;
    let (member, other) = (mall.member("lisi"), mall.member("zhangsan"));
    let operate = async |words: &[&str]| {
        let words: Vec<_> = words.iter().copied().map(String::from).collect();
        app_auth::server::operate(mall.database.pool(), &words).await
    };
    operate(&["sign-out", "lisi"]).await.expect("signed out");
    assert_eq!(member.viewer()["state"], "guest");
    assert_eq!(other.viewer()["state"], "member");
    let error = operate(&["disable", "nobody"])
        .await
        .expect_err("there is no such member");
    assert_eq!(
        error.to_string(),
        "there is no member with the user name \"nobody\""
    );
    for words in [
        &[][..],
        &["sign-out"],
        &["ban", "lisi"],
        &["disable", "lisi", "zhangsan"],
    ] {
        assert!(
            operate(words)
                .await
                .is_err_and(|error| error.to_string().starts_with("say: ")),
            "{words:?}"
        );
    }
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
