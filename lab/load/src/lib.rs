//! A closed loop of visitors: each connection sends its next request when it has read the answer to the last one.
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
pub use args::{HELP, Order, parse};
pub use tally::Tally;
pub use visitors::Visitors;

/// Before this time has passed nothing is counted: connections are opened, caches and pools fill up.
const WARM_UP: Duration = Duration::from_millis(300);
/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(15);

/// Does what was ordered.
pub async fn run(order: &Order) -> Result<Tally> {
    let visitors = Visitors::of(order)?;
    let begin = Instant::now() + WARM_UP;
    let end = begin + order.length;
    let mut connections = JoinSet::new();
    for number in 0..order.connections {
        let stream = TcpStream::connect(order.address)
            .await
            .with_context(|| format!("cannot connect to {}", order.address))?;
        stream.set_nodelay(true)?;
        // Far apart in the list, so that no two ask for the same one at the same time.
        let visits = visitors.from(number, order.connections);
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
    Ok(Tally::new(answered, latencies, order.length, cpu))
}

/// How many answers there were in all, and how long each took that came in time.
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
        let answer = timeout(PATIENCE, reader.answer())
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
