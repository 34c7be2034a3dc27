//! The language of what is said to people.

use std::env;

use anyhow::{Result, bail};
use diagnosis::{Text, Words};

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese (zh-CN).
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language that the environment asks for.
    pub fn from_environment() -> Self {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let mut asked = names.iter().filter_map(|name| env::var(name).ok());
        match asked.find(|value| !value.is_empty()) {
            Some(value) if value.starts_with("zh") => Self::Zh,
            _ => Self::En,
        }
    }

    /// The language of this name.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "zh" | "zh-CN" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            _ => bail!("there are the languages zh and en"),
        }
    }

    /// The sentence of a text.
    pub fn of(self, text: &Text) -> &str {
        self.pick(&text.zh, &text.en)
    }

    /// The sentence of words.
    pub const fn word(self, words: Words) -> &'static str {
        self.pick(words.zh, words.en)
    }

    /// One of two sentences.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}
