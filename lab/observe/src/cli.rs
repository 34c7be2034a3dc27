//! The command line.

use std::ffi::OsString;

use anyhow::Result;
use lexopt::{
    Arg::{Long, Short},
    Parser, ValueExt,
};

const HELP: &str = include_str!("help.txt");

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Run(Options),
}

pub struct Options {
    pub short: bool,
    pub build: bool,
    pub port: u16,
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let mut options = Options {
        short: false,
        build: true,
        // Above those of the proxies.
        port: 4170,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("short") => options.short = true,
            Long("no-build") => options.build = false,
            Long("port") => options.port = words.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
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
        let Command::Run(options) = words("--short --port 5000 --no-build").unwrap() else {
            panic!()
        };
        assert!(options.short && !options.build && options.port == 5000);
        assert!(matches!(words("--help"), Ok(Command::Help(_))));
        for wrong in ["rules", "--fast", "--port x"] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
    }
}
