//! Logging in and out.

use crate::mall::{Mall, header, session_cookie, set_cookie, text};

#[tokio::test]
async fn a_member_is_greeted_by_nickname_until_they_log_out() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    assert_eq!(member.viewer()["nickname"], "张三");
    assert!(text(member.get("/")).contains("张三"));

    let response = member.post("/api/auth/logout", &[("next", "/search?q=tea")]);
    assert_eq!(response.status(), 303);
    assert_eq!(
        header(&response, "location"),
        "http://cfmall.localhost:3000/search?q=tea"
    );
    let removal = header(&response, "set-cookie");
    assert!(
        removal.starts_with("__Host-cfmall=;") && removal.contains("Max-Age=0"),
        "{removal}"
    );
    assert!(
        removal.contains("Secure"),
        "a browser ignores a __Host- cookie without Secure: {removal}"
    );
    assert_eq!(
        member.viewer()["state"],
        "guest",
        "the old cookie is worth nothing"
    );
}

#[tokio::test]
async fn phone_number_and_any_case_of_the_name_will_do() {
    let mall = Mall::open().await;
    assert_eq!(mall.member("13800000001").viewer()["nickname"], "张三");
    assert_eq!(mall.member(" ZhangSan ").viewer()["nickname"], "张三");
}

#[tokio::test]
async fn the_session_cookie_is_as_strict_as_it_can_be() {
    let mall = Mall::open().await;
    let form = [("account", "lisi"), ("password", "cfmall-demo")];
    let login = mall.visitor().post("/api/auth/login", &form);
    let cookie = set_cookie(&login, "__Host-cfmall").expect("logged in");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(
        !cookie.contains("Max-Age"),
        "without \"remember me\" it ends with the browser: {cookie}"
    );
    let remembered = [form[0], form[1], ("remember", "1")];
    let login = mall.visitor().post("/api/auth/login", &remembered);
    let cookie = set_cookie(&login, "__Host-cfmall").expect("logged in");
    assert!(cookie.contains("Max-Age=2592000"), "30 days: {cookie}");
}

#[tokio::test]
async fn logging_in_again_gives_a_new_session_and_ends_the_old_one() {
    let mall = Mall::open().await;
    let first = mall.member("zhangsan");
    let again = first.post(
        "/api/auth/login",
        &[("account", "lisi"), ("password", "cfmall-demo")],
    );
    let mut second = mall.visitor();
    second.cookie = session_cookie(&again);
    assert_ne!(first.cookie, second.cookie);
    assert_eq!(second.viewer()["nickname"], "李四");
    assert_eq!(first.viewer()["state"], "guest");
    assert_eq!(mall.sessions().await, 1);
}

