//! Lines for whoever waits: what is being tried, and what it changes.

use diagnosis::Text;

use crate::lang::Lang;

/// Says on standard error what is being tried.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub lang: Lang,
    pub quiet: bool,
}

impl Progress {
    /// Says a line.
    pub fn say(self, zh: &str, en: &str) {
        if !self.quiet {
            eprintln!("· {}", self.lang.of(&Text::new(zh, en)));
        }
    }
}
