//! The control program, which can do to a deployment what HTTP cannot: stop a copy, cut its connection, move the clock.

use std::{collections::BTreeSet, process::Stdio, time::Duration};

use anyhow::{Context, bail};
use tokio::process::Command;

use crate::verdict::{Check, failed, skipped};

/// The exit code for a verb that is not possible here (`EX_USAGE` of sysexits.h).
const EX_USAGE: i32 = 64;
/// How long a verb may take: starting a database or a copy takes a while on a busy machine.
const VERB_TIMEOUT: Duration = Duration::from_mins(1);

/// The control program of a deployment: its verbs and the copies it knows.
pub struct Control {
    executor: Executor,
    verbs: BTreeSet<String>,
    copies: Vec<Copy>,
}

/// What carries out a verb.
enum Executor {
    /// A program, with its name and first arguments.
    Program(Vec<String>),
    /// A function of this process, in tests of the suite itself.
    InProcess(Box<Verbs>),
}

type Verbs = dyn Fn(&str, &[&str]) -> VerbOutcome + Send + Sync;

/// A running copy of a service, as the control program names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The name: `auth-1`.
    pub name: String,
    /// The service: `auth`, `mall` or `monolith`.
    pub service: String,
    /// The address: `http://127.0.0.1:4001`.
    pub url: String,
}

/// The outcome of a verb.
pub enum VerbOutcome {
    /// The verb was carried out, and printed this.
    Done(String),
    /// The verb is not possible here, for this reason.
    NotPossible(String),
    /// The verb went wrong, for this reason.
    Failed(String),
}

impl Control {
    /// Asks the program for its verbs and copies. `command` is split at white space.
    pub async fn connect(command: &str) -> anyhow::Result<Self> {
        let words = command.split_whitespace().map(str::to_owned).collect();
        let mut control = Self {
            executor: Executor::Program(words),
            verbs: BTreeSet::new(),
            copies: Vec::new(),
        };
        control.verbs = control
            .ask("capabilities")
            .await
            .with_context(|| command.to_owned())?
            .lines()
            .map(|line| line.trim().to_owned())
            .collect();
        if control.knows("copies") {
            control.copies = control.ask("copies").await?.lines().filter_map(copy).collect();
        }
        Ok(control)
    }

    /// A control whose verbs are carried out by a function of this process.
    pub fn in_process(
        verbs: &[&str],
        does: impl Fn(&str, &[&str]) -> VerbOutcome + Send + Sync + 'static,
    ) -> Self {
        Self {
            executor: Executor::InProcess(Box::new(does)),
            verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
            copies: Vec::new(),
        }
    }

    async fn ask(&self, verb: &str) -> anyhow::Result<String> {
        match self.run(verb, &[]).await {
            VerbOutcome::Done(output) => Ok(output),
            VerbOutcome::NotPossible(why) | VerbOutcome::Failed(why) => bail!("{verb}: {why}"),
        }
    }

    /// Whether the verb is among the program's capabilities.
    pub fn knows(&self, verb: &str) -> bool {
        verb == "capabilities" || self.verbs.contains(verb)
    }

    /// The copies that the program knows.
    pub fn copies(&self) -> &[Copy] {
        &self.copies
    }

    /// Runs a verb with its arguments.
    pub async fn run(&self, verb: &str, arguments: &[&str]) -> VerbOutcome {
        let words = match &self.executor {
            Executor::Program(words) => words,
            Executor::InProcess(does) => return does(verb, arguments),
        };
        match tokio::time::timeout(VERB_TIMEOUT, spawn(words, verb, arguments)).await {
            Ok(Ok(done)) => done,
            Ok(Err(error)) => VerbOutcome::Failed(format!("{error:#}")),
            Err(_) => VerbOutcome::Failed(format!("not done within {} s", VERB_TIMEOUT.as_secs())),
        }
    }

    /// Runs a verb for a case, which is skipped if the verb is not possible here.
    pub async fn must(&self, verb: &str, arguments: &[&str]) -> Check<String> {
        match self.run(verb, arguments).await {
            VerbOutcome::Done(output) => Ok(output),
            VerbOutcome::NotPossible(why) => Err(skipped(format!("control {verb}: {why}"))),
            VerbOutcome::Failed(why) => Err(failed(format!("the control program can {verb}"), why)),
        }
    }
}

async fn spawn(words: &[String], verb: &str, arguments: &[&str]) -> anyhow::Result<VerbOutcome> {
    let (program, before) = words.split_first().context("--control is empty")?;
    let output = Command::new(program)
        .args(before)
        .arg(verb)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("cannot run {program}"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Ok(match output.status.code() {
        Some(0) => VerbOutcome::Done(printed),
        Some(EX_USAGE) => VerbOutcome::NotPossible(said),
        _ => VerbOutcome::Failed(said),
    })
}

fn copy(line: &str) -> Option<Copy> {
    let mut words = line.split_whitespace().map(str::to_owned);
    Some(Copy {
        name: words.next()?,
        service: words.next()?,
        url: words.next()?,
    })
}
