//! The codes of verdicts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    text::Words,
    words::{self, Link},
};

/// A cause for which a login is not seen. The letter says which question fails: did the cookie **a**rrive, did the id
/// **r**esolve, was the content **u**sable? L0 comes before all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Code {
    /// Nothing to share: the login does not hold at A itself.
    L0,
    /// Set for another host.
    A1,
    /// Refused as written.
    A2,
    /// `Secure`, and the scheme.
    A3,
    /// Withheld in this context.
    A4,
    /// The path does not fit.
    A5,
    /// No `Set-Cookie` reached the browser.
    A6,
    /// Ended at the client.
    A7,
    /// Too big, or too many.
    A8,
    /// Overwritten or deleted.
    A9,
    /// Shadowed by a namesake.
    A10,
    /// No common parent.
    A11,
    /// Asked for without credentials.
    A12,
    /// Lost on the way in.
    A13,
    /// A cache answered.
    A14,
    /// Known to some copies only.
    R1,
    /// Lost in a restart.
    R2,
    /// Gone with age.
    R3,
    /// Ended.
    R5,
    /// Wrong key or format.
    R6,
    /// The store is unavailable.
    R7,
    /// The other service looks for another name.
    R8,
    /// Not there yet.
    R9,
    /// A condition fails.
    R10,
    /// Another store.
    R11,
    /// Unreadable.
    U1,
    /// A stale identity.
    U2,
    /// Came back after the logout. (U3, a lost update, is seen only in the lab.)
    U4,
    /// Somebody else's.
    U5,
    /// Resolved, but nobody whom B knows.
    U6,
}

/// What is known of a code.
pub(crate) struct Entry {
    pub code: Code,
    pub meaning: Words,
    pub fix: Words,
    pub reasons: &'static [(&'static str, Words)],
    pub further: &'static [Link],
}

/// A finer cause within a code: `sibling` in `A1.sibling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Reason(pub(crate) &'static str);

impl Code {
    /// All codes, in the order in which a request meets them.
    pub const ALL: [Self; 30] = [
        Self::L0,
        Self::A1,
        Self::A2,
        Self::A3,
        Self::A4,
        Self::A5,
        Self::A6,
        Self::A7,
        Self::A8,
        Self::A9,
        Self::A10,
        Self::A11,
        Self::A12,
        Self::A13,
        Self::A14,
        Self::R1,
        Self::R2,
        Self::R3,
        Self::R5,
        Self::R6,
        Self::R7,
        Self::R8,
        Self::R9,
        Self::R10,
        Self::R11,
        Self::U1,
        Self::U2,
        Self::U4,
        Self::U5,
        Self::U6,
    ];

    pub(crate) fn entry(self) -> &'static Entry {
        words::ENTRIES
            .iter()
            .flat_map(|entries| entries.iter())
            .find(|entry| entry.code == self)
            .expect("every code has its words: a test reads them all")
    }

    /// The names of its reasons.
    pub fn reasons(self) -> impl Iterator<Item = Reason> {
        self.entry().reasons.iter().map(|(name, _)| Reason(name))
    }

    /// What it means, in one sentence.
    pub fn meaning(self) -> Words {
        self.entry().meaning
    }
}

impl Reason {
    /// The name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, out)
    }
}
