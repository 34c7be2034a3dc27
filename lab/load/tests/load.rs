//! The load before a server that answers as it is told.
#![expect(clippy::unwrap_used)]

use std::{net::SocketAddr, time::Duration};

use load::Options;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Answers every request on every connection with what `answer` makes of it, in pieces of so many bytes.
async fn server(answer: fn(&str) -> String, piece: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok(length @ 1..) = stream.read(&mut buffer).await {
                    let answer = answer(std::str::from_utf8(&buffer[..length]).unwrap());
                    for piece in answer.as_bytes().chunks(piece) {
                        if stream.write_all(piece).await.is_err() {
                            return;
                        }
                        stream.flush().await.unwrap();
                        tokio::task::yield_now().await;
                    }
                }
            });
        }
    });
    address
}

fn options(address: SocketAddr, expect: &str) -> Options {
    Options {
        address,
        host: "cfmall.localhost".into(),
        path: "/".into(),
        connections: 4,
        length: Duration::from_millis(400),
        visitors: None,
        accept_encoding: None,
        expect: expect.into(),
    }
}

fn plain(_: &str) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world".into()
}

fn chunked(_: &str) -> String {
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\nhello, \r\n5\r\nworld\r\n0\r\n\r\n".into()
}

fn whose(request: &str) -> String {
    let cookie = request
        .lines()
        .find_map(|line| line.strip_prefix("Cookie: "))
        .unwrap_or("nobody");
    let body = format!("nickname of {cookie}!");
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn right_answers_are_counted_however_they_arrive() {
    for answer in [plain, chunked] {
        for piece in [1, 7, 4096] {
            // Over the boundary of two chunks.
            let tally = load::run(&options(server(answer, piece).await, "lo, wor"))
                .await
                .unwrap();
            assert!(tally.requests > 10, "{tally}");
        }
    }
}

#[tokio::test]
async fn the_first_wrong_answer_ends_it() {
    let error = load::run(&options(server(plain, 4096).await, "张三"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("hello, world"), "{error}");
    let busy = |_: &str| "HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nhello".to_owned();
    let error = load::run(&options(server(busy, 4096).await, "hello"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("503"), "{error}");
    let cut = |_: &str| "HTTP/1.1 200 OK\r\n\r\n".to_owned();
    assert!(load::run(&options(server(cut, 4096).await, "")).await.is_err());
}

#[tokio::test]
async fn each_visitor_must_see_what_is_theirs() {
    let file = std::env::temp_dir().join(format!("load-visitors-{}", std::process::id()));
    let lines = |expected: fn(u32) -> String| {
        let lines = (0..100).map(|n| format!("s={n}\t{}", expected(n)));
        lines.collect::<Vec<_>>().join("\n")
    };
    let address = server(whose, 4096).await;
    let visitors = Options {
        visitors: Some(file.clone()),
        ..options(address, "")
    };

    std::fs::write(&file, lines(|n| format!("of s={n}!"))).unwrap();
    let tally = load::run(&visitors).await.unwrap();
    std::fs::write(&file, lines(|n| format!("of s={}!", n / 99))).unwrap();
    let mixed_up = load::run(&visitors).await;
    std::fs::remove_file(&file).unwrap();
    assert!(tally.requests > 10, "{tally}");
    assert!(mixed_up.is_err());
}
