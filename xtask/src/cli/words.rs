//! Taking a command line apart.

use std::{collections::VecDeque, fmt::Display, str::FromStr};

use anyhow::{Result, bail};

/// What is not understood yet.
pub struct Words(VecDeque<String>);

impl Words {
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// The next word, whatever it is.
    pub fn next(&mut self) -> Option<String> {
        self.0.pop_front()
    }

    /// Whether this word is among them; it is taken away.
    pub fn flag(&mut self, name: &str) -> bool {
        let found = self
            .0
            .iter()
            .take_while(|word| *word != "--")
            .position(|word| word == name);
        found.and_then(|index| self.0.remove(index)).is_some()
    }

    /// `--port 3000` or `--port=3000`.
    pub fn value<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>> {
        let is_named = |word: &String| {
            word.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        };
        let Some(index) = self.0.iter().position(is_named) else {
            return Ok(None);
        };
        let word = self.0.remove(index).unwrap_or_default();
        let value = match word.split_once('=') {
            Some((_, value)) => Some(value.to_owned()),
            None => self.0.remove(index),
        };
        let Some(value) = value else {
            bail!("{name} needs a value")
        };
        value
            .parse()
            .map(Some)
            .map_err(|error| anyhow::anyhow!("{name} {value}: {error}"))
    }

    /// What comes after `--`.
    pub fn rest(&mut self) -> Vec<String> {
        let end = self
            .0
            .iter()
            .position(|word| word == "--")
            .unwrap_or(self.0.len());
        self.0.split_off(end).into_iter().skip(1).collect()
    }
}
