//! The command line.

use std::ffi::OsString;

use anyhow::{Result, ensure};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use crate::{cases, front::Front};

const HELP: &str = include_str!("help.txt");

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Run(Options),
}

pub struct Options {
    pub fronts: Vec<Front>,
    /// The names of cases; all of them if there are none.
    pub only: Vec<String>,
    pub short: bool,
    pub write: bool,
    pub build: bool,
    pub port: u16,
}

impl Options {
    /// Whether the whole table is played.
    pub fn is_whole(&self) -> bool {
        self.fronts.len() == Front::ALL.len() && self.only.is_empty() && !self.short
    }
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let mut options = Options {
        fronts: Vec::new(),
        only: Vec::new(),
        short: false,
        write: false,
        build: true,
        // Above those of the conformance suite.
        port: 3970,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Value(name) => options.fronts.push(Front::named(&name.string()?)?),
            Long("only") => {
                let names = words.value()?.string()?;
                options.only = names.split(',').map(str::to_uppercase).collect();
            }
            Long("short") => options.short = true,
            Long("write") => options.write = true,
            Long("no-build") => options.build = false,
            Long("port") => options.port = words.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    for name in &options.only {
        ensure!(
            cases::ALL.iter().any(|case| case.id == *name),
            "there is no case {name}"
        );
    }
    if options.fronts.is_empty() {
        options.fronts = Front::ALL.to_vec();
    }
    ensure!(
        !options.write || options.is_whole(),
        "--write wants all proxies and all cases"
    );
    Ok(Command::Run(options))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn proxies_and_cases_are_chosen_by_name() {
        let Command::Run(options) = words("nginx Caddy --only p06,P14 --no-build").unwrap() else {
            panic!()
        };
        assert_eq!(options.fronts.len(), 2);
        assert_eq!(options.only, ["P06", "P14"]);
        assert!(!options.build && !options.is_whole());
    }

    #[test]
    fn nonsense_is_refused_and_help_is_given() {
        for wrong in [
            "envoy",
            "--only P99",
            "--write nginx",
            "--write --short",
            "--fast",
            "--port x",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(words("nginx --help"), Ok(Command::Help(_))));
    }
}
