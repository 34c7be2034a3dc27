//! The commands every binary has.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
{name}, a part of the mall

Usage: {name} [COMMAND]

Commands:
  serve    migrate the database and answer requests (default)
  migrate  bring the database's schemas up to date
  seed     fill in the demo members and the catalogue
  routes   print every page, function and endpoint this binary answers
  check    validate the configuration and print it, without secrets

Configuration comes from the environment: see deploy/env.example.";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Serve,
    Migrate,
    Seed,
    Routes,
    Check,
    Help,
}

impl Command {
    pub(crate) fn from_args(mut args: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let first = args.next();
        if let Some(extra) = args.next() {
            anyhow::bail!("unexpected argument {extra:?}; try --help");
        }
        match first.as_deref() {
            None | Some("serve") => Ok(Self::Serve),
            Some("migrate") => Ok(Self::Migrate),
            Some("seed") => Ok(Self::Seed),
            Some("routes") => Ok(Self::Routes),
            Some("check") => Ok(Self::Check),
            Some("help" | "--help" | "-h") => Ok(Self::Help),
            Some(other) => anyhow::bail!("unknown command {other:?}; try --help"),
        }
    }
}
