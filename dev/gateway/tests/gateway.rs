//! The gateway before real servers.
#![expect(clippy::unwrap_used)]

mod world;

use std::time::{Duration, Instant};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use gateway::{Balance, Config, PoolConfig};
use http_body_util::BodyExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use world::{ClosingCopy, Copy, Gateway, a_moment, header_of, text, visitor_at};

const ANY: &[&str] = &["pool=mall"];

#[tokio::test]
async fn the_host_decides_the_service() {
    let (auth, mall) = (Copy::start(), Copy::start());
    let routes = [
        "host=auth.cfmall.localhost,pool=auth",
        "host=cfmall.localhost,pool=mall",
    ];
    let gateway = Gateway::start("round-robin", &routes, &[("auth", &[&auth]), ("mall", &[&mall])]).await;

    assert_eq!(
        header_of(
            &gateway.get("auth.cfmall.localhost:3000", "/").await,
            "x-upstream"
        ),
        "auth-1"
    );
    assert_eq!(
        header_of(&gateway.get("cfmall.localhost", "/login").await, "x-upstream"),
        "mall-1"
    );

    let stranger = gateway.get("evil.example", "/").await;
    assert_eq!(stranger.status(), StatusCode::MISDIRECTED_REQUEST);
    assert!(text(stranger).await.contains("evil.example"));
}

#[tokio::test]
async fn the_path_decides_behind_one_origin() {
    let (auth, mall) = (Copy::start(), Copy::start());
    let routes = ["path=/login,pool=auth", "path=/api/auth,pool=auth", "pool=mall"];
    let gateway = Gateway::start("round-robin", &routes, &[("auth", &[&auth]), ("mall", &[&mall])]).await;

    for (path, copy) in [
        ("/login?next=/cart", "auth-1"),
        ("/api/auth/login", "auth-1"),
        ("/login-help", "mall-1"),
        ("/", "mall-1"),
    ] {
        let response = gateway.get("cfmall.localhost", path).await;
        assert_eq!(header_of(&response, "x-upstream"), copy, "{path}");
        assert_eq!(text(response).await, path, "the path and query arrive unchanged");
    }
}

