//! Real connections, with limits that are short enough to wait for.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{StatusCode, Uri},
    routing::{get, post},
};
use server_connections::{Limits, serve};
use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Far longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn limits() -> Limits {
    Limits {
        total: 100,
        per_address: 100,
        reserve: 1,
        head: LONG,
        idle: LONG,
        stalled: LONG,
        answer: LONG,
        linger: LONG,
        head_size: 16 * 1024,
    }
}

/// What handlers wait for and tell.
#[derive(Clone, Default)]
struct Events {
    release: Arc<Notify>,
    begun: Arc<Notify>,
    dropped: Arc<Notify>,
}

struct Server {
    address: SocketAddr,
    events: Events,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))
            .await
            .expect("a listener");
        let port = listener.local_addr().expect("an address").port();
        let events = Events::default();
        let router = Router::new()
            .route("/", get(async || "hello"))
            .route("/vital", get(async || "alive"))
            .route("/refused", post(async || StatusCode::PAYLOAD_TOO_LARGE))
            .route("/slow", get(slow))
            .route("/endless", get(endless))
            .with_state(events.clone());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(serve(
            listener,
            router,
            limits,
            |uri: &Uri| uri.path() == "/vital",
            async { drop(stopped.await) },
        ));
        Self {
            address: (Ipv4Addr::LOCALHOST, port).into(),
            events,
            stop: Some(stop),
            running,
        }
    }

    async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.expect("a connection"))
    }

    async fn connect_from(&self, address: Ipv4Addr) -> Client {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((address, 0).into()).expect("a loopback address");
        Client(socket.connect(self.address).await.expect("a connection"))
    }

    /// A connection whose request is being answered.
    async fn busy(&self) -> Client {
        let mut client = self.connect().await;
        client.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
        self.events.begun.notified().await;
        client
    }
}

async fn slow(State(events): State<Events>) -> &'static str {
    events.begun.notify_one();
    events.release.notified().await;
    "done"
}

/// An answer that never ends, and says when it is dropped.
async fn endless(State(events): State<Events>) -> Body {
    struct Endless(Events);
    impl http_body::Body for Endless {
        type Data = axum::body::Bytes;
        type Error = Infallible;
        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Infallible>>> {
            Poll::Ready(Some(Ok(http_body::Frame::data(vec![b'x'; 64 * 1024].into()))))
        }
    }
    impl Drop for Endless {
        fn drop(&mut self) {
            self.0.dropped.notify_one();
        }
    }
    Body::new(Endless(events))
}

struct Client(TcpStream);

impl Client {
    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("it can be sent");
    }

    /// What comes until the connection has been quiet for a moment after something came, or is closed.
    async fn read(&mut self) -> String {
        let mut bytes = vec![0; 64 * 1024];
        let length = timeout(LONG, self.0.read(&mut bytes))
            .await
            .expect("something comes")
            .unwrap_or_default();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    async fn ask(&mut self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n"))
            .await;
        self.read().await
    }

    /// Waits until the server has closed the connection, without anything said.
    async fn closed(mut self) {
        let mut byte = [0];
        let read = timeout(LONG, self.0.read(&mut byte)).await.expect("it is closed");
        let is_reset = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionReset;
        assert!(
            matches!(&read, Ok(0)) || read.as_ref().is_err_and(is_reset),
            "{read:?}"
        );
    }

    async fn is_open(&mut self) -> bool {
        let mut byte = [0];
        timeout(Duration::from_millis(20), self.0.read(&mut byte))
            .await
            .is_err()
    }
}

#[tokio::test]
async fn silence_and_half_a_head_end_a_connection() {
    let server = Server::start(Limits {
        head: Duration::from_millis(200),
        ..limits()
    })
    .await;
    let silent = server.connect().await;
    let mut half = server.connect().await;
    half.send("GET / HTTP/1.1\r\nhost: x\r\n").await;
    let mut second_half = server.connect().await;
    assert!(second_half.ask("/").await.starts_with("HTTP/1.1 200"));
    second_half.send("GET / HT").await;
    silent.closed().await;
    half.closed().await;
    second_half.closed().await;
}

