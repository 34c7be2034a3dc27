//! The load before a server that answers as it is told.
#![expect(clippy::unwrap_used)]

use std::{net::SocketAddr, sync::Mutex, time::Duration};

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
        from: None,
        host: "cfmall.localhost".into(),
        path: "/".into(),
        paths: None,
        forms: None,
        connections: 4,
        length: Duration::from_millis(400),
        rate: None,
        visitors: None,
        accept_encoding: None,
        expect: expect.into(),
        status: 200,
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
    // At once, not when the time is over.
    let long = Options {
        length: Duration::from_hours(1),
        rate: Some(100.0),
        ..options(server(plain, 4096).await, "good-bye")
    };
    let ended = tokio::time::timeout(Duration::from_secs(20), load::run(&long)).await;
    assert!(ended.unwrap().is_err());
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

/// Elsewhere only one address of the loopback interface is there.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn each_connection_comes_from_an_address_of_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let peers = tokio::spawn(async move {
        let mut peers = Vec::new();
        while peers.len() < 3 {
            peers.push(listener.accept().await.unwrap().1.ip().to_string());
        }
        peers
    });
    let many = Options {
        from: Some([127, 1, 0, 255].into()),
        connections: 3,
        ..options(address, "")
    };
    // Nobody answers.
    assert!(load::run(&many).await.is_err());
    assert_eq!(peers.await.unwrap(), ["127.1.0.255", "127.1.1.0", "127.1.1.1"]);
}

#[tokio::test]
async fn each_path_is_asked_for_in_turn() {
    let file = std::env::temp_dir().join(format!("load-paths-{}", std::process::id()));
    let paths = Options {
        paths: Some(file.clone()),
        ..options(server(plain, 4096).await, "")
    };
    std::fs::write(&file, "/a\n/b\n").unwrap();
    let right = load::run(&paths).await;
    let only_a = |request: &str| {
        let status = if request.starts_with("GET /a ") { 200 } else { 404 };
        format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n")
    };
    let wrong = load::run(&Options {
        address: server(only_a, 4096).await,
        ..paths
    })
    .await;
    std::fs::remove_file(&file).unwrap();
    assert!(right.unwrap().requests > 10);
    assert!(wrong.unwrap_err().to_string().contains("404"));
}

#[tokio::test]
async fn each_form_is_posted_once() {
    static ARRIVED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let file = std::env::temp_dir().join(format!("load-forms-{}", std::process::id()));
    let lines: Vec<_> = (0..50).map(|n| format!("n={n:02}")).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let created = |request: &str| {
        let right = request.starts_with("POST / HTTP/1.1\r\n")
            && request.contains("\r\nOrigin: http://cfmall.localhost\r\n")
            && request.contains("\r\nContent-Length: 4\r\n");
        let (_, form) = request.split_once("\r\n\r\n").unwrap();
        ARRIVED.lock().unwrap().push(form.to_owned());
        let status = if right { 201 } else { 400 };
        format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\n\r\nok")
    };
    let forms = Options {
        forms: Some(file.clone()),
        status: 201,
        // The last ones come in the time that is measured, and end it.
        rate: Some(100.0),
        length: Duration::from_hours(1),
        ..options(server(created, 4096).await, "ok")
    };
    let tally = load::run(&forms).await;
    // Without a rate, all are sent before anything is measured.
    let too_few = load::run(&Options { rate: None, ..forms }).await;
    std::fs::remove_file(&file).unwrap();
    let text = tally.unwrap().to_string();
    assert!(text.contains("\"answered\":50,"), "{text}");
    let mut arrived = ARRIVED.lock().unwrap().clone();
    arrived.sort();
    let twice: Vec<_> = lines
        .iter()
        .flat_map(|line| [line.clone(), line.clone()])
        .collect();
    assert_eq!(arrived, twice, "once in each run");
    assert!(too_few.is_err());
}

/// A server that answers at once, but for one request at the beginning.
async fn server_with_a_pause(pause: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut buffer, mut paused) = ([0; 4096], false);
        let started = tokio::time::Instant::now();
        while let Ok(1..) = stream.read(&mut buffer).await {
            // Behind the load's warm-up.
            if !paused && started.elapsed() > Duration::from_millis(350) {
                paused = true;
                tokio::time::sleep(pause).await;
            }
            stream.write_all(plain("").as_bytes()).await.unwrap();
        }
    });
    address
}

#[tokio::test]
async fn at_a_constant_rate_waiting_for_a_slow_answer_counts() {
    let pause = Duration::from_millis(500);
    let options = |rate, address| Options {
        connections: 1,
        length: Duration::from_secs(1),
        rate,
        ..options(address, "world")
    };
    let median = |tally: load::Tally| {
        let text = tally.to_string();
        let number = text
            .split("\"p50_us\":")
            .nth(1)
            .and_then(|rest| rest.split(',').next());
        number.unwrap().parse::<u64>().unwrap()
    };
    let busy = load::run(&options(None, server_with_a_pause(pause).await))
        .await
        .unwrap();
    // One answer among thousands was slow.
    assert!(median(busy) < 50_000);
    let constant = load::run(&options(Some(100.0), server_with_a_pause(pause).await))
        .await
        .unwrap();
    // So was every request that was due meanwhile: about half of them, with up to half a second each.
    assert!((80..=101).contains(&constant.requests), "{constant}");
    let p99: u64 = constant
        .to_string()
        .split("\"p99_us\":")
        .nth(1)
        .unwrap()
        .trim_end_matches('}')
        .parse()
        .unwrap();
    assert!(p99 > 400_000, "{constant}");
}