#[tokio::test]
async fn the_copy_sees_the_host_the_visitor_asked_for_and_no_invented_hops() {
    let copy = Copy::start();
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    let seen = gateway.get_with(
        "cfmall.localhost:3000",
        "/headers",
        &[("x-forwarded-for", "6.6.6.6"), ("x-forwarded-proto", "https")],
    );
    let seen = text(seen.await).await;
    assert!(seen.contains(r#""host": "cfmall.localhost:3000""#), "{seen}");
    assert!(
        seen.contains(r#""x-forwarded-host": "cfmall.localhost:3000""#),
        "{seen}"
    );
    assert!(seen.contains(r#""x-forwarded-for": "127.0.0.1""#), "{seen}");
    assert!(seen.contains(r#""x-forwarded-proto": "http""#), "{seen}");
}

/// What the visitor's connection is about ends here; what the request is about arrives, whatever `Connection` calls it.
#[tokio::test]
async fn a_client_cannot_take_headers_away_from_the_copy() {
    let copy = Copy::start();
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    let named = [
        ("connection", "host, cookie, keep-alive"),
        ("keep-alive", "timeout=5"),
        ("cookie", "a=b"),
    ];
    let seen = text(
        gateway
            .get_with("cfmall.localhost:3000", "/headers", &named)
            .await,
    )
    .await;
    assert!(seen.contains(r#""host": "cfmall.localhost:3000""#), "{seen}");
    assert!(seen.contains(r#""cookie": "a=b""#), "{seen}");
    assert!(!seen.contains("keep-alive"), "{seen}");
}

#[tokio::test]
async fn a_request_names_one_host() {
    let copy = Copy::start();
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    for (hosts, status) in [
        ("", "400"),
        ("host: a\r\nhost: b\r\n", "400"),
        ("host: a, b\r\n", "400"),
        ("host: a\r\n", "200"),
    ] {
        let mut stream = TcpStream::connect(gateway.address).await.unwrap();
        let head = format!("GET /headers HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{hosts:?}: {answer}"
        );
    }
}

/// A copy writes the address into its list of sessions: the visitor's own, and exactly one, whatever the visitor says.
#[tokio::test]
async fn the_copy_learns_where_the_visitor_is_from_the_gateway_alone() {
    let copy = Copy::start();
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    let visitor = visitor_at("127.0.0.9");
    // Both ways to a copy: what may be repeated, and what goes over a connection of its own.
    for method in ["GET", "POST"] {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{}/headers", gateway.address))
            .header("x-forwarded-for", "6.6.6.6, 127.0.0.1")
            .header("x-forwarded-for", "7.7.7.7")
            .header("forwarded", "for=8.8.8.8")
            .header("x-real-ip", "9.9.9.9")
            .header("x-forwarded-port", "10.10")
            .header("x-original-url", "/11.11")
            .header("x-rewrite-url", "/12.12")
            .header("x_forwarded_for", "13.13");
        let seen = text(
            visitor
                .request(request.body(Body::empty()).unwrap())
                .await
                .unwrap(),
        )
        .await;
        assert!(
            seen.contains(r#""x-forwarded-for": "127.0.0.9""#),
            "{method}: {seen}"
        );
        assert_eq!(seen.matches("x-forwarded-for").count(), 1, "{method}: {seen}");
        for invented in [
            "6.6.6.6", "7.7.7.7", "8.8.8.8", "9.9.9.9", "10.10", "11.11", "12.12", "13.13",
        ] {
            assert!(!seen.contains(invented), "{method}: {seen}");
        }
    }
}

#[tokio::test]
async fn round_robin_takes_turns() {
    let (one, two, three) = (Copy::start(), Copy::start(), Copy::start());
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&one, &two, &three])]).await;
    assert_eq!(
        gateway.answering(6, &[]).await,
        ["mall-1", "mall-2", "mall-3", "mall-1", "mall-2", "mall-3"]
    );
}

#[tokio::test]
async fn a_sticky_visitor_stays_until_the_copy_dies() {
    let (mut one, two) = (Copy::start(), Copy::start());
    let gateway = Gateway::start("sticky", ANY, &[("mall", &[&one, &two])]).await;

    let first = gateway.get("cfmall.localhost", "/").await;
    assert_eq!(header_of(&first, "x-upstream"), "mall-1");
    assert_eq!(
        header_of(&first, "set-cookie"),
        "gateway-mall=mall-1; Path=/; HttpOnly; SameSite=Lax"
    );

    let cookie = [("cookie", "theme=dark; gateway-mall=mall-1")];
    assert_eq!(gateway.answering(5, &cookie).await, ["mall-1"; 5]);
    let again = gateway.get_with("cfmall.localhost", "/", &cookie).await;
    assert!(
        !again.headers().contains_key(header::SET_COOKIE),
        "a visitor who has the cookie gets no other"
    );

    one.kill().await;
    let moved = gateway.get_with("cfmall.localhost", "/", &cookie).await;
    assert_eq!(header_of(&moved, "x-upstream"), "mall-2");
    assert!(header_of(&moved, "set-cookie").starts_with("gateway-mall=mall-2"));
}

#[tokio::test]
async fn a_hash_keeps_each_visitor_and_moves_only_those_of_a_dead_copy() {
    let mut copies = [Copy::start(), Copy::start(), Copy::start()];
    let [one, two, three] = &copies;
    let gateway = Gateway::start("hash:visitor", ANY, &[("mall", &[one, two, three])]).await;

    let mut before = Vec::new();
    for visitor in 0..30 {
        let cookie = format!("visitor={visitor}");
        let names = gateway.answering(2, &[("cookie", &cookie)]).await;
        assert_eq!(names[0], names[1]);
        before.push((cookie, names[0].clone()));
    }
    for name in ["mall-1", "mall-2", "mall-3"] {
        assert!(
            before.iter().any(|(_, answering)| answering == name),
            "{name} got none of 30 visitors"
        );
    }

    copies[0].kill().await;
    a_moment().await;
    for (cookie, name) in before {
        let now = gateway.answering(1, &[("cookie", &cookie)]).await.remove(0);
        assert_ne!(now, "mall-1");
        assert!(
            name == "mall-1" || name == now,
            "{cookie} moved from {name} to {now} without need"
        );
    }
    // Without the cookie the address decides: always the same copy.
    let names = gateway.answering(4, &[]).await;
    assert!(names.iter().all(|name| *name == names[0]));
}

#[tokio::test]
async fn the_first_chunk_arrives_before_the_last_is_sent() {
    let copy = Copy::start();
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    let started = Instant::now();
    let mut body = gateway.get("cfmall.localhost", "/drip").await.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "chunk 0");
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "the answer was held back"
    );
    assert_eq!(body.collect().await.unwrap().to_bytes(), "chunk 1");
    assert!(started.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn a_dead_copy_is_skipped_at_once_and_used_again_when_it_is_back() {
    let (mut one, two) = (Copy::start(), Copy::start());
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&one, &two])]).await;
    gateway.answering(4, &[]).await;

    one.kill().await;
    assert_eq!(
        gateway.answering(20, &[]).await,
        ["mall-2"; 20],
        "nobody may notice"
    );

    let _back = Copy::start_at(one.address);
    a_moment().await;
    assert!(gateway.answering(4, &[]).await.contains(&"mall-1".to_owned()));
}

/// One that has lost its database answers, and could serve no member.
#[tokio::test]
async fn a_copy_that_is_not_ready_is_used_only_where_none_is() {
    let (one, two) = (Copy::start(), Copy::start());
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&one, &two])]).await;
    one.set_ready(false);
    a_moment().await;
    assert_eq!(gateway.answering(6, &[]).await, ["mall-2"; 6]);
    two.set_ready(false);
    a_moment().await;
    let both = gateway.answering(6, &[]).await;
    assert!(both.contains(&"mall-1".to_owned()) && both.contains(&"mall-2".to_owned()));
    one.set_ready(true);
    a_moment().await;
    assert_eq!(gateway.answering(6, &[]).await, ["mall-1"; 6]);
}