#[tokio::test]
async fn a_planted_session_id_is_never_taken_over() {
    let mall = Mall::open().await;
    let mut visitor = mall.visitor();
    visitor.cookie = Some("__Host-cfmall=AAAAAAAAAAAAAAAAAAAAAA".into());
    let response = visitor.post(
        "/api/auth/login",
        &[("account", "lisi"), ("password", "cfmall-demo")],
    );
    assert!(session_cookie(&response).is_some_and(|cookie| Some(cookie) != visitor.cookie));
    assert_eq!(visitor.viewer()["state"], "guest");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_look_the_same() {
    let mall = Mall::open().await;
    let mut visitor = mall.visitor();
    visitor.accept = "application/json";
    for account in ["zhangsan", "nobody-of-that-name"] {
        let response = visitor.post("/api/auth/login", &[("account", account), ("password", "wrong")]);
        assert_eq!(response.status(), 401);
        assert_eq!(text(response), r#"{"error":"invalid-credentials"}"#);
    }
    let response = visitor.post("/api/auth/login", &[("account", "zhangsan")]);
    assert_eq!(response.status(), 422);
    assert_eq!(mall.sessions().await, 0, "guests leave no rows");
}

#[tokio::test]
async fn the_form_comes_back_with_what_was_typed_but_the_password() {
    let mall = Mall::open().await;
    let mut visitor = mall.visitor();
    let form = [
        ("account", "张\"三<b>"),
        ("password", "hunter2"),
        ("next", "/p/100101"),
    ];
    let response = visitor.post("/api/auth/login", &form);
    assert_eq!(response.status(), 303);
    let form_again = header(&response, "location").to_owned();
    visitor.cookie = header(&response, "set-cookie")
        .split(';')
        .next()
        .map(str::to_owned);
    let page = visitor.get(&form_again);
    assert!(
        header(&page, "set-cookie").contains("Max-Age=0"),
        "it is said once"
    );
    let page = text(page);
    assert!(page.contains("role=\"alert\""));
    assert!(
        page.contains("张&quot;三&lt;b&gt;"),
        "what was typed is still there, as text"
    );
    assert!(
        page.contains("value=\"http://cfmall.localhost:3000/p/100101\""),
        "so is where they wanted to go"
    );
    assert!(!page.contains("hunter2"));
}

#[tokio::test]
async fn login_leads_only_to_pages_of_ours() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    for evil in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
    ] {
        let query = app_kernel::path::query(&[("next", evil)]);
        for response in [
            member.get(&format!("/login?{query}")),
            member.get(&format!("/login/check?{query}")),
            mall.visitor().post("/api/auth/logout", &[("next", evil)]),
        ] {
            let target = header(&response, "location");
            assert_eq!(
                target,
                "http://cfmall.localhost:3000/",
                "{evil:?} with status {}",
                response.status()
            );
        }
    }
}

#[tokio::test]
async fn who_is_logged_in_has_no_use_for_the_form() {
    let mall = Mall::open().await;
    let response = mall.member("lisi").get("/login?next=%2Fp%2F100101");
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (302, "http://cfmall.localhost:3000/p/100101")
    );
}

#[tokio::test]
async fn a_browser_that_drops_the_cookie_is_told_so() {
    let mall = Mall::open().await;
    let page = text(mall.visitor().get("/login/check"));
    assert!(page.contains("浏览器没有带来 Cookie"));
    let mut visitor = mall.visitor();
    visitor.cookie = Some("__Host-cfmall=AAAAAAAAAAAAAAAAAAAAAA".into());
    assert!(text(visitor.get("/login/check")).contains("这一个服务不认识你的会话"));
}

/// Their password is in the README. They are in the table, and a copy that others can reach does not let them in.
#[tokio::test]
async fn demo_members_cannot_log_in_where_others_come() {
    let here = Mall::open().await;
    here.member("zhangsan");
    let reachable = here.beside(&[("LEPTOS_SITE_ADDR", "0.0.0.0:0"), ("DEMO_DATA", "0")]);
    let credentials = [("account", "zhangsan"), ("password", "cfmall-demo")];
    let response = reachable
        .visitor()
        .as_script()
        .post("/api/auth/login", &credentials);
    assert_eq!(response.status(), 401);
    assert_eq!(text(response), r#"{"error":"invalid-credentials"}"#);
}

#[tokio::test]
async fn the_account_page_is_for_members() {
    let mall = Mall::open().await;
    let response = mall.visitor().get("/account");
    assert_eq!(response.status(), 302);
    assert!(header(&response, "location").starts_with("/login?next="));
    let page = text(mall.member("zhangsan").get("/account"));
    assert!(page.contains("138****0001") && !page.contains("13800000001"));
    let mut script = mall.visitor();
    script.accept = "application/json";
    assert_eq!(script.get("/api/auth/account").status(), 401);
}

#[tokio::test]
async fn a_nickname_is_text_whatever_it_contains() {
    let mall = Mall::open().await;
    let page = text(mall.member("wangwu").get("/"));
    assert!(page.contains("&lt;b&gt;王五&lt;/b&gt; &amp; 🐼") && !page.contains("<b>王五"));
}
