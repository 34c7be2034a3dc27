//! A request means what its address and its host say, in one form, and nothing else.

use crate::{
    mall::{Mall, ORIGIN, header, text},
    wire::Connection,
};

const HOST: &str = "cfmall.localhost:3000";

/// What proxies and scanners add changes no page.
#[tokio::test]
async fn forwarding_headers_change_nothing() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for (name, value) in [
        ("x-forwarded-proto", "https, http"),
        ("x-forwarded-proto", ""),
        ("x-forwarded-proto", "x y"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-url", "/account"),
    ] {
        for page in ["/", "/search?q=X1", "/c/audio", "/p/100101", "/login"] {
            let response = visitor.send("GET", page, &[(name, value)], Vec::new());
            assert_eq!(response.status(), 200, "{page} with {name}: {value}");
            let page_text = text(response);
            assert!(!page_text.contains("evil.example"), "{page} with {name}: {value}");
        }
    }
}

#[tokio::test]
async fn a_host_that_is_none_is_a_bad_request() {
    let mall = Mall::open().await;
    for hosts in [
        "",
        "host: a:99999\r\n",
        "host: x/p/100101?\r\n",
        "host: cfmall.localhost:3000\r\nhost: cfmall.localhost:3000\r\n",
        "host: cfmall.localhost:3000, a\r\n",
        "host: user@cfmall.localhost:3000\r\n",
        "host:\r\n",
    ] {
        for page in ["/", "/search", "/pictures/none.svg", "/api/mall/front"] {
            let mut connection = Connection::to(&mall);
            connection.send(&format!("GET {page} HTTP/1.1\r\n{hosts}\r\n"));
            assert_eq!(connection.answer().status, 400, "{page} with {hosts:?}");
        }
        let mut connection = Connection::to(&mall);
        connection.send(&format!("GET /livez HTTP/1.1\r\n{hosts}\r\n"));
        assert_eq!(connection.answer().status, 200, "a probe with {hosts:?}");
    }
    let mut old = Connection::to(&mall);
    old.send("GET /readyz HTTP/1.0\r\n\r\n");
    assert_eq!(old.answer().status, 200, "a probe in HTTP/1.0");
}

#[tokio::test]
async fn another_host_is_sent_to_ours() {
    let mall = Mall::open().await;
    for host in [
        "127.0.0.1:3000",
        "localhost:3000",
        "evil.example",
        "cfmall.localhost",
    ] {
        let mut connection = Connection::to(&mall);
        connection.send(&format!("GET /p/100101?a=b HTTP/1.1\r\nhost: {host}\r\n\r\n"));
        let answer = connection.answer();
        let there = format!("location: {ORIGIN}/p/100101?a=b\r\n");
        assert!(
            answer.status == 307 && answer.headers.contains(&there),
            "{host}: {answer:?}"
        );
        connection.send(&format!(
            "POST /api/preferences HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n\r\n"
        ));
        assert_eq!(connection.answer().status, 421, "{host}");
    }
}

#[tokio::test]
async fn an_absolute_address_names_the_host() {
    let mall = Mall::open().await;
    let mut connection = Connection::to(&mall);
    connection.send(&format!(
        "GET {ORIGIN}/search?q=X1 HTTP/1.1\r\nhost: {HOST}\r\n\r\n"
    ));
    assert_eq!(connection.answer().status, 200);
    connection.send(&format!(
        "GET http://evil.example/ HTTP/1.1\r\nhost: {HOST}\r\n\r\n"
    ));
    assert_eq!(connection.answer().status, 307);
    connection.send(&format!("OPTIONS * HTTP/1.1\r\nhost: {HOST}\r\n\r\n"));
    assert_eq!(connection.answer().status, 204);
    connection.send(&format!("GET /livez HTTP/1.1\r\nhost: {HOST}\r\n\r\n"));
    assert_eq!(connection.answer().status, 200, "the connection goes on");
}

#[tokio::test]
async fn a_page_has_one_address() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for (address, canonical) in [
        ("/c/audio/", "/c/audio"),
        ("/search/?q=X1", "/search?q=X1"),
        ("/login/", "/login"),
        ("/p/0100101", "/p/100101"),
        ("/p/+100101", "/p/100101"),
        ("/c/phones-digital?page=01", "/c/phones-digital"),
        ("/c/phones-digital?page=1", "/c/phones-digital"),
        ("/c/phones-digital?page=%2B2", "/c/phones-digital?page=2"),
        ("/c/phones-digital?page=", "/c/phones-digital"),
        ("/search?q=%E8%80%B3&page=x", "/search?q=%E8%80%B3"),
        ("/search?page=02&q=a+b", "/search?q=a+b&page=2"),
    ] {
        let response = visitor.get(address);
        assert_eq!(
            (
                response.status().as_u16(),
                header(&response, "location").replacen(ORIGIN, "", 1)
            ),
            (308, canonical.to_owned()),
            "{address}"
        );
    }
    for address in [
        "/c/phones-digital?page=0",
        "/c/phones-digital?page=-1",
        "/search?q=X1&page=99",
        "/search?page=2",
    ] {
        assert_eq!(visitor.get(address).status(), 404, "{address}");
    }
    for address in ["/p/100101?utm=x", "/search?q=X1", "/search?q=nothing-of-the-kind"] {
        assert_eq!(visitor.get(address).status(), 200, "{address}");
    }
}

#[tokio::test]
async fn a_login_leads_to_a_page() {
    let mall = Mall::open().await;
    for next in [
        "/api/auth/login",
        "/api/preferences",
        "/pkg/cfmall.css",
        "/robots.txt",
        "/login",
    ] {
        let response = mall.visitor().post(
            "/api/auth/login",
            &[
                ("account", "zhangsan"),
                ("password", "cfmall-demo"),
                ("next", next),
            ],
        );
        let home = app_kernel::path::query(&[("next", &format!("{ORIGIN}/"))]);
        assert_eq!(
            header(&response, "location"),
            format!("/login/check?{home}"),
            "{next}"
        );
    }
    // The error page of a form: its links lead to the page with the form.
    let form = ("content-type", "text/plain");
    let referer = format!("{ORIGIN}/account?a=b");
    for (referer, next) in [
        (referer.as_str(), "/account?a=b"),
        ("https://evil.example/x", "/"),
        (&format!("{ORIGIN}/api/x"), "/"),
    ] {
        let headers = [("origin", ORIGIN), ("referer", referer), form];
        let page = text(
            mall.visitor()
                .send("POST", "/api/auth/login", &headers, b"x".to_vec()),
        );
        let next = app_kernel::path::query(&[("next", &format!("{ORIGIN}{next}"))]);
        assert!(page.contains(&format!("/login?{next}\"")), "{referer}: {page}");
    }
}
