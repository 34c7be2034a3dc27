//! A load generator with a closed loop of visitors: each connection sends its next request when it has read the answer to the last one.
//! With a rate it is an open one: requests are due at their moments, whether answers come or not.
//!
//! It counts nothing that was not checked: an answer is right if it has the right status and its body holds what this visitor
//! must see. The first wrong one ends the run, because the speed of wrong answers is of no interest.

mod answer;
mod args;
mod pace;
mod tally;
mod visitors;

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    select,
    sync::Notify,
    task::JoinSet,
    time::{sleep_until, timeout},
};

use answer::Reader;
pub use args::{HELP, Options, parse};
use pace::Pace;
pub use tally::Tally;
pub use visitors::Visitors;

/// The time at the beginning in which nothing is counted: connections are opened, caches and pools fill up.
const WARM_UP: Duration = Duration::from_millis(300);
/// How long an answer may take.
const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// What one connection saw.
#[derive(Default)]
struct Seen {
    /// The number of all answers.
    answered: usize,
    /// The number of answers that came within the time that is measured; at a constant rate, of requests that were due in it.
    in_time: usize,
    /// Their latencies; at a constant rate also those of answers that came later.
    latencies: Vec<Duration>,
}

/// Sends requests for the given time, and counts the right answers.
pub async fn run(options: &Options) -> Result<Tally> {
    let visitors = Visitors::of(options)?;
    let pace = Pace::of(options.rate);
    let begin = Instant::now() + WARM_UP;
    let end = begin + options.length;
    let all_sent = Notify::new();
    let mut connections = JoinSet::new();
    for number in 0..options.connections {
        let stream = connect(options, number)
            .await
            .with_context(|| format!("cannot connect to {}", options.address))?;
        stream.set_nodelay(true)?;
        // Far apart in the list, so that no two ask for the same one at the same time.
        let visits = visitors.from(number, options.connections);
        connections.spawn(visit(stream, visits, pace.clone(), begin, end));
    }
    let cpu = async {
        sleep_until(begin.into()).await;
        let before = tally::cpu_time();
        select! {
            () = sleep_until(end.into()) => {}
            () = all_sent.notified() => {}
        }
        Ok(tally::cpu_time().saturating_sub(before))
    };
    let all = async {
        let mut all = Seen::default();
        while let Some(ended) = connections.join_next().await {
            let mut seen = ended??;
            all.answered += seen.answered;
            all.in_time += seen.in_time;
            all.latencies.append(&mut seen.latencies);
        }
        all_sent.notify_one();
        anyhow::Ok((all, Instant::now()))
    };
    // The first error ends both, however long the run was meant to be.
    let (cpu, (all, ended)) = tokio::try_join!(cpu, all)?;
    // Forms can be over before the time is.
    let length = ended.min(end).saturating_duration_since(begin);
    ensure!(
        !length.is_zero(),
        "all forms were sent before anything was measured"
    );
    Ok(Tally::new(all.in_time, all.answered, all.latencies, length, cpu))
}

/// Opens the connection `number`.
async fn connect(options: &Options, number: usize) -> Result<TcpStream> {
    let Some(first) = options.from else {
        return Ok(TcpStream::connect(options.address).await?);
    };
    let own = Ipv4Addr::from_bits(first.to_bits() + u32::try_from(number)?);
    let socket = TcpSocket::new_v4()?;
    socket
        .bind((own, 0).into())
        .with_context(|| format!("nobody can come from {own}"))?;
    Ok(socket.connect(options.address).await?)
}

/// Sends the requests of one connection.
async fn visit(
    stream: TcpStream,
    visits: impl Iterator<Item = visitors::Visit>,
    pace: Pace,
    begin: Instant,
    end: Instant,
) -> Result<Seen> {
    let mut reader = Reader::new(stream);
    let mut seen = Seen::default();
    for visit in visits {
        let due = pace.next().await;
        if due >= end {
            break;
        }
        ensure!(
            due.elapsed() < READ_TIMEOUT,
            "the server does not keep up: a request could not be sent in time"
        );
        reader.stream().write_all(&visit.request).await?;
        let answer = timeout(READ_TIMEOUT, reader.answer())
            .await
            .context("no answer in time")??;
        let took = due.elapsed();
        answer.check(visit.status, &visit.expected)?;
        seen.answered += 1;
        let arrived = due + took;
        // At a constant rate a request counts that was due in the time that is measured. Otherwise an answer does that came in it:
        // the first one of each connection stands for the one that is still awaited at the end.
        let (counts, in_time) = if pace.is_constant() {
            (due >= begin, due >= begin && arrived <= end)
        } else {
            let in_time = (begin..=end).contains(&arrived);
            (in_time, in_time)
        };
        seen.in_time += usize::from(in_time);
        if counts {
            seen.latencies.push(took);
        }
    }
    Ok(seen)
}
