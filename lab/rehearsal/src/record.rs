//! What is seen on the way.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So long after a copy was killed an error may be its doing: proxies look at it several times a second.
const AFTER_A_KILL: Duration = Duration::from_secs(2);

/// What a shopper saw or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A page that was right about who is asking; the program that made it, and whether it is a member's.
    Page {
        by: String,
        member: bool,
    },
    LoggedIn,
    LoggedOut,
    /// A piece was put into the cart, and the cart has as many as it should.
    Cart,
    /// An order was placed, and paid.
    Paid,
    /// No answer, or an error of the server, that a killed copy explains.
    Excused(String),
    /// What must not happen.
    Fault(String),
}

/// An event of a shopper.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: Duration,
    pub shopper: u16,
    pub event: Event,
}

/// The beginning of a step, or the end of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Step(&'static str),
    Killed(String),
}

/// The record of one way.
pub struct Record {
    started: Instant,
    lists: Mutex<Lists>,
}

#[derive(Default)]
struct Lists {
    seen: Vec<Seen>,
    marks: Vec<(Duration, Mark)>,
}

impl Record {
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            lists: Mutex::default(),
        }
    }

    /// Notes what a shopper saw. Says whether it is a fault.
    pub fn see(&self, shopper: u16, event: Event) -> bool {
        let is_fault = matches!(event, Event::Fault(_));
        let at = self.started.elapsed();
        if let Event::Fault(what) = &event {
            eprintln!("shopper {shopper}, {:.1} s: {what}", at.as_secs_f64());
        }
        self.write(|lists| lists.seen.push(Seen { at, shopper, event }));
        is_fault
    }

    pub fn mark(&self, mark: Mark) {
        let at = self.started.elapsed();
        self.write(|lists| lists.marks.push((at, mark)));
    }

    /// Whether an error that is seen now, of a request that was sent then, can be the doing of a copy that was killed.
    pub fn may_be_excused(&self, sent: Instant) -> bool {
        let sent = sent.saturating_duration_since(self.started);
        let now = self.started.elapsed();
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let mut marks = lists.marks.iter();
        marks.any(|(at, mark)| matches!(mark, Mark::Killed(_)) && *at <= now && sent <= *at + AFTER_A_KILL)
    }

    /// All of it, and when the last of it was seen.
    pub fn read(&self) -> (Vec<Seen>, Vec<(Duration, Mark)>, Duration) {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let end = lists.seen.iter().map(|seen| seen.at).max();
        (lists.seen.clone(), lists.marks.clone(), end.unwrap_or_default())
    }

    fn write(&self, write: impl FnOnce(&mut Lists)) {
        write(&mut self.lists.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
