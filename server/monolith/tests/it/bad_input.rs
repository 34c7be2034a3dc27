//! Nothing that can be sent makes the mall fall over or forget anything.

use crate::{
    mall::{Mall, ORIGIN, header},
    wire::Connection,
};

const NASTY: [&str; 9] = [
    "'; drop table auth.member; --",
    "\0",
    "a\0b",
    "%",
    "\\",
    "\u{202e}gnitirw",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7}",
    "🐼🐼🐼",
];

#[tokio::test]
async fn any_text_in_any_query_or_address_is_answered() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for text in NASTY {
        let query = app_kernel::path::query(&[
            ("q", text),
            ("page", text),
            ("slug", text),
            ("sku", text),
            ("next", text),
        ]);
        let encoded = query
            .split('&')
            .next()
            .and_then(|pair| pair.strip_prefix("q="))
            .unwrap_or_default()
            .replace('+', "%20");
        for target in [
            format!("/search?{query}"),
            format!("/c/phones-digital?{query}"),
            format!("/c/{encoded}"),
            format!("/p/{encoded}"),
            format!("/p/100101?{query}"),
            format!("/login?{query}"),
            format!("/login/check?{query}"),
            format!("/pictures/{encoded}"),
            format!("/api/mall/search?{query}"),
            format!("/api/mall/category?{query}"),
            format!("/api/mall/product?{query}"),
            format!("/{encoded}"),
        ] {
            let status = visitor.get(&target).status();
            assert!(!status.is_server_error(), "{target}: {status}");
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_answered() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for target in [
        "/%ff",
        "/c/%c3%28",
        "/p/%ff%fe",
        "/search?q=%ff%fe",
        "/search?%ff=1",
        "/login?next=%ff",
        "/pictures/%ff.svg",
        "/api/mall/search?q=%ff&page=1",
        "/search?q=%",
        "/search?q=%zz&page=%",
    ] {
        let status = visitor.get(target).status();
        assert!(!status.is_server_error(), "{target}: {status}");
    }
    let headers = [
        ("origin", ORIGIN),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    for body in [
        &b"account=%ff&password=%fe"[..],
        b"\xff\xfe=\xff",
        b"account=a%00b&password=%00",
        b"&&&===",
        b"",
    ] {
        let status = visitor
            .send("POST", "/api/auth/login", &headers, body.to_vec())
            .status();
        assert!(!status.is_server_error(), "{body:?}: {status}");
    }
}

#[tokio::test]
async fn what_is_searched_for_stays_text_in_the_title_too() {
    let mall = Mall::open().await;
    let page = crate::mall::text(
        mall.visitor()
            .get("/search?q=%3C%2Ftitle%3E%3Cimg%20src%3Dx%3E%26lt%3B"),
    );
    assert!(
        page.contains("&lt;/title&gt;&lt;img src=x&gt;&amp;lt;"),
        "escaped in the title"
    );
    assert!(!page.contains("<img src=x>"));
}

#[tokio::test]
async fn names_longer_than_any_file_are_not_found() {
    let mall = Mall::open().await;
    for target in ["/pkg/", "/pictures/", "/c/", "/p/", "/"] {
        let status = mall
            .visitor()
            .get(&format!("{target}{}", "a".repeat(6_000)))
            .status();
        assert_eq!(status, 404, "{target}");
    }
}

#[tokio::test]
async fn other_kinds_of_body_are_refused() {
    let mall = Mall::open().await;
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "",
        "x",
    ] {
        let status = mall
            .visitor()
            .send(
                "POST",
                "/api/auth/login",
                &[("origin", ORIGIN), ("content-type", kind)],
                b"{}".to_vec(),
            )
            .status();
        assert!(status.is_client_error(), "{kind:?}: {status}");
    }
}

#[tokio::test]
async fn odd_cookies_make_a_guest() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan").cookie.expect("a cookie");
    let huge = format!("__Host-cfmall={}", "A".repeat(64 * 1024));
    for cookie in [
        "__Host-cfmall=",
        "__Host-cfmall=%00",
        "__Host-cfmall=\"x\"",
        "__Host-cfmall",
        "=;=;;",
        &huge,
        "cfmall-theme=purple; cfmall-locale=xx",
        "cfmall-login=zz",
        "cfmall-login=7b7d",
    ] {
        let mut visitor = mall.visitor();
        visitor.cookie = Some(cookie.to_owned());
        for page in ["/", "/login", "/api/session/viewer"] {
            let status = visitor.get(page).status();
            assert_eq!(status, 200, "{page} with {}", &cookie[..cookie.len().min(40)]);
        }
        assert_eq!(visitor.viewer()["state"], "guest");
    }
    let mut twice = mall.visitor();
    twice.cookie = Some(format!("__Host-cfmall=AAAAAAAAAAAAAAAAAAAAAA; {member}"));
    assert!(!twice.get("/").status().is_server_error());
}

#[tokio::test]
async fn every_field_survives_everything() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for text in NASTY {
        for (target, fields) in [
            (
                "/api/auth/login",
                vec![("account", text), ("password", text), ("next", text)],
            ),
            ("/api/auth/logout", vec![("next", text)]),
            (
                "/api/preferences",
                vec![("locale", text), ("theme", text), ("next", text)],
            ),
        ] {
            let status = visitor.post(target, &fields).status();
            assert!(!status.is_server_error(), "{target} with {text:?}: {status}");
        }
    }
    assert_eq!(
        mall.member("zhangsan").viewer()["nickname"],
        "张三",
        "and everybody is still there"
    );
    assert_eq!(mall.sessions().await, 1);
}

/// A script of somebody else's leaves bytes in the `Cookie` header that are no ASCII. Language, theme and what a form says are read all
/// the same.
#[tokio::test]
async fn a_foreign_cookie_hides_no_other() {
    let mall = Mall::open().await;
    let ask = |cookies: &str, address: &str| {
        let mut connection = Connection::to(&mall);
        connection.send(&format!(
            "GET {address} HTTP/1.1\r\nhost: cfmall.localhost:3000\r\ncookie: utm=双十一; {cookies}\r\naccept-encoding: identity\r\nconnection: close\r\n\r\n"
        ));
        connection.whole()
    };
    let page = ask("cfmall-locale=en; cfmall-theme=dark", "/login");
    assert!(
        page.contains(r#"lang="en""#) && page.contains(r#"data-theme="dark""#),
        "{page}"
    );

    let refused = mall.visitor().post(
        "/api/auth/login",
        &[("account", "zhangsan"), ("password", "wrong")],
    );
    let notice = header(&refused, "set-cookie")
        .split(';')
        .next()
        .unwrap_or_default();
    let page = ask(notice, "/login");
    assert!(
        page.contains("role=\"alert\"") && page.contains("value=\"zhangsan\""),
        "{page}"
    );
}
