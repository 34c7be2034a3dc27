//! The example of two services, run: what it promises in its first lines is so.

#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../examples/two_services.rs"]
mod two_services;

use app_session::MIGRATOR;
use axum::{
    body::{Body, to_bytes},
    http::{
        Request, Response, StatusCode,
        header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE},
    },
};
use dev_postgres::TestDatabase;
use sqlx::postgres::PgConnectOptions;
use std::str::FromStr;
use tower::ServiceExt;

#[tokio::test]
async fn a_login_at_one_service_is_seen_at_the_other() {
    // Nothing of the mall: the crate's own migrations are all it needs.
    let database = TestDatabase::create(&MIGRATOR).await.expect("a database");
    let options = PgConnectOptions::from_str(&database.url()).expect("a connection string");
    let [accounts, shop] = two_services::services(database.pool(), &options.into());
    let send = async |service: &axum::Router, request: Request<Body>| -> Response<Body> {
        let answer = service.clone().oneshot(request).await;
        answer.unwrap_or_else(|never| match never {})
    };
    let greeting = async |cookie: &str| {
        let request = Request::get("/").header(COOKIE, cookie).body(Body::empty());
        let answer = send(&shop, request.expect("a request")).await;
        let body = to_bytes(answer.into_body(), 1_000).await.expect("a body");
        String::from_utf8(body.to_vec()).expect("text")
    };
    let post = async |target: &str, origin: &str, cookie: &str| {
        let request = Request::post(target)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, origin)
            .header(COOKIE, cookie)
            .body("name=Ada".into());
        send(&accounts, request.expect("a request")).await
    };

    assert_eq!(greeting("").await, "Hello, stranger!");
    let refused = post("/login", "https://evil.example", "").await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let answer = post("/login", "http://localhost:4401", "").await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let cookie = answer.headers()[SET_COOKIE].to_str().expect("a cookie");
    assert!(cookie.starts_with("__Host-example="), "{cookie}");
    let cookie = cookie.split(';').next().expect("name and value");
    assert_eq!(greeting(cookie).await, "Hello, Ada!");
    let answer = post("/logout", "http://localhost:4401", cookie).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(greeting(cookie).await, "Hello, stranger!");
}
