//! The command line.

use std::ffi::OsString;

use anyhow::{Result, bail, ensure};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use crate::lab;

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Run(RunOptions),
    Split(SplitOptions),
    /// Prints what a topology is, or all of them, as JSON.
    Describe {
        topology: Option<String>,
        port: u16,
    },
    Test(TestOptions),
    /// A program of the lab, which reads its words itself.
    Lab {
        program: lab::Program,
        words: Vec<OsString>,
    },
    Doctor,
    Prepare {
        check: bool,
    },
    Production,
    Structure,
    Deny,
    Lint,
    Weight,
    Lighthouse,
    /// The development loop, or the proof that it works.
    Watch {
        words: Vec<OsString>,
    },
    CheckWatch {
        /// Not again, if nothing has changed of what the proof is of.
        unless_proven: bool,
    },
}

pub struct RunOptions {
    pub port: u16,
    pub release: bool,
    pub islands: bool,
    /// With a provider of logins for demonstrations.
    pub social: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct SplitOptions {
    /// T7, if none is named.
    pub topology: Option<String>,
    pub auth: Option<u16>,
    pub mall: Option<u16>,
    pub port: u16,
    pub balance: Option<String>,
    pub store: Option<String>,
    pub database: Option<String>,
    pub build: bool,
    pub islands: bool,
    pub release: bool,
    /// With a provider of logins for demonstrations.
    pub social: bool,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a part of the tests of its own"
)]
pub struct TestOptions {
    pub rust: bool,
    /// The session stack's on tables in ranges of ids; not part of everything.
    pub partitions: bool,
    pub conformance: bool,
    pub lab: bool,
    pub e2e: bool,
    /// The split and a fail-over of the database, gone through in a short form.
    pub operations: bool,
    /// For `cargo test` or `playwright test`, whichever alone was asked for.
    pub rest: Vec<OsString>,
}

const DEFAULT_PORT: u16 = 3000;

const HELP: &str = include_str!("help.txt");

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words: Vec<_> = words.into_iter().collect();
    if words.is_empty() {
        return Ok(Command::Help(HELP));
    }
    let command = words.remove(0).string()?;
    let program = match command.as_str() {
        "conformance" => Some(lab::TESTBED),
        "bench" => Some(lab::BENCH),
        "proxies" => Some(lab::PROXIES),
        "observe" => Some(lab::OBSERVE),
        "rehearse" => Some(lab::REHEARSAL),
        "failover" => Some(lab::FAILOVER),
        "lab" if words.first().is_some_and(|word| word == "verify") => {
            words.remove(0);
            Some(lab::VERIFY)
        }
        "lab" => Some(lab::SERVER),
        // It has several commands, and hears which.
        "image" | "deploy" => {
            words.insert(0, command.clone().into());
            Some(lab::CONTAINERS)
        }
        _ => None,
    };
    if let Some(program) = program {
        return Ok(Command::Lab { program, words });
    }
    // What comes after `--` is for another program.
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let rest: Vec<_> = words.split_off(end).into_iter().skip(1).collect();
    let is_help = |word: &OsString| word == "--help" || word == "-h";
    if ["help", "--help", "-h"].contains(&command.as_str()) || words.iter().any(is_help) {
        return Ok(Command::Help(HELP));
    }
    let words = Parser::from_args(words);
    let parsed = match command.as_str() {
        "test" => return test(words, rest),
        "run" => run(words).map(Command::Run),
        "split" => split(words),
        "prepare" => check(words).map(|check| Command::Prepare { check }),
        "watch" => return watch(words, rest),
        "doctor" => alone(words, Command::Doctor),
        "production" => alone(words, Command::Production),
        "structure" => alone(words, Command::Structure),
        "deny" => alone(words, Command::Deny),
        "lint" => alone(words, Command::Lint),
        "weight" => alone(words, Command::Weight),
        "lighthouse" => alone(words, Command::Lighthouse),
        _ => bail!("there is no command {command}; see cargo xtask help"),
    };
    ensure!(rest.is_empty(), "{command} wants no words after --");
    parsed
}

