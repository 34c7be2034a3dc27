//! Every error is a page of the mall, or JSON for a script.

use crate::mall::{Mall, ORIGIN, header, text};

#[tokio::test]
async fn errors_are_pages_in_the_visitors_language() {
    let mall = Mall::open().await;
    let mut visitor = mall.visitor();
    for (language, words) in [("zh-CN", "这一页灯还没亮"), ("en", "No light on this page yet")] {
        visitor.cookie = Some(format!("cfmall-locale={language}"));
        for target in [
            "/nope",
            "/c/nope",
            "/p/99",
            "/p/x",
            "/c/phones-digital?page=999",
            "/a/b/c",
        ] {
            let response = visitor.get(target);
            assert_eq!(response.status(), 404, "{target}");
            let number = header(&response, "x-request-id").to_owned();
            let page = text(response);
            assert!(page.contains(words), "{target} in {language}");
            assert!(page.contains(&number), "the page of {target} says its number");
        }
    }
}

#[tokio::test]
async fn a_script_gets_json() {
    let mall = Mall::open().await;
    let mut script = mall.visitor();
    script.accept = "application/json";
    let response = script.get("/api/nope");
    assert_eq!(response.status(), 404);
    assert_eq!(header(&response, "content-type"), "application/json");
    let error: serde_json::Value = serde_json::from_str(&text(response)).expect("JSON");
    assert_eq!(error["error"], "not-found");
}

#[tokio::test]
async fn methods_that_are_not_there_are_named() {
    let mall = Mall::open().await;
    let response = mall.visitor().get("/api/auth/login");
    assert_eq!(
        (response.status().as_u16(), header(&response, "allow")),
        (405, "POST")
    );
    assert!(text(response).contains("这个地址不支持这种操作"));
    let response = mall
        .visitor()
        .send("DELETE", "/", &[("origin", ORIGIN)], Vec::new());
    assert_eq!(response.status(), 405);
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let mall = Mall::open().await;
    for length in [70_000, 900_000, 9_000_000] {
        let account = "a".repeat(length);
        let response = mall
            .visitor()
            .post("/api/auth/login", &[("account", &account), ("password", "x")]);
        assert_eq!(response.status(), 413, "{length} bytes");
        assert!(text(response).contains("提交的内容太大了"));
    }
}

#[tokio::test]
async fn forms_come_from_our_own_pages() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    let form = ("content-type", "application/x-www-form-urlencoded");
    for headers in [
        vec![form],
        vec![form, ("origin", "https://evil.example")],
        vec![form, ("origin", "null")],
        vec![form, ("origin", "http://cfmall.localhost:3001")],
        vec![form, ("sec-fetch-site", "same-site")],
        vec![form, ("sec-fetch-site", "cross-site")],
        vec![form, ("origin", ORIGIN), ("origin", "https://evil.example")],
    ] {
        let response = member.send("POST", "/api/auth/logout", &headers, Vec::new());
        assert_eq!(response.status(), 403, "{headers:?}");
        assert!(text(response).contains("不是从商城发出的"));
    }
    assert_eq!(member.viewer()["state"], "member", "nobody was logged out");
    let ours = member.send(
        "POST",
        "/api/auth/logout",
        &[form, ("sec-fetch-site", "same-origin")],
        Vec::new(),
    );
    assert_eq!(ours.status(), 303);
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let mall = Mall::open().await;
    for target in [
        "/",
        "/nope",
        "/livez",
        "/api/session/viewer",
        "/pictures/tea-mint.svg",
    ] {
        let response = mall.visitor().get(target);
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{target}");
        assert_eq!(header(&response, "x-frame-options"), "DENY", "{target}");
        assert!(
            header(&response, "content-security-policy").contains("default-src 'none'"),
            "{target}"
        );
    }
    let first = header(&mall.visitor().get("/"), "content-security-policy").to_owned();
    let second = header(&mall.visitor().get("/"), "content-security-policy").to_owned();
    assert!(first.contains("'nonce-") && !first.contains("unsafe-inline"));
    assert_ne!(first, second, "a nonce is used once");
}
