//! `prepare`: the offline data of sqlx, without its command line tool.
//!
//! sqlx's macros describe every query to a real database when `SQLX_OFFLINE` is false, and write what they learnt into
//! `SQLX_OFFLINE_DIR`. All that is needed besides is a database with our tables, and that the macros run again.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result, bail, ensure};

use dev_deployment::{build, database::Database, paint, process, psql, workspace};

use crate::lint;

const COMMITTED: &str = ".sqlx";
const FRESH: &str = "target/sqlx-prepare";
/// The domains' migrations and the session stack's own, which are one history by their numbers.
const MIGRATIONS: [&str; 2] = ["migrations", "app/session/migrations"];
/// Where sqlx itself writes down what it has applied. The services may read it, so migrations name it.
const HISTORY: &str = "create table _sqlx_migrations (
    version bigint primary key, description text not null, installed_on timestamptz not null default now(),
    success boolean not null, checksum bytea not null, execution_time bigint not null)";

/// Renews the committed data, or only compares.
pub fn run(check: bool) -> Result<()> {
    build::build(&[&["dev-postgres"]], false)?;
    let fresh = workspace::at(FRESH);
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;

    // A name of its own for each run: the tables must be those of the migrations and nothing else.
    let name = format!("cfmall_prepare_{}", std::process::id());
    let database = Database::start(&name, false)?;
    ensure!(
        std::env::var_os("DATABASE_URL").is_none_or(|url| url.is_empty()),
        "prepare wants an empty database of its own: unset DATABASE_URL"
    );
    let described =
        migrate(&database.urls.owner).and_then(|()| describe(&database.urls.owner, &fresh, check));
    // Also after a failure: nobody else will.
    let _ = psql::command(&maintenance(&database.urls.owner, &name))
        .args(["-c", &format!("drop database {name} with (force)")])
        .status();
    described?;
    settle(&fresh, check)
}

/// With `psql` and not with our own `migrate`: that cannot be built while its queries lack their data.
fn migrate(url: &str) -> Result<()> {
    let mut files = Vec::new();
    for folder in MIGRATIONS {
        let entries = fs::read_dir(workspace::at(folder)).with_context(|| format!("cannot read {folder}"))?;
        let found = entries.flatten().map(|entry| entry.path());
        files.extend(found.filter(|path| path.extension().is_some_and(|end| end == "sql")));
    }
    files.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
    ensure!(!files.is_empty(), "there are no migrations");
    process::run(psql::command(url).args(["-c", HISTORY]))?;
    for file in files {
        process::run(psql::command(url).args(["--single-transaction", "-f"]).arg(file))?;
    }
    Ok(())
}

/// The same server's database `postgres`: nobody can drop the one he is connected to.
fn maintenance(url: &str, name: &str) -> String {
    url.replacen(&format!("/{name}"), "/postgres", 1)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a file gets the time at which it was touched, and nothing else does"
)]
fn describe(url: &str, into: &Path, check: bool) -> Result<()> {
    for source in sources_with_queries()? {
        // The macros only run when cargo believes that something changed.
        File::options()
            .append(true)
            .open(&source)?
            .set_modified(SystemTime::now())?;
    }
    // Exactly what `lint` does, so that it need not be done twice. Who renews the data may still be in the middle of a change.
    let mut cargo = lint::host(check)?;
    cargo
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", into)
        .env("DATABASE_URL", url);
    process::run(&mut cargo)
}

/// The files that cargo looks at, of all members that depend on sqlx.
fn sources_with_queries() -> Result<Vec<PathBuf>> {
    let uses_sqlx = |member: &serde_json::Value| {
        member["dependencies"]
            .as_array()
            .is_some_and(|all| all.iter().any(|dependency| dependency["name"] == "sqlx"))
    };
    let crates = workspace::members()?.into_iter().filter(uses_sqlx);
    let sources = crates.flat_map(|member| {
        let targets = member["targets"].as_array().cloned().unwrap_or_default();
        targets
            .into_iter()
            .filter_map(|target| Some(PathBuf::from(target["src_path"].as_str()?)))
    });
    Ok(sources.collect())
}

/// Compares what the database said with what is committed, and takes it over unless only asked.
fn settle(fresh: &Path, check: bool) -> Result<()> {
    let committed = workspace::at(COMMITTED);
    let (old, new) = (contents(&committed)?, contents(fresh)?);
    let names = old
        .keys()
        .chain(new.keys().filter(|name| !old.contains_key(*name)));
    let differing: Vec<_> = names.filter(|name| old.get(*name) != new.get(*name)).collect();
    if differing.is_empty() {
        eprintln!("{} {} queries, all up to date", paint::green("✓"), new.len());
        return Ok(());
    }
    for name in &differing {
        let kind = match (old.contains_key(*name), new.contains_key(*name)) {
            (true, false) => "no longer used",
            (false, _) => "new",
            _ => "changed",
        };
        eprintln!("{COMMITTED}/{name}: {kind}");
    }
    if check {
        bail!(
            "{} files differ; run cargo xtask prepare and commit {COMMITTED}/",
            differing.len()
        );
    }
    fs::create_dir_all(&committed)?;
    for name in differing {
        match new.get(name) {
            Some(content) => fs::write(committed.join(name), content)?,
            None => fs::remove_file(committed.join(name))?,
        }
    }
    Ok(())
}

fn contents(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(BTreeMap::new());
    };
    let files = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"));
    files
        .map(|path| {
            Ok((
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                fs::read(&path)?,
            ))
        })
        .collect()
}
