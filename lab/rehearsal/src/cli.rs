//! The command line.

use std::ffi::OsString;

use anyhow::{Context, Result, bail, ensure};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use dev_proxies::Program;

use crate::{front::PROGRAMS, path::Target};

const HELP: &str = include_str!("help.txt");
/// The accounts that are made.
const MOST_SHOPPERS: u16 = 200;

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Split(Options),
}

/// How it is rehearsed.
pub struct Options {
    pub targets: Vec<Target>,
    /// The proxies before the copies, one after the other.
    pub behind: Vec<Program>,
    pub shoppers: u16,
    pub short: bool,
    pub write: bool,
    pub build: bool,
    pub profile: Profile,
}

/// How the shop's programs are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
}

impl Profile {
    pub fn is_release(self) -> bool {
        self == Self::Release
    }
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let (mut what, mut shoppers) = (None, None);
    let (mut targets, mut behind) = (Vec::new(), Vec::new());
    let (mut short, mut write, mut build) = (false, false, true);
    let mut profile = Profile::Debug;
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("to") => targets.push(Target::named(&words.value()?.string()?)?),
            Long("behind") => behind.push(proxy(&words.value()?.string()?)?),
            Long("shoppers") => shoppers = Some(words.value()?.parse()?),
            Long("short") => short = true,
            Long("write") => write = true,
            Long("no-build") => build = false,
            Long("release") => profile = Profile::Release,
            Value(name) if what.is_none() => what = Some(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let what = what.context("rehearse knows split; see rehearse --help")?;
    if what != "split" {
        bail!("rehearse knows split, and no {what}");
    }
    let shoppers = shoppers.unwrap_or(if short { 8 } else { 50 });
    ensure!(
        (1..=MOST_SHOPPERS).contains(&shoppers),
        "--shoppers is between 1 and {MOST_SHOPPERS}"
    );
    if targets.is_empty() {
        targets = vec![Target::Hosts, Target::Paths];
    }
    if behind.is_empty() {
        behind = PROGRAMS.to_vec();
    }
    ensure!(
        !write || (!short && targets.len() == 2 && behind.len() == PROGRAMS.len()),
        "--write wants both ways behind both proxies, and the whole of them"
    );
    Ok(Command::Split(Options {
        targets,
        behind,
        shoppers,
        short,
        write,
        build,
        profile,
    }))
}

/// A proxy by its word.
fn proxy(name: &str) -> Result<Program> {
    let known = PROGRAMS.into_iter().find(|program| program.name() == name);
    known.context("--behind is haproxy or caddy")
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let Command::Split(options) = words("split --short").unwrap() else {
            panic!()
        };
        assert_eq!((options.shoppers, options.targets.len()), (8, 2));
        assert_eq!(options.behind, [Program::HaProxy, Program::Caddy]);
        assert!(matches!(words("split --help").unwrap(), Command::Help(_)));
        for wrong in [
            "",
            "merge",
            "split split",
            "split --to T9",
            "split --behind nginx",
            "split --behind caddy --write",
            "split --shoppers 0",
            "split --short --write",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
    }
}
