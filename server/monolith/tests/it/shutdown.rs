//! Who sends requests here is told before the listener closes.

use crate::{mall::Mall, wire::Connection};
use std::{process::Command, thread::sleep, time::Duration};

const HOST: &str = "host: cfmall.localhost:3000\r\n";

#[tokio::test]
async fn balancers_are_told_before_the_listener_closes() {
    let mall = Mall::open_with(&[("SHUTDOWN_DELAY", "60s")]).await;
    let ask = |connection: &mut Connection, address: &str| {
        connection.send(&format!("GET {address} HTTP/1.1\r\n{HOST}\r\n"));
        connection.answer()
    };
    for address in ["/readyz", "/servable", "/livez", "/"] {
        let answer = ask(&mut Connection::to(&mall), address);
        assert!(
            answer.status == 200 && !answer.headers.contains("connection: close"),
            "{address}: {answer:?}"
        );
    }
    let terminate = || {
        let process = mall.process().to_string();
        let status = Command::new("kill").args(["-TERM", &process]).status();
        assert!(status.expect("kill is there").success());
    };
    terminate();
    while ask(&mut Connection::to(&mall), "/servable").status == 200 {
        sleep(Duration::from_millis(10));
    }
    for (address, status) in [("/readyz", 503), ("/servable", 503), ("/livez", 200), ("/", 200)] {
        let answer = ask(&mut Connection::to(&mall), address);
        assert!(
            answer.status == status && answer.headers.contains("connection: close"),
            "{address}: {answer:?}"
        );
    }
    // Whoever is in a hurry says it twice.
    terminate();
    while std::net::TcpStream::connect(mall.socket()).is_ok() {
        sleep(Duration::from_millis(10));
    }
}