fn run(mut words: Parser) -> Result<RunOptions> {
    let mut options = RunOptions {
        port: DEFAULT_PORT,
        release: false,
        islands: true,
        social: false,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("port") => options.port = words.value()?.parse()?,
            Long("release") => options.release = true,
            Long("no-islands") => options.islands = false,
            Long("social") => options.social = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn split(mut words: Parser) -> Result<Command> {
    let mut describe = false;
    let mut options = SplitOptions {
        topology: None,
        auth: None,
        mall: None,
        port: DEFAULT_PORT,
        balance: None,
        store: None,
        database: None,
        build: true,
        islands: true,
        release: false,
        social: false,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("topology") => options.topology = Some(words.value()?.string()?),
            Long("describe") => describe = true,
            Long("auth") => options.auth = Some(words.value()?.parse()?),
            Long("mall") => options.mall = Some(words.value()?.parse()?),
            Long("port") => options.port = words.value()?.parse()?,
            Long("balance") => options.balance = Some(words.value()?.string()?),
            Long("store") => options.store = Some(words.value()?.string()?),
            Long("database") => options.database = Some(words.value()?.string()?),
            Long("no-build") => options.build = false,
            Long("no-islands") => options.islands = false,
            Long("social") => options.social = true,
            Long("release") => options.release = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(if describe {
        Command::Describe {
            topology: options.topology,
            port: options.port,
        }
    } else {
        Command::Split(options)
    })
}

/// What `test` can be told to run alone.
const TEST_PARTS: [&str; 6] = ["rust", "partitions", "conformance", "lab", "e2e", "operations"];

fn test(mut words: Parser, rest: Vec<OsString>) -> Result<Command> {
    let mut only = None;
    while let Some(word) = words.next()? {
        match word {
            Value(name) if only.is_none() && TEST_PARTS.iter().any(|part| name == *part) => {
                only = Some(name);
            }
            Long(_) | Short(_) => return Err(word.unexpected().into()),
            Value(_) => bail!("test knows {}; see cargo xtask help", TEST_PARTS.join(", ")),
        }
    }
    let wants = |name: &str| only.as_ref().is_none_or(|only| only == name);
    let options = TestOptions {
        rust: wants("rust"),
        partitions: only.as_ref().is_some_and(|only| only == "partitions"),
        conformance: wants("conformance"),
        lab: wants("lab"),
        e2e: wants("e2e"),
        operations: wants("operations"),
        rest,
    };
    ensure!(
        options.rest.is_empty() || options.rust != options.e2e,
        "words after -- are for one of them: test rust -- … or test e2e -- …"
    );
    Ok(Command::Test(options))
}

/// A command whose only option is `--check`.
fn check(mut words: Parser) -> Result<bool> {
    let mut check = false;
    while let Some(word) = words.next()? {
        match word {
            Long("check") => check = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(check)
}

fn watch(mut words: Parser, rest: Vec<OsString>) -> Result<Command> {
    let Some(word) = words.next()? else {
        return Ok(Command::Watch { words: rest });
    };
    let command = match word {
        Long("check") => Command::CheckWatch { unless_proven: false },
        Long("check-unless-proven") => Command::CheckWatch { unless_proven: true },
        other => return Err(other.unexpected().into()),
    };
    alone(words, command)
}

/// A command without options.
fn alone(mut words: Parser, command: Command) -> Result<Command> {
    match words.next()? {
        Some(word) => Err(word.unexpected().into()),
        None => Ok(command),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn options_in_any_order_and_either_way_of_writing() {
        let Command::Split(split) = words("split --auth 2 --port=3100 --no-build --topology T2a").unwrap()
        else {
            panic!()
        };
        assert_eq!((split.auth, split.mall, split.port), (Some(2), None, 3100));
        assert!(!split.build && split.islands && split.topology.as_deref() == Some("T2a"));
        let Command::Test(test) = words("test e2e -- --grep login --help").unwrap() else {
            panic!()
        };
        assert!(test.e2e && !test.rust && !test.conformance && !test.lab);
        assert_eq!(test.rest, ["--grep", "login", "--help"]);
        let Command::Test(everything) = words("test").unwrap() else {
            panic!()
        };
        assert!(
            everything.rust
                && everything.conformance
                && everything.lab
                && everything.e2e
                && everything.operations
        );
    }

    #[test]
    fn a_description_starts_nothing() {
        let Command::Describe { topology, port } = words("split --port 3170 --describe").unwrap() else {
            panic!()
        };
        assert_eq!((topology, port), (None, 3170));
    }

    #[test]
    fn the_labs_programs_get_their_words_as_they_are() {
        for (line, expected) in [
            ("conformance --shape T1 --help", lab::TESTBED),
            ("bench session --quick -- x", lab::BENCH),
            ("proxies nginx --only P06", lab::PROXIES),
            ("observe --short", lab::OBSERVE),
            ("failover H1 --runs 3", lab::FAILOVER),
            ("lab verify --auth a.localhost", lab::VERIFY),
            ("lab run S1 --on T3 --help", lab::SERVER),
        ] {
            let Command::Lab { program, words } = words(line).unwrap() else {
                panic!("{line}")
            };
            assert_eq!(program, expected);
            let given: Vec<_> = line.trim_start_matches("lab verify").split(' ').skip(1).collect();
            assert_eq!(words, given);
        }
        let Command::Lab { program, words } = words("image --target mall").unwrap() else {
            panic!()
        };
        assert_eq!((program, words.len()), (lab::CONTAINERS, 3));
        assert_eq!(words[0], "image");
    }

    #[test]
    fn nonsense_is_refused_and_help_is_given() {
        for wrong in [
            "fly",
            "run --prot 3000",
            "run --port",
            "run --port 99999",
            "run 3000",
            "run -- x",
            "test all",
            "test rust e2e",
            "doctor now",
            "test -- x",
            "test conformance -- x",
            "test lab -- x",
            "watch now",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        for help in ["", "help", "--help", "split --help"] {
            assert!(matches!(words(help), Ok(Command::Help(_))), "{help}");
        }
    }
}
