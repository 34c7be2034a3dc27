//! What the copies of the shop share: sessions in memory, found by hashed ids, and a clock that can be moved.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Mutex, MutexGuard},
    time::Instant,
};

use conformance::random::Random;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::{Fields, Mistake};

/// Seconds after which the next use of an id gives a new one, and for which the old one is good then. As in `shop.toml`.
const RENEW_AFTER: i64 = 600;
const RENEW_GRACE: i64 = 20;

#[derive(Clone)]
pub struct Session {
    pub user: String,
    pub values: Fields,
    pub csrf: String,
}

/// A session as a request has read it.
pub struct Found {
    token: String,
    pub number: u64,
    pub session: Session,
}

#[derive(Clone)]
struct Id {
    session: u64,
    born: i64,
    replaced: Option<i64>,
}

#[derive(Default)]
struct State {
    sessions: HashMap<u64, Session>,
    /// By the hash of the token with one of the keys.
    ids: HashMap<String, Id>,
    /// The newest first; new ids are hashed with that.
    keys: Vec<u64>,
    /// Seconds that the clock was moved.
    shift: i64,
    counter: u64,
}

pub struct Store {
    mistake: Mistake,
    state: Mutex<State>,
    began: Instant,
    random: Mutex<Random>,
    /// Changes when a session ends.
    pub ended: watch::Sender<()>,
}

impl Store {
    pub fn new(mistake: Mistake) -> Self {
        Self {
            mistake,
            state: Mutex::new(State {
                keys: vec![0],
                ..State::default()
            }),
            began: Instant::now(),
            random: Mutex::new(Random::from_entropy()),
            ended: watch::Sender::new(()),
        }
    }

    /// 32 characters that nobody guesses.
    pub fn secret(&self) -> String {
        let mut random = self.random.lock().expect("no panic");
        format!("{:016x}{:016x}", random.next(), random.next())
    }

    /// Seconds, by the clock that decides over everything.
    pub fn now(&self) -> i64 {
        self.seconds(self.state().shift)
    }

    pub fn begin(&self, token: &str, session: Session) {
        let mut state = self.state();
        let born = self.seconds(state.shift);
        state.counter += 1;
        let number = state.counter;
        state.sessions.insert(number, session);
        state.add(token, number, born);
    }

    /// The session of a token. A replaced one that comes too late ends it: two people have it.
    pub fn find(&self, token: &str) -> Option<Found> {
        let mut state = self.state();
        let id = state.id(token)?.clone();
        let is_over = id.replaced.is_some_and(|replaced| match self.mistake {
            Mistake::OldIdsLive => false,
            Mistake::NoOverlap => true,
            _ => self.seconds(state.shift) > replaced + RENEW_GRACE,
        });
        if is_over {
            if self.mistake != Mistake::ReuseUnnoticed {
                self.end(&mut state, id.session);
            }
            return None;
        }
        Some(Found {
            token: token.to_owned(),
            number: id.session,
            session: state.sessions.get(&id.session)?.clone(),
        })
    }

    /// The new token for one that is due.
    pub fn renew(&self, token: &str) -> Option<String> {
        let new = self.secret();
        let mut state = self.state();
        let now = self.seconds(state.shift);
        let id = state.id(token)?;
        if id.replaced.is_some() || now < id.born + RENEW_AFTER {
            return None;
        }
        id.replaced = Some(now);
        let number = id.session;
        state.add(&new, number, now);
        Some(new)
    }

    pub fn log_out(&self, token: &str) {
        let mut state = self.state();
        if let Some(number) = state.id(token).map(|id| id.session) {
            self.end(&mut state, number);
        }
    }

    /// Ends the other sessions of the same member.
    pub fn end_others(&self, found: &Found) {
        let mut state = self.state();
        let is_other = |(number, session): &(&u64, &Session)| {
            **number != found.number && session.user == found.session.user
        };
        let others = state.sessions.iter().filter(is_other);
        let others: Vec<_> = others.map(|(number, _)| *number).collect();
        for number in others {
            self.end(&mut state, number);
        }
    }

    fn end(&self, state: &mut State, number: u64) {
        state.sessions.remove(&number);
        state.ids.retain(|_, id| id.session != number);
        self.ended.send_replace(());
    }

    pub fn is_alive(&self, number: u64) -> bool {
        self.state().sessions.contains_key(&number)
    }

    pub fn is_csrf_token_of_any(&self, token: &str) -> bool {
        self.state()
            .sessions
            .values()
            .any(|session| session.csrf == token)
    }

    /// Sets a value; whether the session is still there.
    pub fn write(&self, mut found: Found, pair: Option<(String, String)>) -> bool {
        let mut state = self.state();
        if self.mistake == Mistake::LastWriteWins {
            let born = self.seconds(state.shift);
            found.session.values.extend(pair);
            state.sessions.insert(found.number, found.session);
            state.add(&found.token, found.number, born);
        } else if let Some(session) = state.sessions.get_mut(&found.number) {
            session.values.extend(pair);
        } else {
            return false;
        }
        true
    }

    pub fn move_clock(&self, seconds: i64) {
        self.state().shift = seconds;
    }

    pub fn add_key(&self) {
        let mut state = self.state();
        if self.mistake == Mistake::ForgetsTheOldKey {
            state.keys.clear();
        }
        state.keys.insert(0, 1);
    }

    pub fn drop_key(&self) {
        if self.mistake != Mistake::KeepsTheOldKey {
            self.state().keys.truncate(1);
        }
    }

    pub fn reset_keys(&self) {
        self.state().keys = vec![0];
    }

    fn seconds(&self, shift: i64) -> i64 {
        i64::try_from(self.began.elapsed().as_secs()).expect("a short test") + shift
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }
}

impl State {
    fn add(&mut self, token: &str, session: u64, born: i64) {
        let id = Id {
            session,
            born,
            replaced: None,
        };
        self.ids.insert(hashed(self.keys[0], token), id);
    }

    fn id(&mut self, token: &str) -> Option<&mut Id> {
        let hashes = self.keys.iter().map(|key| hashed(*key, token));
        let known = hashes.into_iter().find(|hash| self.ids.contains_key(hash))?;
        self.ids.get_mut(&known)
    }
}

fn hashed(key: u64, token: &str) -> String {
    let bytes = Sha256::digest(format!("{key} {token}"));
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
