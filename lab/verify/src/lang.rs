//! The language of what is said to people.

use std::{env, str::FromStr};

use diagnosis::Text;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    /// The language that the environment asks for.
    pub fn from_environment() -> Self {
        let asked = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
        if asked.is_some_and(|value| value.starts_with("zh")) {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// The sentence of a text.
    pub fn of(self, text: &Text) -> &str {
        self.pick(&text.zh, &text.en)
    }

    /// One of two sentences.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "zh" | "zh-CN" | "zh_CN" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            _ => Err(format!("{text}: there are zh and en")),
        }
    }
}
