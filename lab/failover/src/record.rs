//! What visitors see and do in one run, and what the shop has acknowledged.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The browsers of a visitor.
pub type Browser = (u16, usize);

/// Which service answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Auth,
    Mall,
}

/// What a visitor saw or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A page that was right about who is asking.
    Page,
    /// 503, or a page that says that it cannot tell who is asking.
    Unavailable,
    LoggedIn,
    LoggedOut,
    /// Another session of theirs was ended.
    Ended,
}

/// One thing of these.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub at: Duration,
    pub service: Service,
    pub event: Event,
}

/// The record of one run.
pub struct Record {
    started: Instant,
    lists: Mutex<Lists>,
}

/// How long a primary that was cut off went on.
#[derive(Clone, Copy, Debug, Default)]
pub struct CutOff {
    /// So long it took itself for the primary.
    pub primary: Duration,
    /// So long it believed that a synchronous standby follows.
    pub followed: Duration,
}

/// The lists of a record.
#[derive(Default)]
pub struct Lists {
    pub seen: Vec<Seen>,
    /// When the fault began.
    pub fault_at: Option<Duration>,
    pub cut_off: Option<CutOff>,
    /// The longest that an answer took.
    pub slowest: Duration,
    /// What must not happen in any case.
    pub wrong: Vec<String>,
    /// Sessions whose login was acknowledged and that are gone.
    pub lost_logins: BTreeSet<String>,
    /// Sessions whose end was acknowledged and that are alive.
    pub undone_ends: BTreeSet<String>,
    /// The sessions that are logged in, by browser: the values of their cookies.
    pub live: BTreeMap<Browser, String>,
    /// Sessions whose end was acknowledged, the latest first.
    pub ended: VecDeque<String>,
    /// Sessions that a page showed as a guest although they ought to be logged in.
    pub doubted: Vec<(Browser, String, String)>,
}

impl Record {
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            lists: Mutex::default(),
        }
    }

    /// Notes what a visitor saw or did.
    pub fn see(&self, service: Service, event: Event) {
        let at = self.started.elapsed();
        self.lists().seen.push(Seen { at, service, event });
    }

    /// Notes how long an answer took.
    pub fn took(&self, time: Duration) {
        let mut lists = self.lists();
        lists.slowest = lists.slowest.max(time);
    }

    /// From now on 503 is allowed.
    pub fn fault_begins(&self) {
        let at = self.started.elapsed();
        self.lists().fault_at.get_or_insert(at);
    }

    /// Notes what must not happen.
    pub fn wrong(&self, what: String) {
        self.say("wrong", &what);
        self.lists().wrong.push(what);
    }

    /// Notes that a login that was acknowledged is gone.
    pub fn login_lost(&self, session: String, how: &str) {
        if self.lists().lost_logins.insert(session) {
            self.say("lost", how);
        }
    }

    /// Notes that a session whose end was acknowledged is alive.
    pub fn end_undone(&self, session: String, how: &str) {
        if self.lists().undone_ends.insert(session) {
            self.say("undone", how);
        }
    }

    fn say(&self, what: &str, how: &str) {
        eprintln!("  {:6.1} s: {what}: {how}", self.started.elapsed().as_secs_f64());
    }

    /// How long ago somebody was last answered 503.
    pub fn quiet_for(&self) -> Duration {
        let now = self.started.elapsed();
        let lists = self.lists();
        let mut latest = lists.seen.iter().rev();
        let last = latest.find(|seen| seen.event == Event::Unavailable);
        now.saturating_sub(last.map_or(Duration::ZERO, |seen| seen.at))
    }

    pub fn lists(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists {
    /// The first and the last 503 of a service, counted from the beginning of the fault; nothing if there was none.
    pub fn unavailable(&self, service: Service) -> Option<(Duration, Duration)> {
        let from = self.fault_at.unwrap_or_default();
        let mut times = self
            .seen
            .iter()
            .filter(|seen| seen.service == service && seen.event == Event::Unavailable)
            .map(|seen| seen.at.saturating_sub(from));
        let first = times.next()?;
        Some((first, times.next_back().unwrap_or(first)))
    }

    pub fn count(&self, event: Event) -> usize {
        self.seen.iter().filter(|seen| seen.event == event).count()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_counted_from_the_fault() {
        let record = Record::new();
        record.see(Service::Mall, Event::Page);
        record.fault_begins();
        for _ in 0..3 {
            record.see(Service::Auth, Event::Unavailable);
        }
        let mut lists = record.lists();
        lists.fault_at = Some(Duration::from_secs(8));
        let auth = lists.seen.iter_mut().filter(|seen| seen.service == Service::Auth);
        for (seen, second) in auth.zip([9, 11, 13]) {
            seen.at = Duration::from_secs(second);
        }
        let (first, last) = lists.unavailable(Service::Auth).unwrap();
        assert_eq!((first.as_secs(), last.as_secs()), (1, 5));
        assert!(lists.unavailable(Service::Mall).is_none());
        assert_eq!(lists.count(Event::Unavailable), 3);
    }
}
