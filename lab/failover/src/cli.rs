//! The command line.

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Result, ensure};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use crate::case::{self, CASES, Case};

const HELP: &str = include_str!("help.txt");
/// Visitors have accounts and addresses of their own.
const MOST_VISITORS: u16 = 200;
/// What a committed table needs.
const ENOUGH_RUNS: u16 = 3;
/// The case of the short form, and its visitors.
const SHORT: &str = "H1";
const SHORT_VISITORS: u16 = 8;

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Run(Options),
}

pub struct Options {
    pub cases: Vec<&'static Case>,
    pub runs: u16,
    pub visitors: u16,
    pub port: u16,
    /// Another Patroni than that of the system.
    pub patroni: Option<PathBuf>,
    pub write: bool,
    pub build: bool,
    /// A switchover with few visitors, of which no time is judged.
    pub short: bool,
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let mut visitors = None;
    let mut options = Options {
        cases: Vec::new(),
        runs: 1,
        visitors: 30,
        // Above those of the rehearsal.
        port: 4700,
        patroni: None,
        write: false,
        build: true,
        short: false,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("runs") => options.runs = words.value()?.parse()?,
            Long("visitors") => visitors = Some(words.value()?.parse()?),
            Long("port") => options.port = words.value()?.parse()?,
            Long("patroni") => options.patroni = Some(words.value()?.into()),
            Long("short") => options.short = true,
            Long("write") => options.write = true,
            Long("no-build") => options.build = false,
            Value(id) => options.cases.push(case::find(&id.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.short {
        ensure!(
            options.cases.is_empty() && !options.write,
            "--short is one case, and nothing to keep"
        );
        options.cases = vec![case::find(SHORT)?];
        options.visitors = SHORT_VISITORS;
    }
    options.visitors = visitors.unwrap_or(options.visitors);
    if options.cases.is_empty() {
        options.cases = CASES.iter().filter(|case| case.is_simple()).collect();
    }
    ensure!(options.runs > 0, "--runs is at least 1");
    ensure!(
        (1..=MOST_VISITORS).contains(&options.visitors),
        "--visitors is between 1 and {MOST_VISITORS}"
    );
    ensure!(
        !options.write || options.runs >= ENOUGH_RUNS,
        "--write wants at least --runs {ENOUGH_RUNS}"
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
    fn options_are_read_and_nonsense_is_refused() {
        let Command::Run(options) = words("H2 h1 --runs 3 --write --visitors 8").unwrap() else {
            panic!()
        };
        let ids: Vec<_> = options.cases.iter().map(|case| case.id).collect();
        assert_eq!(ids, ["H2", "H1"]);
        assert!(options.write && options.build && options.visitors == 8);
        let Command::Run(options) = words("--no-build").unwrap() else {
            panic!()
        };
        assert_eq!((options.cases.len(), options.runs), (CASES.len() - 1, 1));
        let Command::Run(options) = words("--short").unwrap() else {
            panic!()
        };
        assert!(options.short && options.cases.len() == 1 && options.visitors == SHORT_VISITORS);
        assert!(matches!(words("--help"), Ok(Command::Help(_))));
        for wrong in [
            "H0",
            "--write",
            "--runs 0",
            "--visitors 0",
            "--fast",
            "--short H2",
            "--short --write --runs 3",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
    }
}