#[tokio::test]
async fn between_two_requests_there_is_more_time() {
    let server = Server::start(Limits {
        head: Duration::from_millis(100),
        idle: Duration::from_secs(4),
        ..limits()
    })
    .await;
    let mut client = server.connect().await;
    for _ in 0..2 {
        assert!(client.ask("/").await.ends_with("hello"));
        sleep(Duration::from_millis(1_200)).await;
    }
    client.closed().await;
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let server = Server::start(Limits {
        stalled: Duration::from_millis(200),
        ..limits()
    })
    .await;
    let mut client = server.connect().await;
    client.send("GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    timeout(LONG, server.events.dropped.notified())
        .await
        .expect("the answer is dropped");
}

#[tokio::test]
async fn an_answer_does_not_take_for_ever() {
    let server = Server::start(Limits {
        answer: Duration::from_millis(200),
        ..limits()
    })
    .await;
    let mut client = server.connect().await;
    client.send("GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let reading = tokio::spawn(async move { while !client.read().await.is_empty() {} });
    timeout(LONG, reading)
        .await
        .expect("it ends")
        .expect("it is read");
}

#[tokio::test]
async fn for_a_new_connection_the_longest_silent_one_goes() {
    let server = Server::start(Limits { total: 3, ..limits() }).await;
    let mut busy = server.busy().await;
    let oldest = server.connect().await;
    sleep(Duration::from_millis(30)).await;
    let mut younger = server.connect().await;
    sleep(Duration::from_millis(30)).await;
    let mut new = server.connect().await;
    assert!(new.ask("/").await.ends_with("hello"));
    oldest.closed().await;
    assert!(younger.is_open().await);
    server.events.release.notify_one();
    assert!(busy.read().await.ends_with("done"), "who is at work stays");
}

#[tokio::test]
async fn when_all_are_at_work_the_orchestrator_is_answered() {
    let server = Server::start(Limits { total: 2, ..limits() }).await;
    let (_one, _two) = (server.busy().await, server.busy().await);
    let turned_away = server.connect().await.ask("/").await.to_lowercase();
    assert!(
        turned_away.starts_with("http/1.1 503")
            && turned_away.contains("retry-after: 5")
            && turned_away.contains("connection: close"),
        "{turned_away}"
    );
    let vital = server.connect().await.ask("/vital").await;
    assert!(
        vital.starts_with("HTTP/1.1 200") && vital.ends_with("alive"),
        "{vital}"
    );
}

#[tokio::test]
async fn silent_connections_do_not_keep_the_reserve() {
    let server = Server::start(Limits { total: 1, ..limits() }).await;
    let _busy = server.busy().await;
    let silent = server.connect().await;
    sleep(Duration::from_millis(30)).await;
    let vital = server.connect().await.ask("/vital").await;
    assert!(vital.ends_with("alive"), "{vital}");
    silent.closed().await;
}

#[tokio::test]
async fn one_address_takes_its_share_and_no_more() {
    let server = Server::start(Limits {
        per_address: 2,
        ..limits()
    })
    .await;
    let mut elsewhere = server.connect_from(Ipv4Addr::new(127, 0, 0, 2)).await;
    let oldest = server.connect().await;
    sleep(Duration::from_millis(30)).await;
    let mut younger = server.connect().await;
    sleep(Duration::from_millis(30)).await;
    assert!(server.connect().await.ask("/").await.ends_with("hello"));
    oldest.closed().await;
    assert!(elsewhere.is_open().await && younger.is_open().await);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_said_to_be() {
    let server = Server::start(limits()).await;
    let mut client = server.connect().await;
    let long = "x".repeat(100 * limits().head_size);
    client
        .send(&format!("GET / HTTP/1.1\r\nhost: x\r\nlong: {long}\r\n\r\n"))
        .await;
    let answer = client.read().await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn a_refusal_reaches_who_is_still_sending() {
    let server = Server::start(limits()).await;
    let body = vec![b'x'; 8 * 1024 * 1024];
    for _ in 0..20 {
        let mut client = server.connect().await;
        client
            .send(&format!(
                "POST /refused HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            ))
            .await;
        client.0.write_all(&body).await.expect("nobody hangs up");
        let answer = client.read().await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        client.closed().await;
    }
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_ever() {
    let server = Server::start(Limits {
        linger: Duration::from_millis(200),
        ..limits()
    })
    .await;
    let mut client = server.connect().await;
    client
        .send("POST /refused HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        .await;
    let sending = async { while client.0.write_all(b"1\r\nx\r\n").await.is_ok() {} };
    timeout(LONG, sending).await.expect("the connection ends");
}

#[tokio::test]
async fn when_told_to_stop_it_finishes_what_is_under_way() {
    let mut server = Server::start(limits()).await;
    let mut busy = server.busy().await;
    let mut idle = server.connect().await;
    assert!(idle.ask("/").await.ends_with("hello"));
    drop(server.stop.take());
    idle.closed().await;
    assert!(!server.running.is_finished());
    server.events.release.notify_one();
    let answer = busy.read().await.to_lowercase();
    assert!(
        answer.contains("connection: close") && answer.ends_with("done"),
        "{answer}"
    );
    timeout(LONG, &mut server.running)
        .await
        .expect("it ends")
        .expect("without a panic");
    assert!(TcpStream::connect(server.address).await.is_err());
}

/// To a proxy they are connected, and what it has sent is gone if the system hangs up on it.
#[tokio::test]
async fn when_told_to_stop_it_answers_who_has_connected_already() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut clients = Vec::new();
    for _ in 0..20 {
        let mut client = Client(TcpStream::connect(address).await.expect("it connects"));
        client.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        clients.push(client);
    }
    let router = Router::new().route("/", get(async || "hello"));
    let running = tokio::spawn(serve(listener, router, limits(), |_| false, async {}));
    for mut client in clients {
        let answer = client.read().await;
        assert!(answer.ends_with("hello"), "{answer:?}");
    }
    timeout(LONG, running)
        .await
        .expect("it ends")
        .expect("without a panic");
    assert!(TcpStream::connect(address).await.is_err());
}
