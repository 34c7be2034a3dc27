//! Nothing one client does may cost the others.

use crate::{mall::Mall, wire::Connection};
use std::{
    fs,
    io::Write,
    net::{Shutdown, TcpStream},
    thread::sleep,
    time::Duration,
};

const HOST: &str = "host: cfmall.localhost:3000\r\n";
const ORIGIN: &str = "origin: http://cfmall.localhost:3000\r\n";

/// The hash goes on when its client is gone, and its share of cores and memory with it.
#[tokio::test]
async fn logins_that_hang_up_cost_no_more_than_others() {
    let mall = Mall::open().await;
    mall.member("zhangsan");
    let before = memory(&mall);
    let body = "account=zhangsan&password=wrong-password";
    let request = format!(
        "POST /api/auth/login HTTP/1.1\r\n{HOST}{ORIGIN}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut most_running, mut most_memory) = (0, 0);
    for _ in 0..10 {
        let all: Vec<_> = (0..20)
            .map(|_| {
                let mut stream = TcpStream::connect(mall.socket()).expect("connected");
                stream.write_all(request.as_bytes()).expect("sent");
                stream
            })
            .collect();
        sleep(Duration::from_millis(30));
        for stream in all {
            drop(stream.shutdown(Shutdown::Both));
        }
        most_running = most_running.max(running(&mall));
        most_memory = most_memory.max(memory(&mall));
    }
    assert!(
        most_running <= cores + 4,
        "{most_running} threads ran on {cores} cores"
    );
    let grown = most_memory.saturating_sub(before) / 1024;
    // The login before has made room for one hash; there are as many at once as there are cores, of 19 MiB each.
    assert!(grown < 20 * cores + 20, "memory grew by {grown} MiB");
    let mut connection = Connection::to(&mall);
    connection.send(&request);
    assert_eq!(connection.answer().status, 303, "the next one is answered");
}

/// Silent connections, more than there may be: a probe and a visitor are answered all the same.
#[tokio::test]
async fn silent_connections_keep_nobody_out() {
    let mall = Mall::open_with(&[("MAX_CONNECTIONS", "64")]).await;
    let halves: Vec<_> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(mall.socket()).expect("connected");
            drop(stream.write_all(b"GET / HTTP/1.1\r\nhost:"));
            stream
        })
        .collect();
    for address in ["/livez", "/"] {
        let mut connection = Connection::to(&mall);
        connection.send(&format!("GET {address} HTTP/1.1\r\n{HOST}\r\n"));
        assert_eq!(connection.answer().status, 200, "{address}");
    }
    drop(halves);
}

/// A visitor who is gone leaves nothing behind: no panic in the log, and no memory.
#[tokio::test]
async fn requests_that_are_dropped_panic_nowhere() {
    let log = std::env::temp_dir().join(format!("cfmall-dropped-{}", std::process::id()));
    let mall = Mall::open_logging(&log, "warn").await;
    for page in ["/", "/c/phones-digital", "/p/100101", "/search?q=X1", "/account"] {
        let mut connection = Connection::to(&mall);
        connection.send(&format!("GET {page} HTTP/1.1\r\n{HOST}\r\n"));
        connection.answer();
        let request = format!("GET {page} HTTP/1.1\r\n{HOST}\r\n");
        // Gone at every stage: before it is read, while the database is asked, while the answer is written.
        for delay in (0..200).map(|step| Duration::from_micros(150 * (step % 100))) {
            let mut stream = TcpStream::connect(mall.socket()).expect("connected");
            stream.write_all(request.as_bytes()).expect("sent");
            sleep(delay);
            drop(stream);
        }
    }
    let mut connection = Connection::to(&mall);
    connection.send(&format!("GET /readyz HTTP/1.1\r\n{HOST}\r\n"));
    assert_eq!(connection.answer().status, 200);
    let said = fs::read_to_string(&log).expect("a log");
    fs::remove_file(&log).expect("it was there");
    assert!(!said.contains("panicked"), "{said}");
}

/// A body that comes too slowly is its sender's fault.
#[tokio::test]
async fn a_slow_body_is_answered_408() {
    let log = std::env::temp_dir().join(format!("cfmall-slow-{}", std::process::id()));
    let mall = Mall::open_logging(&log, "error").await;
    let mut connection = Connection::to(&mall);
    connection.send(&format!(
        "POST /api/auth/login HTTP/1.1\r\n{HOST}{ORIGIN}content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\naccount="
    ));
    let answer = connection.answer();
    assert!(
        answer.status == 408 && answer.headers.contains("connection: close"),
        "{answer:?}"
    );
    assert_eq!(fs::read_to_string(&log).expect("a log"), "");
    fs::remove_file(&log).expect("it was there");
}

/// Threads that are running or could, at this moment.
fn running(mall: &Mall) -> usize {
    let tasks = fs::read_dir(format!("/proc/{}/task", mall.process())).expect("its threads");
    tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("stat")).ok())
        .filter(|stat| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('R')))
        .count()
}

/// Resident memory in KiB.
fn memory(mall: &Mall) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", mall.process())).expect("its status");
    status
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .trim()
                .trim_end_matches(" kB")
                .parse()
                .ok()
        })
        .expect("its memory")
}