#[tokio::test]
async fn a_post_that_reached_nobody_goes_to_the_next_copy_with_its_body() {
    let (mut one, two) = (Copy::start(), Copy::start());
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&one, &two])]).await;
    // Now there are kept connections to both, and those to the first are about to be dead.
    gateway.answering(6, &[]).await;
    one.kill().await;
    for n in 0..6 {
        let body = format!("order {n}").repeat(50_000);
        let chunks = futures::stream::iter([Ok::<_, std::io::Error>(body.clone())]);
        let response = gateway
            .post("cfmall.localhost", "/echo", Body::from_stream(chunks))
            .await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(text(response).await, body);
    }
}

#[tokio::test]
async fn what_a_copy_broke_off_is_repeated_only_if_that_changes_nothing() {
    for (method, status) in [("GET", StatusCode::OK), ("POST", StatusCode::BAD_GATEWAY)] {
        let (mut one, two) = (Copy::start(), Copy::start());
        let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&one, &two])]).await;
        let path = format!("/stuck-at/{}", one.address.port());
        let visit = async {
            match method {
                "GET" => gateway.get("cfmall.localhost", &path).await,
                _ => gateway.post("cfmall.localhost", &path, "buy").await,
            }
        };
        let kill = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            one.kill().await;
        };
        let (response, ()) = tokio::join!(visit, kill);
        assert_eq!(response.status(), status, "{method}");
        assert_eq!(
            header_of(&response, "x-upstream"),
            if method == "GET" { "mall-2" } else { "" }
        );
    }
}

