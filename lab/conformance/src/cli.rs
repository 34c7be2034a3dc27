//! The command line of the suite.

use std::path::PathBuf;

use anyhow::{Context, bail, ensure};

/// The text that `--help` prints.
pub const HELP: &str = "\
conformance: what must hold for the sessions of a system in many copies, asked over HTTP

usage: conformance --auth URL… --mall URL… [OPTION…]
       conformance report --out FILE [--alike T1,T7,T8] RUN.json…
       conformance --list

  --auth URL             a copy of the service that logs people in; may be given several times
  --mall URL             a copy of the service that wants to know who is logged in; several times; of a single
                         application give the same URL as --auth and as --mall
  --auth-origin URL      where browsers think these copies are (default: the first --auth, the first --mall);
  --mall-origin URL      it is sent as Host, and as Origin with everything that changes something
  --adapter FILE         how to speak with the system (default: built in, adapters/cfmall.toml)
  --without PATH         this build has nothing at this path and below: cases that need it are skipped; several times
  --promise NAME=VALUE   what this deployment promises instead of what the adapter's [policy] says: clean_up=7
  --database URL         allows a look at the session table; nothing is written
  --control COMMAND      can do to the deployment what HTTP cannot; without --auth and --mall it is asked for the copies
  --only A01,B*          only these cases
  --name TEXT            what the run is called; before a colon its short name: \"T7: split, two copies each\"
  --json FILE            writes the run down, for report
  --markdown FILE        the same for people
  --expect FILE          what is known to fail or to be skipped; any difference ends with 1
  --write-golden FILE    writes such a file from this run
  --quiet FILE           shared with suites that run at the same time: a case that measures time waits until it is alone
  --allow-remote         copies may be on other machines; the suite breaks things, so mind which

Ends with 0 if everything is as it should be or as --expect says, with 1 if not, with 2 if it could not run.

report writes one document of several runs. The runs of --alike must agree in every case (that is H08).

The control program is run as COMMAND VERB [ARGUMENT]. It ends with 0 when the thing is done, with 64 when it cannot be
done here (the reason on standard error; the case is skipped), else it is a failure. Verbs:
  capabilities           the verbs it knows, one a line
  copies                 NAME SERVICE URL of every copy, one a line
  kill, start, stop NAME a copy dies at once; is started until it is ready; ends in peace
  old-release, new-release NAME  a copy is restarted as an earlier release; as this one
  memory NAME            KILOBYTES that a copy has in memory
  routes                 METHOD PATH of everything the copies answer, one a line
  skew NAME SECONDS      a copy gets a clock that is wrong by so much; 0 is right again
  cut, hang, mend NAME   a copy loses its way to the database: refused, swallowed; has it back
  astray NAME            a copy's way leads to a server that follows the database and lags; mend leads it back
  db-stop, db-start, db-pause, db-resume, db-restart, db-terminate, db-exhaust, db-release, db-read-only, db-read-write
  clock SECONDS          moves the clock that decides over all sessions; 0 is right again
  key-add                from now on ids are hashed, or cookies signed, with a new key; the old one is still good, too
  key-drop, key-reset    the old key goes; the keys are again what they were
  disable-user, enable-user, sign-out-user, corrupt-user ACCOUNT
  grant-role, revoke-role ACCOUNT  a member may do what others may not; may not any more
  expired-rows N         puts so many expired sessions into the table
  sql-as-mall STATEMENT  with the mall's own database login
  logs                   everything all copies have logged; the last warnings in it
                         are shown where a case fails that should not
";

/// The command that was given.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print the help.
    Help,
    /// List the cases.
    List,
    /// Judge a deployment.
    Run(Box<Options>),
    /// Write several runs as one document.
    Report {
        /// The file of the document.
        out: PathBuf,
        /// Short names of the runs that must agree.
        alike: Vec<String>,
        /// The files of the runs, as JSON.
        runs: Vec<PathBuf>,
    },
}

