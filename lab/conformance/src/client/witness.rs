//! The witness of a run: it remembers every session token, and notices where one turns up that must not.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use super::Answer;

/// The shortest length of a token; shorter values are no secrets, and would be found everywhere.
const SHORTEST: usize = 16;
/// The number of places that are kept: one is enough to fail, the others are for the reader.
const MOST: usize = 20;

/// The tokens of a run and where they leaked; all clones share them.
#[derive(Clone, Default)]
pub struct Witness(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    /// The tokens by length, because a text is searched by windows of a length.
    tokens: HashMap<usize, HashSet<Vec<u8>>>,
    /// The tokens that the suite itself sent where a log may well show them.
    exposed: HashSet<Vec<u8>>,
    leaks: BTreeSet<String>,
}

impl Witness {
    /// Remembers a token that was given out as a session cookie.
    pub fn learn(&self, token: &str) {
        if token.len() >= SHORTEST {
            let mut seen = self.lock();
            let same_length = seen.tokens.entry(token.len()).or_default();
            same_length.insert(token.as_bytes().to_vec());
        }
    }

    /// Excludes a token that the suite itself is about to show to others.
    pub fn expose(&self, token: &str) {
        self.lock().exposed.insert(token.as_bytes().to_vec());
    }

    /// Looks for tokens in an answer's body and in all headers but `Set-Cookie`.
    pub fn look_at(&self, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap_or_default();
        if self.finds_in(&answer.body) {
            self.note(format!("the body of {path}"));
        }
        for (name, value) in &answer.headers {
            if name != http::header::SET_COOKIE && self.finds_in(value.as_bytes()) {
                self.note(format!("the header {name} of {path}"));
            }
        }
    }

    /// Whether a token that was kept secret is in this text.
    pub fn finds_in(&self, text: &[u8]) -> bool {
        let seen = self.lock();
        seen.tokens.iter().any(|(length, tokens)| {
            text.windows(*length)
                .any(|window| tokens.contains(window) && !seen.exposed.contains(window))
        })
    }

    /// The places where tokens were found so far.
    pub fn leaks(&self) -> Vec<String> {
        self.lock().leaks.iter().cloned().collect()
    }

    /// The number of tokens that were given out so far.
    pub fn count(&self) -> usize {
        self.lock().tokens.values().map(HashSet::len).sum()
    }

    fn note(&self, place: String) {
        let mut seen = self.lock();
        if seen.leaks.len() < MOST {
            seen.leaks.insert(place);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_wherever_it_hides_unless_the_suite_put_it_there() {
        let witness = Witness::default();
        witness.learn("abcdefghijklmnopqrstuv");
        assert!(witness.finds_in(b"x=abcdefghijklmnopqrstuvw"));
        assert!(!witness.finds_in(b"abcdefghijklmnopqrstu"));
        witness.expose("abcdefghijklmnopqrstuv");
        assert!(!witness.finds_in(b"abcdefghijklmnopqrstuv"));
        witness.learn("short");
        assert_eq!(witness.count(), 1);
    }
}
