//! The command line.

mod words;

use std::path::{self, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    bench,
    conformance::{self, Mode},
};
use words::Words;

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Run(RunOptions),
    Split(SplitOptions),
    Test(TestOptions),
    Conformance(conformance::Options),
    /// For the suite: asks the stage it runs on.
    Control {
        socket: String,
        words: Vec<String>,
    },
    BenchSession(bench::Options),
    Doctor,
    Prepare {
        check: bool,
    },
    Structure,
    Weight,
}

pub struct RunOptions {
    pub port: u16,
    pub release: bool,
    pub islands: bool,
}

pub struct SplitOptions {
    pub topology: String,
    pub auth: Option<u16>,
    pub mall: Option<u16>,
    pub port: u16,
    pub balance: Option<String>,
    pub store: Option<String>,
    pub database: Option<String>,
    pub build: bool,
    pub islands: bool,
    pub release: bool,
}

pub struct TestOptions {
    pub rust: bool,
    pub conformance: bool,
    pub e2e: bool,
    /// For `cargo test` or `playwright test`, whichever alone was asked for.
    pub rest: Vec<String>,
}

const DEFAULT_PORT: u16 = 3000;

const HELP: &str = include_str!("help.txt");

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Command> {
    let mut words = Words::new(words);
    let command = words.next().unwrap_or_default();
    if command == "control" {
        // What follows may look like anything, also like an option of ours.
        return control(words);
    }
    if command.is_empty()
        || words.flag("--help")
        || words.flag("-h")
        || ["help", "--help", "-h"].contains(&command.as_str())
    {
        return Ok(Command::Help(HELP));
    }
    let parsed = match command.as_str() {
        "run" => Command::Run(RunOptions {
            port: words.value("--port")?.unwrap_or(DEFAULT_PORT),
            release: words.flag("--release"),
            islands: !words.flag("--no-islands"),
        }),
        "split" => Command::Split(SplitOptions {
            topology: words.value("--topology")?.unwrap_or_else(|| "T7".to_owned()),
            auth: words.value("--auth")?,
            mall: words.value("--mall")?,
            port: words.value("--port")?.unwrap_or(DEFAULT_PORT),
            balance: words.value("--balance")?,
            store: words.value("--store")?,
            database: words.value("--database")?,
            build: !words.flag("--no-build"),
            islands: !words.flag("--no-islands"),
            release: words.flag("--release"),
        }),
        "test" => {
            let rest = words.rest();
            let only = words.next();
            ensure!(
                matches!(only.as_deref(), None | Some("rust" | "conformance" | "e2e")),
                "test knows rust, conformance and e2e; see cargo xtask help"
            );
            ensure!(
                matches!(only.as_deref(), Some("rust" | "e2e")) || rest.is_empty(),
                "words after -- are for one of them: test rust -- … or test e2e -- …"
            );
            let wants = |name| only.as_deref().is_none_or(|only| only == name);
            Command::Test(TestOptions {
                rust: wants("rust"),
                conformance: wants("conformance"),
                e2e: wants("e2e"),
                rest,
            })
        }
        "conformance" => {
            let usual = conformance::Options::default();
            let mut shapes = Vec::new();
            while let Some(shape) = words.value("--shape")? {
                shapes.push(shape);
            }
            Command::Conformance(conformance::Options {
                shapes,
                only: words.value("--only")?,
                mode: match (words.flag("--hold"), words.flag("--write-golden")) {
                    (false, false) => Mode::Judge,
                    (false, true) => Mode::Renew,
                    (true, false) => Mode::Hold,
                    (true, true) => bail!("--hold runs no suite that could find something"),
                },
                build: !words.flag("--no-build"),
                old_release: words
                    .value::<PathBuf>("--old-release")?
                    .map(path::absolute)
                    .transpose()?,
                report: words.flag("--report"),
                port: words.value("--port")?.unwrap_or(usual.port),
            })
        }
        "bench" => {
            ensure!(
                words.next().as_deref() == Some("session"),
                "bench knows session; see cargo xtask help"
            );
            let usual = bench::Options::usual(words.flag("--quick"));
            Command::BenchSession(bench::Options {
                rows: words.value("--rows")?.unwrap_or(usual.rows),
                rounds: words.value("--rounds")?.unwrap_or(usual.rounds),
                seconds: words.value("--seconds")?.unwrap_or(usual.seconds),
                build: !words.flag("--no-build"),
                port: words.value("--port")?.unwrap_or(usual.port),
                ..usual
            })
        }
        "doctor" => Command::Doctor,
        "prepare" => Command::Prepare {
            check: words.flag("--check"),
        },
        "structure" => Command::Structure,
        "weight" => Command::Weight,
        other => bail!("there is no command {other}; see cargo xtask help"),
    };
    match words.next() {
        Some(word) => bail!("{command} does not know {word}; see cargo xtask help"),
        None => Ok(parsed),
    }
}

fn control(mut words: Words) -> Result<Command> {
    let known = words.next().is_some_and(|word| word == "--socket");
    ensure!(known, "control wants --socket PATH before the verb");
    Ok(Command::Control {
        socket: words.next().context("--socket needs a path")?,
        words: std::iter::from_fn(|| words.next()).collect(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_in_any_order_and_either_way_of_writing() {
        let Command::Split(split) = words("split --auth 2 --port=3100 --no-build --topology T2a").unwrap()
        else {
            panic!()
        };
        assert_eq!((split.auth, split.mall, split.port), (Some(2), None, 3100));
        assert!(!split.build && split.islands && split.topology == "T2a");
        let Command::Test(test) = words("test e2e -- --grep login --help").unwrap() else {
            panic!()
        };
        assert!(test.e2e && !test.rust && !test.conformance);
        assert_eq!(test.rest, ["--grep", "login", "--help"]);
        let Command::Test(everything) = words("test").unwrap() else {
            panic!()
        };
        assert!(everything.rust && everything.conformance && everything.e2e);
    }

    #[test]
    fn an_option_may_be_given_several_times() {
        let Command::Conformance(options) =
            words("conformance --shape T1 --only A01,C --shape=stock --report").unwrap()
        else {
            panic!()
        };
        assert_eq!(options.shapes, ["T1", "stock"]);
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
            "fly",
            "run --prot 3000",
            "run --port",
            "run --port 99999",
            "test all",
            "doctor now",
            "test -- x",
            "test conformance -- x",
            "conformance --shape",
            "control copies",
            "bench",
            "bench all",
            "bench session --rows many",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        for help in ["", "help", "--help", "split --help"] {
            assert!(matches!(words(help), Ok(Command::Help(_))), "{help}");
        }
    }
}
