//! SQL without a library for it: `psql`, which comes with `PostgreSQL`'s programs.

use std::{path::PathBuf, process::Command, sync::LazyLock};

use anyhow::{Context, Result, bail};

use crate::{dev_postgres::DevPostgres, system::in_path};

/// A server that stands still accepts connections and says nothing.
const CONNECT_TIMEOUT_SECONDS: &str = "10";

/// The one of the server's version, if there is one.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    beside_the_server("psql")
        .or_else(|| in_path("psql"))
        .unwrap_or_else(|| "psql".into())
});

/// A client program that lies where the server's programs do.
pub fn beside_the_server(name: &str) -> Option<PathBuf> {
    let status = DevPostgres::default().status().ok()?;
    Some(status.programs()?.join(name)).filter(|path| path.is_file())
}

/// `psql` on a connection string, stopping at the first error.
pub fn command(url: &str) -> Command {
    let mut psql = Command::new(&*PROGRAM);
    psql.args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "--dbname", url])
        .env("PGOPTIONS", "--client-min-messages=warning")
        .env("PGCONNECT_TIMEOUT", CONNECT_TIMEOUT_SECONDS);
    psql
}

/// Runs statements, each in a transaction of its own, and gives the rows they answer, columns separated by `|`. An error
/// is what the server said.
pub fn ask(url: &str, statements: &[&str]) -> Result<String> {
    answer(command(url), statements)
}

/// The same, also where every transaction is read-only unless it says otherwise.
pub fn ask_as_owner(url: &str, statements: &[&str]) -> Result<String> {
    let mut psql = command(url);
    psql.env(
        "PGOPTIONS",
        "--client-min-messages=warning --default-transaction-read-only=off",
    );
    answer(psql, statements)
}

fn answer(mut psql: Command, statements: &[&str]) -> Result<String> {
    psql.args(["--tuples-only", "--no-align"]);
    psql.args(statements.iter().flat_map(|statement| ["-c", statement]));
    output(&mut psql)
}

/// Runs a client program and gives what it printed.
pub fn output(client: &mut Command) -> Result<String> {
    let name = client.get_program().display().to_string();
    let output = client.output().with_context(|| {
        format!("cannot run {name}; psql comes with PostgreSQL (Debian: apt-get install postgresql-client)")
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    bail!("{}", String::from_utf8_lossy(&output.stderr).trim_end())
}

/// A value as SQL writes it down.
pub fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
