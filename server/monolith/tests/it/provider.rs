//! Messages that go to phones by way of a provider, which is another program.

use crate::{browser::Browser, codes::code_in, mall::Mall, query::ask};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

const SEND: &str = "/api/auth/register/code";
const PHONE: &str = "139 0000 0001";
const TOKEN: &str = "the-token-of-the-shop";
/// The time that a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a provider was asked.
struct Asked {
    head: String,
    body: Value,
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

/// A provider that answers with these statuses, the last of them from then on; 0 is none at all.
struct Provider {
    address: SocketAddr,
    asked: Receiver<Asked>,
}

impl Provider {
    fn open(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, asked) = channel();
        thread::spawn(move || {
            let mut statuses = statuses.iter().copied();
            let mut status = 200;
            for connection in listener.incoming() {
                status = statuses.next().unwrap_or(status);
                let Ok(mut connection) = connection else { return };
                let Some(request) = read(&connection) else {
                    continue;
                };
                let answer = format!("HTTP/1.1 {status} .\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                if tell.send(request).is_err() {
                    return;
                }
                if status > 0 {
                    let _ = connection.write_all(answer.as_bytes());
                }
            }
        });
        Self { address, asked }
    }

    fn url(&self) -> String {
        format!("http://{}/messages", self.address)
    }

    fn next(&self) -> Asked {
        self.asked.recv_timeout(PATIENCE).expect("a message")
    }

    fn is_asked_no_more(&self) -> bool {
        self.asked.try_recv().is_err()
    }
}

fn read(connection: impl Read) -> Option<Asked> {
    let mut reader = BufReader::new(connection);
    let mut head = String::new();
    loop {
        let before = head.len();
        reader.read_line(&mut head).ok()?;
        if head[before..].trim().is_empty() {
            break;
        }
    }
    let request = Asked {
        head,
        body: Value::Null,
    };
    let mut body = vec![0; request.header("content-length").parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).ok()?;
    Some(Asked { body, ..request })
}

fn environment(url: &str) -> [(&str, &str); 3] {
    [
        ("MESSENGER", "http"),
        ("MESSENGER_URL", url),
        ("MESSENGER_TOKEN", TOKEN),
    ]
}

async fn open(provider: &Provider) -> Mall {
    Mall::open_with(&environment(&provider.url())).await
}

#[tokio::test]
async fn a_provider_is_given_the_message_and_the_code_registers() {
    let provider = Provider::open(&[202]);
    let mall = open(&provider).await;
    let mut browser = Browser::new(&mall);
    let page = browser.submit(SEND, &[("phone", PHONE)]);
    assert!(page.contains(PHONE) && !page.contains("演示信箱"), "{page}");
    assert_eq!(mall.visitor().get("/mailbox").status(), 404);
    let asked = provider.next();
    assert!(
        asked.head.starts_with("POST /messages HTTP/1.1\r\n"),
        "{}",
        asked.head
    );
    assert_eq!(asked.header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(asked.header("content-type"), "application/json");
    assert_eq!(asked.body["to"], "+8613900000001");
    assert_eq!(asked.body["channel"], "sms");
    let code = code_in(asked.body["text"].as_str().expect("a text")).expect("a code");
    assert_eq!(ask(&mall, "select count(*) from auth.mailbox").await, "0");
    let form = [
        ("phone", PHONE),
        ("code", &*code),
        ("user_name", "lilei"),
        ("password", "noodles at midnight"),
    ];
    assert_eq!(browser.ask("/api/auth/register", &form).0, 200);
    let sent = browser.ask("/api/auth/email/code", &[("email", "Li.Lei@Example.com")]);
    assert_eq!(sent, (200, json!({ "sent": true })));
    let asked = provider.next();
    assert_eq!(asked.body["to"], "li.lei@example.com");
    assert_eq!(asked.body["channel"], "email");
    assert!(provider.is_asked_no_more());
}

#[tokio::test]
async fn a_provider_that_stumbles_is_asked_again_with_the_same_key() {
    let provider = Provider::open(&[503, 0, 200]);
    let mall = open(&provider).await;
    assert_eq!(
        Browser::new(&mall).ask(SEND, &[("phone", PHONE)]),
        (200, json!({ "sent": true }))
    );
    let all = [provider.next(), provider.next(), provider.next()];
    let key = all[0].header("idempotency-key");
    assert!(key.len() >= 32, "{key:?}");
    for again in &all[1..] {
        assert_eq!(again.header("idempotency-key"), key);
        assert_eq!(again.body, all[0].body);
    }
    assert!(provider.is_asked_no_more());
    assert_eq!(
        Browser::new(&mall).ask(SEND, &[("phone", "139 0000 0002")]).0,
        200
    );
    assert_ne!(
        provider.next().header("idempotency-key"),
        key,
        "another message has another"
    );
}

/// Nobody is told that a message went which did not, nobody waits a minute for it, and no log has a code in it.
#[tokio::test]
async fn a_message_that_does_not_go_is_no_message() {
    let provider = Provider::open(&[500, 500, 500, 401, 200]);
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("provider-{}.log", std::process::id()));
    let url = provider.url();
    let mut environment = environment(&url).to_vec();
    environment.push(("RUST_LOG", "info"));
    let mall = Mall::open_with_log(&log, &environment).await;
    let mut browser = Browser::new(&mall);
    let unavailable = (503, json!({ "error": "unavailable" }));
    assert_eq!(
        browser.ask(SEND, &[("phone", PHONE)]),
        unavailable,
        "three times is enough"
    );
    assert_eq!(
        browser.ask(SEND, &[("phone", PHONE)]),
        unavailable,
        "refused is refused"
    );
    assert_eq!(ask(&mall, "select count(*) from auth.code").await, "0");
    assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 200);
    let asked: Vec<_> = (0..5).map(|_| provider.next()).collect();
    assert!(provider.is_asked_no_more());
    let log = fs::read_to_string(log).expect("a log");
    assert!(log.contains("a message is sent again"), "{log}");
    assert!(!log.contains(TOKEN));
    for message in asked {
        let code = code_in(message.body["text"].as_str().expect("a text")).expect("a code");
        assert!(!log.contains(&code), "{code}: {log}");
    }
}
