//! The command line.

use std::{collections::VecDeque, fmt::Display, str::FromStr};

use anyhow::{Context, Result, bail, ensure};

use crate::conformance::{self, Mode};

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

const HELP: &str = "\
The commands of this workspace: cargo xtask COMMAND

  run        the mall on http://cfmall.localhost:3000, from a fresh clone on
             --port 3000     another port
             --release       optimised; the islands with wasm-opt
             --no-islands    only the server

  split      auth and mall apart, in copies, behind the gateway
             --topology T7   T0 T1 T2a T2b T2c T3 T4 T5 T6 T7 T8: see the README
             --auth 2        copies of auth (default: 2 where copies are the point, else 1)
             --mall 2        copies of the mall; in T4 and T5 of the monolith
             --port 3000     the gateway's port; the copies get free ones above port + 1000
             --balance HOW   round-robin, sticky or hash, instead of what the topology says
             --store NAME    postgres, postgres-stock, memory or cookie, instead of what the topology says
             --database NAME default: cfmall_<topology>_<port>
             --no-build      use what is built
             --no-islands    only the servers
             --release       optimised
             When everything is ready, a line on standard output says: ready: http://cfmall.localhost:3000

  test       everything there is to test
             rust            only cargo test (words after -- go to it)
             conformance     only the session suite
             e2e             only the browser tests (words after -- go to playwright test)

  conformance  the session suite, on deployments of its own that it stops, cuts off and leads astray
             --shape T1      T1 T7 T8 stock memory; may be given several times (default: all)
             --only CASES    such as A01,C: the suite's own words
             --write-golden  what is found is taken for right from now on
             --report        writes docs/conformance.md instead of comparing it
             --no-build      use what is built
             --port 3950     the first port to try
             --hold          no suite: the deployment of one shape waits, to be led astray by hand

  doctor     what this machine has and lacks, with the command that helps
  prepare    the offline data of sqlx in .sqlx/, made with a fresh database
             --check         change nothing, fail if they are not up to date
  structure  the rules of the crate graph: who may depend on whom
  weight     what a first visit costs on the wire, against its budget (release build of the islands)

Ctrl-C ends whatever a command started. DATABASE_URL, where set, is used instead of the private PostgreSQL.
";

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Command> {
    let mut words = Words(words.into_iter().collect());
    let command = words.0.pop_front().unwrap_or_default();
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
            let only = words.0.pop_front();
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
                report: words.flag("--report"),
                port: words.value("--port")?.unwrap_or(usual.port),
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
    match words.0.front() {
        Some(word) => bail!("{command} does not know {word}; see cargo xtask help"),
        None => Ok(parsed),
    }
}

fn control(mut words: Words) -> Result<Command> {
    let known = words.0.pop_front().is_some_and(|word| word == "--socket");
    ensure!(known, "control wants --socket PATH before the verb");
    Ok(Command::Control {
        socket: words.0.pop_front().context("--socket needs a path")?,
        words: words.0.into(),
    })
}

struct Words(VecDeque<String>);

impl Words {
    fn flag(&mut self, name: &str) -> bool {
        let found = self
            .0
            .iter()
            .take_while(|word| *word != "--")
            .position(|word| word == name);
        found.and_then(|index| self.0.remove(index)).is_some()
    }

    /// `--port 3000` or `--port=3000`.
    fn value<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>> {
        let is_named = |word: &String| {
            word.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        };
        let Some(index) = self.0.iter().position(is_named) else {
            return Ok(None);
        };
        let word = self.0.remove(index).unwrap_or_default();
        let value = match word.split_once('=') {
            Some((_, value)) => Some(value.to_owned()),
            None => self.0.remove(index),
        };
        let Some(value) = value else {
            bail!("{name} needs a value")
        };
        value
            .parse()
            .map(Some)
            .map_err(|error| anyhow::anyhow!("{name} {value}: {error}"))
    }

    fn rest(&mut self) -> Vec<String> {
        let end = self
            .0
            .iter()
            .position(|word| word == "--")
            .unwrap_or(self.0.len());
        self.0.split_off(end).into_iter().skip(1).collect()
    }
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
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        for help in ["", "help", "--help", "split --help"] {
            assert!(matches!(words(help), Ok(Command::Help(_))), "{help}");
        }
    }
}
