//! A request's head and body come in two segments: whatever the answer is, the next request on the connection is answered, or
//! the close was announced (RFC 9112 §9.6).

use crate::{mall::Mall, wire::Connection};
use std::time::Duration;

const HOST: &str = "Host: cfmall.localhost:3000\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";
const OURS: &str = "origin: http://cfmall.localhost:3000\r\n";
/// What the monolith answers, one line each.
const ROUTES: &str = include_str!("../../routes.txt");

#[tokio::test]
async fn the_next_request_is_answered_whatever_became_of_the_first() {
    let mall = Mall::open().await;
    let addresses = ROUTES.lines().filter_map(|line| line.split_whitespace().nth(2));
    let addresses: Vec<_> = addresses
        .map(|address| address.replace(['{', '}', '*', ':'], ""))
        .chain(["/nope".to_owned()])
        .collect();
    assert!(addresses.len() > 25, "the routes are there: {addresses:?}");
    let page = "accept: text/html\r\n";
    let requests = [
        ("POST", format!("{FORM}{OURS}{page}")),
        ("POST", format!("{FORM}{OURS}accept: application/json\r\n")),
        // From nowhere, and from elsewhere.
        ("POST", format!("{FORM}{page}")),
        ("POST", format!("{FORM}{page}origin: https://evil.example\r\n")),
        // Of a type that nobody reads.
        ("POST", format!("content-type: text/x-nothing\r\n{OURS}{page}")),
        ("PUT", format!("{FORM}{OURS}{page}")),
        ("GET", format!("{FORM}{page}")),
    ];
    for address in &addresses {
        for (method, headers) in &requests {
            let head = format!("{method} {address} HTTP/1.1\r\n{HOST}{headers}content-length: 9\r\n\r\n");
            let mut connection = Connection::to(&mall);
            connection.send(&head);
            // Another segment, and long enough after it for an answer that does not wait for the body.
            std::thread::sleep(Duration::from_millis(15));
            connection.send("account=x");
            let first = connection.answer();
            assert!(
                !first.headers.contains("connection: close"),
                "a small body that comes soon costs no connection: {head}{first:?}"
            );
            connection.send(&format!("GET /livez HTTP/1.1\r\n{HOST}\r\n"));
            let second = connection.answer();
            assert_eq!(second.status, 200, "{head} was answered with {first:?}");
        }
    }
}

/// Nobody waits for a body that does not come, and nobody reads one that is too large.
#[tokio::test]
async fn the_close_is_announced_where_the_body_is_not_read() {
    let mall = Mall::open().await;
    for (length, expect) in [(1_000_000, ""), (9, ""), (9, "expect: 100-continue\r\n")] {
        let mut connection = Connection::to(&mall);
        connection.send(&format!(
            "POST /api/auth/login HTTP/1.1\r\n{HOST}{FORM}{expect}content-length: {length}\r\n\r\n"
        ));
        let answer = connection.answer();
        assert!(
            answer.headers.contains("connection: close"),
            "{length} bytes {expect}: {answer:?}"
        );
    }
}
