//! The commands every binary has, and the line for those that only some have.

use crate::database::START_TIMEOUT;
use app_part::{Part, Task};
use std::time::Instant;

const HELP: &str = "\
{name}, a part of the mall

Usage: {name} [COMMAND]

Commands:
  serve    migrate the database and answer requests (default)
  migrate  bring the database's schemas up to date
  seed     fill in the catalogue
  routes   print every page, function and endpoint this binary answers
  check    validate the configuration and print it, without secrets
  health   ask the copy that runs here whether it lives, or with --ready whether it can do its work: exit code 0 or 1
{more}
Configuration comes from the environment: see deploy/env.example.";

/// The text that `--help` prints.
pub(crate) fn help(name: &str, part: &Part) -> String {
    let line = |command: &app_part::Command| format!("  {:<8} {}\n", command.name, command.help);
    let more = part.commands.iter().map(line).collect::<Vec<_>>().concat();
    HELP.replace("{name}", name).replace("{more}", &more)
}

/// Does all tasks, one after the other. Visitors are told at once that there is no connection, or that somebody else is in the way;
/// whoever starts waits.
pub(crate) async fn all(tasks: impl Iterator<Item = &Task>) -> anyhow::Result<()> {
    for task in tasks {
        let started = Instant::now();
        while let Err(error) = task().await {
            if !passes(&error) || started.elapsed() >= START_TIMEOUT {
                return Err(error);
            }
            tracing::warn!(%error, "trying again");
        }
    }
    Ok(())
}

/// Whether there is use in trying again: the limits of a request, which hold for every connection of a service, are short for a
/// machine on which everything starts at once.
fn passes(error: &anyhow::Error) -> bool {
    match error.downcast_ref() {
        Some(sqlx::Error::PoolTimedOut) => true,
        Some(sqlx::Error::Database(error)) => {
            error.code().is_some_and(|code| RETRIED.contains(&code.as_ref()))
        }
        _ => false,
    }
}

/// `lock_not_available`, `query_canceled` (by `statement_timeout`), `serialization_failure` and `deadlock_detected`.
const RETRIED: [&str; 4] = ["55P03", "57014", "40001", "40P01"];

/// Runs a command that only some binaries have.
pub(crate) async fn run(part: &Part, name: &str, words: Vec<String>) -> anyhow::Result<()> {
    match part.commands.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(words).await,
        None => anyhow::bail!("unknown command {name:?}; try --help"),
    }
}

/// What the process was started to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Serve,
    Migrate,
    Seed,
    Routes,
    Check,
    /// Asks a copy that runs already.
    Health {
        ready: bool,
    },
    Help,
    /// A command that only some binaries have, with the words that follow.
    Extra(String, Vec<String>),
}

impl Command {
    pub(crate) fn from_args(mut args: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let first = args.next();
        let mut rest: Vec<_> = args.collect();
        let command = match first.as_deref() {
            None | Some("serve") => Self::Serve,
            Some("migrate") => Self::Migrate,
            Some("seed") => Self::Seed,
            Some("routes") => Self::Routes,
            Some("check") => Self::Check,
            Some("health") => Self::Health {
                ready: rest.pop_if(|word| word == "--ready").is_some(),
            },
            Some("help" | "--help" | "-h") => Self::Help,
            Some(other) => return Ok(Self::Extra(other.to_owned(), rest)),
        };
        if let Some(extra) = rest.first() {
            anyhow::bail!("unexpected argument {extra:?}; try --help");
        }
        Ok(command)
    }
}