/// The options of a run, as `--help` explains them.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "HELP says it")]
pub struct Options {
    pub auth: Vec<String>,
    pub mall: Vec<String>,
    pub auth_origin: Option<String>,
    pub mall_origin: Option<String>,
    pub adapter: Option<PathBuf>,
    pub promises: Vec<String>,
    pub without: Vec<String>,
    pub database: Option<String>,
    pub control: Option<String>,
    pub only: Vec<String>,
    pub name: Option<String>,
    pub json: Option<PathBuf>,
    pub markdown: Option<PathBuf>,
    pub expect: Option<PathBuf>,
    pub write_golden: Option<PathBuf>,
    pub quiet: Option<PathBuf>,
    pub allow_remote: bool,
}

/// Reads the arguments after the program's name.
pub fn parse(words: impl IntoIterator<Item = String>) -> anyhow::Result<Command> {
    let mut words = words.into_iter().peekable();
    if words.next_if_eq("report").is_some() {
        return report(words);
    }
    let mut options = Options::default();
    while let Some(word) = words.next() {
        let (name, given) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (word, None),
        };
        match name.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--list" => return Ok(Command::List),
            "--allow-remote" => {
                options.allow_remote = true;
                continue;
            }
            _ => {}
        }
        let mut value = || {
            given
                .clone()
                .or_else(|| words.next())
                .with_context(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "--auth" => options.auth.push(value()?),
            "--mall" => options.mall.push(value()?),
            "--auth-origin" => options.auth_origin = Some(value()?),
            "--mall-origin" => options.mall_origin = Some(value()?),
            "--adapter" => options.adapter = Some(value()?.into()),
            "--promise" => options.promises.push(value()?),
            "--without" => options.without.push(value()?),
            "--database" => options.database = Some(value()?),
            "--control" => options.control = Some(value()?),
            "--only" => options
                .only
                .extend(value()?.split(',').map(|id| id.trim().to_owned())),
            "--name" => options.name = Some(value()?),
            "--json" => options.json = Some(value()?.into()),
            "--markdown" => options.markdown = Some(value()?.into()),
            "--expect" => options.expect = Some(value()?.into()),
            "--write-golden" => options.write_golden = Some(value()?.into()),
            "--quiet" => options.quiet = Some(value()?.into()),
            other => bail!("there is no option {other}; see conformance --help"),
        }
    }
    let both = !options.auth.is_empty() && !options.mall.is_empty();
    let neither = options.auth.is_empty() && options.mall.is_empty();
    ensure!(
        both || (neither && options.control.is_some()),
        "which copies? --auth URL and --mall URL, or --control to ask for them; see conformance --help"
    );
    Ok(Command::Run(Box::new(options)))
}

fn report(mut words: impl Iterator<Item = String>) -> anyhow::Result<Command> {
    let (mut out, mut alike, mut runs) = (None, Vec::new(), Vec::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--out" => out = words.next(),
            "--alike" => {
                let names = words.next().context("--alike needs a value")?;
                alike = names.split(',').map(|name| name.trim().to_owned()).collect();
            }
            _ if word.starts_with("--") => bail!("report has no option {word}; see conformance --help"),
            _ => runs.push(PathBuf::from(word)),
        }
    }
    Ok(Command::Report {
        out: out.context("report needs --out FILE")?.into(),
        alike,
        runs,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> anyhow::Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn copies_and_cases_are_lists() {
        let line =
            "--auth http://127.0.0.1:1 --mall=http://127.0.0.1:2 --mall http://127.0.0.1:3 --only A01,b*";
        let Command::Run(options) = words(line).unwrap() else {
            panic!("no run")
        };
        assert_eq!((options.auth.len(), options.mall.len()), (1, 2));
        assert_eq!(options.only, ["A01", "b*"]);
        let report = words("report --out a.md --alike T1,T7 1.json 2.json").unwrap();
        assert!(matches!(report, Command::Report { runs, alike, .. } if runs.len() == 2 && alike.len() == 2));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            "",
            "--auth http://127.0.0.1:1",
            "--fast",
            "--auth",
            "report 1.json",
            "report --fast",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        assert_eq!(words("--control x --help").unwrap(), Command::Help);
        assert!(matches!(words("--control x").unwrap(), Command::Run(_)));
    }
}
