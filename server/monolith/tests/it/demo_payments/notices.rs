//! Telling the merchant until it has heard.

use super::Merchant;
use app_demo_payments::protocol::{Kind, Message, read};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a test looks for what must not come: several rounds of the provider.
const A_WHILE: Duration = Duration::from_secs(3);

/// A merchant's own program, which answers notices with these statuses, the last of them from then on.
struct Ear {
    address: SocketAddr,
    heard: Receiver<String>,
}

impl Ear {
    fn open(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, heard) = channel();
        thread::spawn(move || {
            let mut statuses = statuses.iter().copied();
            let mut status = 200;
            for connection in listener.incoming() {
                status = statuses.next().unwrap_or(status);
                let Ok(mut connection) = connection else { return };
                let Some(body) = body(&connection) else { continue };
                let answer = format!("HTTP/1.1 {status} .\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                if connection.write_all(answer.as_bytes()).is_err() || tell.send(body).is_err() {
                    return;
                }
            }
        });
        Self { address, heard }
    }

    fn url(&self) -> String {
        format!("http://merchant.localhost:{}/notice", self.address.port())
    }

    /// The next notice, which the merchant of the key believes.
    fn next(&self, merchant: &Merchant) -> Message {
        let body = self.heard.recv_timeout(PATIENCE).expect("a notice");
        read(&merchant.key, Kind::Notice, &body).expect("genuine")
    }

    fn hears_nothing_more(&self) {
        assert_eq!(self.heard.recv_timeout(A_WHILE), Err(RecvTimeoutError::Timeout));
    }
}

fn body(connection: impl Read) -> Option<String> {
    let mut reader = BufReader::new(connection);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}

#[tokio::test]
async fn a_merchant_is_told_until_it_has_heard() {
    let merchant = Merchant::open().await;
    let ear = Ear::open(&[503, 404, 200]);
    let asked = merchant.asks(&[("notice", &ear.url())]);
    let brought = merchant.brought(&merchant.decide(&asked, "pay", &[]));
    let first = ear.next(&merchant);
    for field in ["number", "amount", "reference"] {
        assert_eq!(first.get(field), brought.get(field), "{field}");
    }
    for _ in 0..2 {
        // Not to be waited for.
        let _ = sqlx::query("update demo_payments.notice set due_at = now()")
            .execute(merchant.mall.database.pool())
            .await;
        assert_eq!(ear.next(&merchant), first);
    }
    ear.hears_nothing_more();
    assert_eq!(
        merchant
            .ask("select attempts || ' ' || (heard_at is not null) from demo_payments.notice")
            .await,
        "3 true"
    );
}

#[tokio::test]
async fn between_two_copies_a_merchant_is_told_once() {
    let merchant = Merchant::open().await;
    let _other = merchant.mall.beside(&[]);
    let ear = Ear::open(&[200]);
    let asked = merchant.asks(&[("notice", &ear.url())]);
    merchant.decide(&asked, "pay", &[]);
    ear.next(&merchant);
    ear.hears_nothing_more();
}

#[tokio::test]
async fn another_copy_tells_what_one_that_is_gone_did_not() {
    let merchant = Merchant::open().await;
    let ear = Ear::open(&[200]);
    let asked = merchant.asks(&[("notice", &ear.url())]);
    merchant.decide(&asked, "pay", &[("notice", "late")]);
    let Merchant { mall, key } = merchant;
    let survivor = Merchant {
        mall: mall.beside(&[]),
        key,
    };
    drop(mall);
    let _ = sqlx::query("update demo_payments.notice set due_at = now()")
        .execute(survivor.mall.database.pool())
        .await;
    assert_eq!(ear.next(&survivor).get("number"), "P1");
}

#[tokio::test]
async fn a_payer_chooses_how_the_merchant_is_told() {
    let merchant = Merchant::open().await;
    let ear = Ear::open(&[200]);
    for (number, notice) in [("P1", "never"), ("P2", "late"), ("P3", "twice")] {
        let asked = merchant.asks(&[("number", number), ("notice", &ear.url())]);
        merchant.decide(&asked, "pay", &[("notice", notice)]);
    }
    assert_eq!(ear.next(&merchant).get("number"), "P3");
    assert_eq!(ear.next(&merchant).get("number"), "P3");
    ear.hears_nothing_more();
    let late = "select number || ' ' || (due_at > now() + interval '5 seconds') from demo_payments.notice where heard_at is null";
    assert_eq!(merchant.ask(late).await, "P2 true");
}

#[tokio::test]
async fn after_a_day_the_provider_gives_up() {
    let merchant = Merchant::open().await;
    let ear = Ear::open(&[200]);
    let asked = merchant.asks(&[("notice", &ear.url())]);
    merchant.decide(&asked, "pay", &[("notice", "late")]);
    sqlx::raw_sql(
        "update demo_payments.trade set paid_at = now() - interval '25 hours';
         update demo_payments.notice set due_at = now() - interval '24 hours'",
    )
    .execute(merchant.mall.database.pool())
    .await
    .expect("an update");
    ear.hears_nothing_more();
    assert_eq!(
        merchant.ask("select attempts from demo_payments.notice").await,
        "0"
    );
}
