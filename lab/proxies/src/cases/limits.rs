//! Limits of size and time, and what happens to an answer on its way.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Stage;
use crate::{
    AUTH_HOST, MALL_HOST,
    entrance::Request,
    witness::{EVENTS, PLAIN, PLAIN_LENGTH, SILENT},
};

/// Between ours and the proxy's.
const TOO_LONG_FOR_US: usize = 100_000;
/// Beyond the proxy's.
const TOO_LONG: usize = 300_000;
/// How long the first event may take.
const EVENT: Duration = Duration::from_secs(2);
/// Our programs give up after 10 s and say so; a proxy has to wait longer, and not for ever.
const PATIENCE: std::ops::Range<Duration> = Duration::from_secs(11)..Duration::from_secs(20);

pub fn compression(stage: &mut Stage<'_>) -> Result<()> {
    let request = Request::get(MALL_HOST, PLAIN).with("accept-encoding", "gzip, br, zstd");
    let answer = stage.witnessed.ask(&request)?;
    let coding = answer.head.value("content-encoding");
    ensure!(coding.is_none(), "it is compressed with {coding:?}");
    ensure!(answer.body.len() == PLAIN_LENGTH, "{} bytes", answer.body.len());
    // Who did not ask for compression gets an answer without, also from the copies.
    stage.witness.forget();
    stage.witnessed.get(MALL_HOST, PLAIN)?;
    let seen = stage.witness.seen(PLAIN);
    let head = &seen.first().context("it does not arrive")?.head;
    let asked = head.value("accept-encoding");
    ensure!(
        asked.is_none_or(|coding| coding == "identity"),
        "the copy is asked for {asked:?}"
    );
    Ok(())
}

pub fn events(stage: &mut Stage<'_>) -> Result<()> {
    let mut connection = stage.witnessed.connect(MALL_HOST)?;
    let started = Instant::now();
    connection.send(format!("GET {EVENTS} HTTP/1.1\r\nhost: {MALL_HOST}\r\n\r\n").as_bytes())?;
    connection.0.head()?.context("the proxy hangs up")?;
    let first = connection.0.chunk()?;
    let waited = started.elapsed();
    stage.witness.let_go();
    ensure!(
        first.starts_with(b"data: 1"),
        "the first piece is {:?}",
        String::from_utf8_lossy(&first)
    );
    ensure!(waited < EVENT, "the first event takes {} ms", waited.as_millis());
    Ok(())
}

pub fn bodies(stage: &mut Stage<'_>) -> Result<()> {
    let witnessed = stage.witnessed.clone();
    let (real, _) = stage.real()?;
    let form = |length| Request::post(AUTH_HOST, "/api/auth/login", vec![b'a'; length]);
    let words = form(TOO_LONG_FOR_US)
        .with("accept", "text/html")
        .with("accept-language", "zh-CN");
    let ours = real.ask(&words)?;
    ensure!(
        ours.status() == 413 && ours.is_ours(),
        "{TOO_LONG_FOR_US} bytes are answered {}",
        ours.head.start
    );
    ensure!(
        ours.text().contains("zh-CN"),
        "the copy's words do not come through"
    );
    let status = witnessed.ask(&form(TOO_LONG))?.status();
    ensure!(
        status == 413,
        "{TOO_LONG} bytes are answered {status} by whoever takes them"
    );
    Ok(())
}

pub fn silence(stage: &mut Stage<'_>) -> Result<()> {
    let started = Instant::now();
    let answer = stage.witnessed.get(AUTH_HOST, SILENT)?;
    let waited = started.elapsed();
    let asked = stage.witness.seen(SILENT).len();
    ensure!(
        matches!(answer.status(), 502 | 504),
        "it is answered {}",
        answer.head.start
    );
    ensure!(PATIENCE.contains(&waited), "after {} ms", waited.as_millis());
    ensure!(asked == 1, "{asked} copies are asked");
    Ok(())
}
