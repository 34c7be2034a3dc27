//! What was seen of a scene: its last requests, and each visitor's jar.
//!
//! Raw values of cookies are here and nowhere else, because a diagnosis compares them. They never leave the process: what
//! leaves is [`Seen`], in which a value is a mark.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use diagnosis::{
    evidence::{EventKind, Exchange, Pair},
    jar::{Answer, Context, Engine, Jar, StoredCookie},
};
use lab_model::{Seen, Visitor};
use time::{Duration, OffsetDateTime};
use url::Url;

/// The number of requests that are kept of one scene.
const KEPT: usize = 2000;
/// The number of visitors whose jars are kept.
const VISITORS: usize = 64;
/// So soon after a change of the jar a request may have left before the browser had the answer that made it.
const IN_FLIGHT: Duration = Duration::seconds(1);

/// A request and its answer, complete.
pub struct Record {
    /// What may be shown.
    pub seen: Seen,
    /// What may not: the exchange with its values. Its step is a guess that the diagnosis makes anew.
    pub exchange: Exchange,
    /// Whether the answer is a page.
    pub page: bool,
}

/// Something that happened besides the requests.
#[derive(Clone)]
pub struct Happened {
    /// The moment.
    pub at: OffsetDateTime,
    /// What.
    pub kind: EventKind,
}

/// A visitor as the gateway knows it.
pub struct Browser {
    /// What the browser keeps, as far as the gateway has seen.
    pub jar: Jar,
    /// The value of the login that it had last, also if it has it no more.
    pub session: Option<String>,
    /// The value before that, if an answer to who had it replaced it while the login went on.
    pub previous: Option<String>,
    /// The nickname that a page has shown last.
    pub nickname: Option<String>,
    /// What the lab itself asked about the visitor's session, to be judged with the journey.
    pub probes: Vec<Exchange>,
    changed: OffsetDateTime,
    last: u64,
}

/// The journal of a scene.
#[derive(Default)]
pub struct Journal {
    records: VecDeque<Arc<Record>>,
    last: u64,
    arrivals: u64,
    pub browsers: BTreeMap<Visitor, Browser>,
    pub events: Vec<Happened>,
    /// The values that the lab itself has given to browsers.
    pub planted: BTreeSet<String>,
}

impl Journal {
    /// Forgets everything but the numbers.
    pub fn clear(&mut self) {
        self.records.clear();
        self.browsers.clear();
        self.events.clear();
        self.planted.clear();
    }

    /// The number of the last record; 0 if there was none yet.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// Notes something that happened besides.
    pub fn note(&mut self, at: OffsetDateTime, kind: EventKind) {
        self.events.push(Happened { at, kind });
    }

    /// A visitor's browser, from now on known.
    pub fn browser(&mut self, visitor: &Visitor) -> &mut Browser {
        if !self.browsers.contains_key(visitor) && self.browsers.len() >= VISITORS {
            let oldest = self.browsers.iter().min_by_key(|(_, browser)| browser.last);
            if let Some(oldest) = oldest.map(|(visitor, _)| visitor.clone()) {
                self.browsers.remove(&oldest);
            }
        }
        self.arrivals += 1;
        let last = self.arrivals;
        let browser = self.browsers.entry(visitor.clone()).or_insert_with(|| Browser {
            jar: Jar::new(Engine::default()),
            session: None,
            previous: None,
            nickname: None,
            probes: Vec::new(),
            changed: OffsetDateTime::UNIX_EPOCH,
            last,
        });
        browser.last = last;
        browser
    }

    /// The visitors, whoever came last first.
    pub fn visitors(&self) -> Vec<Visitor> {
        let mut all: Vec<_> = self.browsers.iter().collect();
        all.sort_by_key(|(_, browser)| std::cmp::Reverse(browser.last));
        all.into_iter().map(|(visitor, _)| visitor.clone()).collect()
    }

    /// Adds a record and gives it the next number.
    pub fn push(&mut self, mut record: Record) {
        self.last += 1;
        record.seen.number = self.last;
        if let diagnosis::evidence::Shown::Member(nickname) = &record.seen.shown {
            self.browser(&record.seen.visitor.clone()).nickname = Some(nickname.clone());
        }
        if self.records.len() == KEPT {
            self.records.pop_front();
        }
        self.records.push_back(Arc::new(record));
    }

    /// The records after a number, the oldest first.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Arc<Record>> {
        let skipped = self
            .records
            .partition_point(move |record| record.seen.number <= number);
        self.records.iter().skip(skipped)
    }

    /// The records of one visitor, the oldest first.
    pub fn of(&self, visitor: &Visitor) -> Vec<Arc<Record>> {
        let own = self
            .records
            .iter()
            .filter(|record| record.seen.visitor == *visitor);
        own.cloned().collect()
    }
}

impl Browser {
    /// Compares what arrived with what the jar would have sent. What arrived is right; the names that differ are given back.
    pub fn arrived(
        &mut self,
        cookies: &[Pair],
        url: &Url,
        context: &Context,
        scope: impl Fn(&str) -> String,
        now: OffsetDateTime,
    ) -> Vec<String> {
        if now - self.changed < IN_FLIGHT {
            return Vec::new();
        }
        let predicted: Vec<StoredCookie> = self
            .jar
            .decide(url, context, now)
            .into_iter()
            .filter(|decision| decision.sent)
            .map(|decision| decision.cookie.clone())
            .collect();
        let arrived = |known: &StoredCookie| {
            let mut pairs = cookies.iter();
            pairs.any(|pair| pair.name == known.name && pair.value == known.value)
        };
        let mut differing = Vec::new();
        for gone in predicted.iter().filter(|known| !arrived(known)) {
            let domain = if gone.host_only {
                String::new()
            } else {
                format!("; Domain={}", gone.domain)
            };
            let line = format!("{}=; Max-Age=0; Secure; Path={}{domain}", gone.name, gone.path);
            self.receive(&line, url, &Context::typed(), now, 0);
            differing.push(gone.name.clone());
        }
        let is_known = |pair: &Pair| {
            let mut known = predicted.iter();
            known.any(|known| known.name == pair.name && known.value == pair.value)
        };
        for new in cookies.iter().filter(|pair| !is_known(pair)) {
            let line = format!(
                "{}={}; Path=/; Secure; HttpOnly{}",
                new.name,
                new.value,
                scope(&new.name)
            );
            self.receive(&line, url, &Context::typed(), now, 0);
            differing.push(new.name.clone());
        }
        differing.dedup();
        differing
    }

    /// Keeps what a `Set-Cookie` line says, as the browser would.
    pub fn receive(&mut self, line: &str, url: &Url, context: &Context, now: OffsetDateTime, mark: usize) {
        self.jar.receive(
            line,
            Answer {
                url,
                context,
                now,
                by_script: false,
                mark,
            },
        );
    }

    /// Keeps a line of an answer that is on its way to the browser.
    pub fn answered(&mut self, line: &str, url: &Url, context: &Context, now: OffsetDateTime) {
        self.receive(line, url, context, now, 0);
        self.changed = now;
    }
}
