//! What should be: one member's sessions, in a page of plain Rust.

use app_session::Limits;
use serde_json::Value;

/// So many names of values.
pub(super) const KEYS: usize = 2;

/// One member, as the model sees them. Times are seconds since the story began.
pub(super) struct Reference {
    limits: Limits,
    pub(super) now: i64,
    pub(super) disabled: bool,
    pub(super) sessions: Vec<Session>,
    pub(super) cookies: Vec<Cookie>,
}

#[derive(Debug)]
pub(super) struct Session {
    /// Counts how often its id has changed: only the newest cookie is good.
    version: usize,
    ended: bool,
    until: i64,
    idle: i64,
    seen: i64,
    elevated_until: i64,
    pub(super) values: [Value; KEYS],
}

#[derive(Clone, Copy)]
pub(super) struct Cookie {
    pub(super) session: usize,
    version: usize,
}

impl Reference {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            now: 0,
            disabled: false,
            sessions: Vec::new(),
            cookies: Vec::new(),
        }
    }

    /// The session this cookie is good for.
    pub(super) fn session_of(&self, cookie: usize) -> Option<usize> {
        let Cookie { session, version } = self.cookies[cookie];
        (self.sessions[session].version == version && self.lives(session)).then_some(session)
    }

    pub(super) fn lives(&self, session: usize) -> bool {
        let session = &self.sessions[session];
        !session.ended && self.now < session.until && self.now < session.seen + session.idle
    }

    /// Nobody ended it, but its time may be over.
    pub(super) fn was_ended(&self, session: usize) -> bool {
        self.sessions[session].ended
    }

    pub(super) fn is_elevated(&self, session: usize) -> bool {
        self.now < self.sessions[session].elevated_until
    }

    /// A new session with a new cookie; the oldest make room for it.
    pub(super) fn sign_in(&mut self, before: Option<usize>, remembered: bool) {
        if let Some(session) = before {
            self.end(session);
        }
        let keep = usize::from(self.limits.per_member) - 1;
        let living: Vec<_> = (0..self.sessions.len())
            .filter(|session| self.lives(*session))
            .collect();
        for session in living.iter().rev().skip(keep) {
            self.end(*session);
        }
        let lifetime = self.limits.lifetime(remembered);
        self.sessions.push(Session {
            version: 0,
            ended: false,
            until: self.now + seconds(lifetime.absolute),
            idle: seconds(lifetime.idle),
            seen: self.now,
            elevated_until: self.now + seconds(self.limits.elevated),
            values: [const { Value::Null }; KEYS],
        });
        self.cookies.push(Cookie {
            session: self.sessions.len() - 1,
            version: 0,
        });
    }

    /// Another cookie for the same session, and a fresh proof of identity.
    pub(super) fn rotate(&mut self, session: usize) {
        let elevated_until = self.now + seconds(self.limits.elevated);
        let rotated = &mut self.sessions[session];
        rotated.version += 1;
        rotated.seen = self.now;
        rotated.elevated_until = elevated_until;
        let version = rotated.version;
        self.cookies.push(Cookie { session, version });
    }

    pub(super) fn end(&mut self, session: usize) {
        self.sessions[session].ended = true;
    }

    /// Ends all but one; how many of them were alive.
    pub(super) fn end_all_but(&mut self, kept: Option<usize>) -> usize {
        let others: Vec<_> = (0..self.sessions.len())
            .filter(|session| Some(*session) != kept)
            .collect();
        let alive = others.iter().filter(|session| self.lives(**session)).count();
        for session in others {
            self.end(session);
        }
        alive
    }

    /// All cookies were presented.
    pub(super) fn touch_all(&mut self) {
        for session in 0..self.sessions.len() {
            if self.lives(session) && self.now - self.sessions[session].seen > 60 {
                self.sessions[session].seen = self.now;
            }
        }
    }
}

fn seconds(duration: std::time::Duration) -> i64 {
    duration.as_secs().try_into().expect("not for ever")
}