#[tokio::test]
async fn a_kept_connection_that_is_closed_does_not_speak_for_its_copy() {
    let copy = ClosingCopy::start().await;
    let gateway = Gateway::before("round-robin", ANY, [("mall", vec![copy.address])]).await;
    while copy.closed() < 3 {
        let response = gateway.get("cfmall.localhost", "/").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header_of(&response, "x-upstream"), "mall-1");
    }
}

#[tokio::test]
async fn when_no_copy_lives_the_visitor_learns_when_to_come_again() {
    let mut copy = Copy::start();
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    copy.kill().await;
    for _ in 0..2 {
        let response = gateway.get("cfmall.localhost", "/").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(header_of(&response, "retry-after"), "2");
        let page = text(response).await;
        assert!(
            page.contains("服务暂时不可用") && page.contains("not available"),
            "{page}"
        );
        a_moment().await;
    }
    let response = gateway
        .get_with("cfmall.localhost", "/", &[("accept", "application/json")])
        .await;
    assert_eq!(header_of(&response, "content-type"), "application/json");

    let _back = Copy::start_at(copy.address);
    a_moment().await;
    assert_eq!(
        gateway.get("cfmall.localhost", "/").await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_hundred_visitors_at_once() {
    let (one, two) = (Copy::start(), Copy::start());
    let gateway = Gateway::start("round-robin", ANY, &[("mall", &[&one, &two])]).await;
    let visits = (0..100).map(|n| {
        let gateway = &gateway;
        async move {
            let response = gateway
                .post("cfmall.localhost", "/echo", format!("visitor {n}"))
                .await;
            (response.status(), text(response).await == format!("visitor {n}"))
        }
    });
    let answers = futures::future::join_all(visits).await;
    assert!(answers.iter().all(|answer| *answer == (StatusCode::OK, true)));
}

#[tokio::test]
async fn strange_requests_get_an_answer() {
    let copy = Copy::start();
    let gateway = Gateway::start("sticky", ANY, &[("mall", &[&copy])]).await;
    for path in ["//evil.example/", "/%00?q=%ff", "/a//b/?x=1?y=2", "/?"] {
        let response = gateway
            .get_with(
                "cfmall.localhost",
                path,
                &[("cookie", "gateway-mall=nobody;;=;x")],
            )
            .await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn stopping_lets_an_answer_under_way_finish() {
    let copy = Copy::start();
    let mut gateway = Gateway::start("round-robin", ANY, &[("mall", &[&copy])]).await;
    let body = gateway.get("cfmall.localhost", "/drip").await.into_body();
    gateway.stop();
    assert_eq!(body.collect().await.unwrap().to_bytes(), "chunk 0chunk 1");
}

#[tokio::test]
async fn copies_come_and_go_while_it_runs() {
    let (one, two) = (Copy::start(), Copy::start());
    let gateway = gateway::Gateway::new(&Config {
        listen: Vec::new(),
        routes: vec!["pool=mall".parse().unwrap()],
        pools: vec![PoolConfig {
            name: "mall".to_owned(),
            copies: Vec::new(),
        }],
        balance: Balance::RoundRobin,
        check_every: Duration::from_millis(100),
    });
    let ask = async || {
        let request = Request::get("/").header(header::HOST, "cfmall.localhost");
        let request = request.body(Body::empty()).unwrap();
        let response = gateway.forward([127, 0, 0, 1].into(), request).await;
        (response.status(), header_of(&response, "x-upstream"))
    };
    assert_eq!(ask().await.0, StatusCode::SERVICE_UNAVAILABLE);
    gateway.add_copy("mall", "first", one.address);
    assert_eq!(ask().await, (StatusCode::OK, "first".to_owned()));
    gateway.add_copy("mall", "second", two.address);
    let both = [ask().await.1, ask().await.1];
    assert!(both.contains(&"first".to_owned()) && both.contains(&"second".to_owned()));
    gateway.remove_copy("mall", "first");
    assert_eq!([ask().await.1, ask().await.1], ["second", "second"]);
}
