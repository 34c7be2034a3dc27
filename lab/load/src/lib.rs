//! A load generator with a closed loop of visitors: each connection sends its next request when it has read the answer to the last one.
//!
//! It counts nothing that was not checked: an answer is right if its status is 200 and its body holds what this visitor
//! must see. The first wrong one ends the run, because the speed of wrong answers is of no interest.

mod answer;
mod args;
mod tally;
mod visitors;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    task::JoinSet,
    time::{sleep_until, timeout},
};

use answer::Reader;
pub use args::{HELP, Options, parse};
pub use tally::Tally;
pub use visitors::Visitors;

/// The time at the beginning in which nothing is counted: connections are opened, caches and pools fill up.
const WARM_UP: Duration = Duration::from_millis(300);
/// How long an answer may take.
const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// Keeps the connections busy for the given time, and counts the right answers.
pub async fn run(options: &Options) -> Result<Tally> {
    let visitors = Visitors::of(options)?;
    let begin = Instant::now() + WARM_UP;
    let end = begin + options.length;
    let mut connections = JoinSet::new();
    for number in 0..options.connections {
        let stream = TcpStream::connect(options.address)
            .await
            .with_context(|| format!("cannot connect to {}", options.address))?;
        stream.set_nodelay(true)?;
        // Far apart in the list, so that no two ask for the same one at the same time.
        let visits = visitors.from(number, options.connections);
        connections.spawn(visit(stream, visits, begin, end));
    }
    sleep_until(begin.into()).await;
    let cpu = tally::cpu_time();
    sleep_until(end.into()).await;
    let cpu = tally::cpu_time().saturating_sub(cpu);

    let (mut answered, mut latencies) = (0, Vec::new());
    while let Some(ended) = connections.join_next().await {
        let (all, mut in_time) = ended??;
        answered += all;
        latencies.append(&mut in_time);
    }
    Ok(Tally::new(answered, latencies, options.length, cpu))
}

/// Keeps one connection busy; the number of all answers, and the latency of each that came in time.
async fn visit(
    stream: TcpStream,
    visits: impl Iterator<Item = visitors::Visit>,
    begin: Instant,
    end: Instant,
) -> Result<(usize, Vec<Duration>)> {
    let mut reader = Reader::new(stream);
    let (mut answered, mut latencies) = (0, Vec::new());
    for visit in visits {
        let started = Instant::now();
        if started >= end {
            break;
        }
        reader.stream().write_all(&visit.request).await?;
        let answer = timeout(READ_TIMEOUT, reader.answer())
            .await
            .context("no answer in time")??;
        let took = started.elapsed();
        answer.check(&visit.expected)?;
        answered += 1;
        if started >= begin && started + took <= end {
            latencies.push(took);
        }
    }
    Ok((answered, latencies))
}
