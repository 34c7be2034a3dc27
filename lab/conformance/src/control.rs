//! The program that can do to a deployment what HTTP cannot: stop a copy, cut a wire, move the clock.

use std::{collections::BTreeSet, process::Stdio, time::Duration};

use anyhow::{Context, bail};
use tokio::process::Command;

use crate::verdict::{Check, failed, skipped};

/// "Cannot do that here" (`EX_USAGE` of sysexits.h).
const CANNOT: i32 = 64;
/// Starting a database or a copy takes a while on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to call it, and what it can do.
pub struct Control {
    how: How,
    verbs: BTreeSet<String>,
    copies: Vec<Copy>,
}

/// Who does what a verb says.
enum How {
    /// A program; its words.
    Program(Vec<String>),
    /// This very process, in tests of the suite itself.
    Here(Box<Does>),
}

type Does = dyn Fn(&str, &[&str]) -> Done + Send + Sync;

/// A running copy of a service, as the control program names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// `auth-1`.
    pub name: String,
    /// `auth`, `mall` or `monolith`.
    pub service: String,
    /// `http://127.0.0.1:4001`.
    pub url: String,
}

/// What became of a verb.
pub enum Done {
    /// What it printed.
    Yes(String),
    /// It cannot do that here, and why.
    Cannot(String),
    /// It went wrong.
    Failed(String),
}

impl Control {
    /// Asks the program what it can do. `command` is split at white space.
    pub async fn connect(command: &str) -> anyhow::Result<Self> {
        let words = command.split_whitespace().map(str::to_owned).collect();
        let mut control = Self {
            how: How::Program(words),
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

    /// Does these verbs itself.
    pub fn here(verbs: &[&str], does: impl Fn(&str, &[&str]) -> Done + Send + Sync + 'static) -> Self {
        Self {
            how: How::Here(Box::new(does)),
            verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
            copies: Vec::new(),
        }
    }

    async fn ask(&self, verb: &str) -> anyhow::Result<String> {
        match self.run(verb, &[]).await {
            Done::Yes(output) => Ok(output),
            Done::Cannot(why) | Done::Failed(why) => bail!("{verb}: {why}"),
        }
    }

    /// Whether the verb is among its capabilities.
    pub fn knows(&self, verb: &str) -> bool {
        verb == "capabilities" || self.verbs.contains(verb)
    }

    /// All copies.
    pub fn copies(&self) -> &[Copy] {
        &self.copies
    }

    /// Runs a verb.
    pub async fn run(&self, verb: &str, arguments: &[&str]) -> Done {
        let words = match &self.how {
            How::Program(words) => words,
            How::Here(does) => return does(verb, arguments),
        };
        match tokio::time::timeout(PATIENCE, spawn(words, verb, arguments)).await {
            Ok(Ok(done)) => done,
            Ok(Err(error)) => Done::Failed(format!("{error:#}")),
            Err(_) => Done::Failed(format!("not done within {} s", PATIENCE.as_secs())),
        }
    }

    /// Runs a verb for a case, which is skipped if that cannot be done here.
    pub async fn must(&self, verb: &str, arguments: &[&str]) -> Check<String> {
        match self.run(verb, arguments).await {
            Done::Yes(output) => Ok(output),
            Done::Cannot(why) => Err(skipped(format!("control {verb}: {why}"))),
            Done::Failed(why) => Err(failed(format!("the control program can {verb}"), why)),
        }
    }
}

async fn spawn(words: &[String], verb: &str, arguments: &[&str]) -> anyhow::Result<Done> {
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
        Some(0) => Done::Yes(printed),
        Some(CANNOT) => Done::Cannot(said),
        _ => Done::Failed(said),
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
