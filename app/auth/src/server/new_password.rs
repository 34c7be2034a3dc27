//! Judging a new password, wherever one is chosen.

use super::{Auth, Overloaded};
use crate::domain::password::{self, PasswordError};
use secrecy::{ExposeSecret, SecretString};

/// The characters of a word that are worth comparing a password with.
const WORD_LENGTH: usize = 60;

impl Auth {
    /// The password, if it may be the new one of somebody who is called by these words. Judged where passwords are hashed: it takes a core for some
    /// time, too.
    pub(super) async fn judge_password(
        &self,
        new: SecretString,
        own_words: Vec<String>,
    ) -> Result<Result<SecretString, PasswordError>, Overloaded> {
        if let Err(error) = password::check_length(new.expose_secret()) {
            return Ok(Err(error));
        }
        let words = own_words
            .into_iter()
            .map(|word| word.chars().take(WORD_LENGTH).collect());
        let words: Vec<String> = words.collect();
        self.hasher
            .judge(move || {
                let judged = password::check(new.expose_secret(), &words);
                judged.map(|()| new)
            })
            .await
    }
}
