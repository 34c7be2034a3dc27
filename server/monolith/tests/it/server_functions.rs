//! Server functions answer data, whoever asks and however.

use crate::mall::{Mall, header, text};

const FUNCTIONS: [&str; 5] = [
    "/api/mall/front",
    "/api/mall/category?slug=audio&page=1",
    "/api/mall/product?sku=100101",
    "/api/mall/search?q=X1&page=1",
    "/api/mall/suggest?q=X1",
];

#[tokio::test]
async fn nobody_is_sent_to_where_they_say_they_come_from() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for function in FUNCTIONS {
        for accept in ["text/html", "*/*", "application/json"] {
            let headers = [("accept", accept), ("referer", "https://evil.example/")];
            let response = visitor.send("GET", function, &headers, Vec::new());
            assert_eq!(response.status(), 200, "{function} as {accept}");
            assert_eq!(header(&response, "location"), "", "{function} as {accept}");
            assert_eq!(
                header(&response, "content-type"),
                "application/json",
                "{function} as {accept}"
            );
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_content() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for function in FUNCTIONS {
        let response = visitor.send("HEAD", function, &[], Vec::new());
        assert_eq!(response.status(), 200, "{function}");
        assert_eq!(text(response), "", "{function}");
    }
}

/// Whatever part of the program refuses, a script finds the same shape.
#[tokio::test]
async fn every_refusal_has_one_shape() {
    let mall = Mall::open().await;
    let script = mall.visitor().as_script();
    for (method, address, status, word) in [
        ("GET", "/api/nope", 404, "not-found"),
        ("GET", "/api/auth/login", 405, "method-not-allowed"),
        ("GET", "/api/auth/account", 401, "login-needed"),
        ("GET", "/api/mall/product?sku=x", 400, "bad-request"),
        ("POST", "/api/auth/login", 403, "forbidden"),
    ] {
        let response = script.send(method, address, &[], Vec::new());
        assert_eq!(response.status(), status, "{method} {address}");
        assert_eq!(
            header(&response, "content-type"),
            "application/json",
            "{method} {address}"
        );
        let error: serde_json::Value = serde_json::from_str(&text(response)).expect("JSON");
        assert_eq!(error["error"], word, "{method} {address}: {error}");
    }
}
