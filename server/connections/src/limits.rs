//! The limits of connections.

use crate::descriptors;
use std::time::Duration;

/// The most connections, however many descriptors there are.
const MOST: usize = 4_096;
/// The fewest: with less nothing can be served.
const FEWEST: usize = 16;
/// Descriptors for what is not a visitor's connection: files, the database, the log.
const OTHERS: usize = 64;

/// How many connections there may be, and for how long each may do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most connections at once.
    pub total: usize,
    /// The most of them from one address. For a process behind a proxy, from where all connections come, the same as
    /// [`total`](Self::total).
    pub per_address: usize,
    /// The connections beyond [`total`](Self::total) that are accepted for the sake of the orchestrator's questions.
    pub reserve: usize,
    /// The longest from the first byte of a request's head to its last, and from the beginning of a connection to its first
    /// request.
    pub head: Duration,
    /// The longest between two requests. Longer than proxies keep their connections (60 s is usual), or the next request
    /// would meet the end of the connection on its way.
    pub idle: Duration,
    /// The longest without the client reading anything of an answer that waits for it.
    pub stalled: Duration,
    /// The longest from a request's head to the end of its answer.
    pub answer: Duration,
    /// The longest that a client which is refused before it has sent its whole request may go on sending. A connection
    /// that is closed under it is reset, and the refusal is lost on the way (RFC 9112 §9.6).
    pub linger: Duration,
    /// The largest head of a request, in bytes; a larger one is answered with 431 (RFC 6585 §5).
    pub head_size: usize,
}

impl Limits {
    /// As many connections as the process has descriptors for, up to 4,096. Raises the soft limit of descriptors as far as
    /// it goes.
    pub fn for_this_process() -> Self {
        let descriptors = descriptors::raise().unwrap_or(MOST);
        let reserve = 16;
        let total = descriptors.saturating_sub(OTHERS + reserve).clamp(FEWEST, MOST);
        Self {
            total,
            per_address: total.div_ceil(4),
            reserve,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stalled: Duration::from_secs(30),
            answer: Duration::from_mins(5),
            linger: Duration::from_secs(5),
            head_size: 96 * 1024,
        }
    }
}
