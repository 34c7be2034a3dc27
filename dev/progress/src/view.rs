//! What is shown of it.

use std::{
    env,
    io::{IsTerminal, Write, stderr},
    time::{Duration, Instant},
};

use crate::cargo::Message;

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// One line that is drawn again and again.
    Redrawn,
    /// A line every few seconds, for logs, and beside a server that writes to the same terminal.
    Lines,
}

/// As wide as the narrowest terminal that is usual.
const WIDTH: usize = 79;
/// A build that takes less is not worth a word.
const NOTABLE: Duration = Duration::from_secs(2);

impl Display {
    /// What suits the standard error of this process.
    #[must_use]
    pub fn suitable() -> Self {
        if stderr().is_terminal() {
            Self::Redrawn
        } else {
            Self::Lines
        }
    }

    /// How often it is shown.
    pub(crate) fn interval(self) -> Duration {
        match self {
            Self::Redrawn => Duration::from_millis(500),
            Self::Lines => Duration::from_secs(5),
        }
    }
}

/// Whether cargo's warnings are to be coloured.
pub fn coloured() -> bool {
    stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// What is known so far.
pub struct View {
    what: String,
    display: Display,
    started: Instant,
    shown: Instant,
    state: String,
    all: usize,
}

impl View {
    pub fn new(what: &str, display: Display) -> Self {
        let now = Instant::now();
        Self {
            what: what.to_owned(),
            display,
            started: now,
            shown: now,
            state: "…".to_owned(),
            all: 0,
        }
    }

    pub fn take(&mut self, message: Message) {
        match message {
            Message::Compiling { done, all, names } => {
                self.all = all;
                self.state = format!("{done} of {all} crates, {}", names_in_short(&names));
            }
            Message::Preparing(what) => self.state = what,
            Message::Detail => return,
            Message::Line(line) => {
                self.clear();
                eprintln!("{line}");
                return;
            }
        }
        if self.shown.elapsed() >= self.display.interval() {
            self.show();
        }
    }

    pub fn show(&mut self) {
        self.shown = Instant::now();
        let line = format!(
            "compiling {}: {} · {}",
            self.what,
            clock(self.started.elapsed()),
            self.state
        );
        let line: String = line.trim_end_matches(", ").chars().take(WIDTH).collect();
        match self.display {
            Display::Redrawn => {
                eprint!("\r\x1b[K{line}");
                let _ = stderr().flush();
            }
            Display::Lines => eprintln!("{line}"),
        }
    }

    pub fn finish(self) {
        self.clear();
        let took = self.started.elapsed();
        if took >= NOTABLE && self.all > 0 {
            eprintln!("compiled {}: {} crates in {}", self.what, self.all, clock(took));
        }
    }

    fn clear(&self) {
        if self.display == Display::Redrawn {
            eprint!("\r\x1b[K");
        }
    }
}

/// `1 min 5 s`
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// cargo names everything it compiles at the moment; the first two say enough.
fn names_in_short(names: &str) -> String {
    names.split(", ").take(2).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_names_are_short() {
        assert_eq!(clock(Duration::from_millis(9_900)), "9 s");
        assert_eq!(clock(Duration::from_secs(65)), "1 min 5 s");
        assert_eq!(
            names_in_short("serde, tokio(build), leptos"),
            "serde, tokio(build)"
        );
    }
}
