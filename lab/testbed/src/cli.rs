//! The command line.

use std::{
    ffi::OsString,
    path::{self, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use lexopt::{
    Arg::{Long, Short},
    Parser, ValueExt,
};

use crate::conformance::{Mode, Options};

const HELP: &str = include_str!("help.txt");

/// What was asked for.
pub enum Command {
    Help(&'static str),
    /// Runs the suite.
    Run(Options),
    /// For the suite: asks the testbed it runs on.
    Control {
        socket: String,
        words: Vec<String>,
    },
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = words.into_iter().peekable();
    if words.next_if(|word| word == "control").is_some() {
        return control(words);
    }
    let mut words = Parser::from_args(words);
    let mut options = Options::default();
    let (mut hold, mut renew) = (false, false);
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("shape") => options.subjects.push(words.value()?.string()?),
            Long("only") => options.only = Some(words.value()?.string()?),
            Long("hold") => hold = true,
            Long("write-golden") => renew = true,
            Long("report") => options.report = true,
            Long("no-build") => options.build = false,
            Long("old-release") => options.old_release = Some(path::absolute(PathBuf::from(words.value()?))?),
            Long("jobs") => {
                options.jobs = words.value()?.parse()?;
                ensure!(options.jobs > 0, "--jobs wants a number of subjects");
            }
            Long("port") => options.port = words.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    options.mode = match (hold, renew) {
        (false, false) => Mode::Judge,
        (false, true) => Mode::Renew,
        (true, false) => Mode::Hold,
        (true, true) => bail!("--hold runs no suite that could find something"),
    };
    Ok(Command::Run(options))
}

/// What follows may look like anything, also like an option of ours.
fn control(words: impl Iterator<Item = OsString>) -> Result<Command> {
    let words: Result<Vec<_>, _> = words.map(ValueExt::string).collect();
    let mut words = words?.into_iter();
    let known = words.next().is_some_and(|word| word == "--socket");
    ensure!(known, "control wants --socket PATH before the verb");
    Ok(Command::Control {
        socket: words.next().context("--socket needs a path")?,
        words: words.collect(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn an_option_may_be_given_several_times() {
        let Command::Run(options) = words("--shape T1 --only A01,C --shape=stock --report").unwrap() else {
            panic!()
        };
        assert_eq!(options.subjects, ["T1", "stock"]);
        assert_eq!(options.only.as_deref(), Some("A01,C"));
        assert!(options.report && options.build && options.mode == Mode::Judge);
    }

    #[test]
    fn what_the_suite_says_is_not_read_as_an_option() {
        let Command::Control { socket, words } =
            words("control --socket x.sock sql-as-mall --help --").unwrap()
        else {
            panic!()
        };
        assert_eq!(
            (socket.as_str(), words.join(" ")),
            ("x.sock", "sql-as-mall --help --".to_owned())
        );
    }

    #[test]
    fn nonsense_is_refused_and_help_is_given() {
        for wrong in [
            "T1",
            "-- x",
            "--shape",
            "--fast",
            "--port 99999",
            "--jobs 0",
            "--hold --write-golden",
            "control copies",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(words("--shape T1 --help"), Ok(Command::Help(_))));
    }
}
