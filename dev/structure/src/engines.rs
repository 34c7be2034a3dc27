//! The table of what our SQL asks of a database engine is about all that it asks, and about nothing else.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;

const PAGE: &str = "docs/scaling.md";
/// Around the table.
const BEGIN: &str = "<!-- what our SQL asks of an engine -->";
const END: &str = "<!-- /what our SQL asks of an engine -->";
const FOLDERS: [&str; 3] = ["app/session/migrations", "migrations", ".sqlx"];

/// Features by which engines that speak PostgreSQL's protocol differ, as the table names them, and how a statement is known that uses one.
const FEATURES: [(&str, &[&str]); 24] = [
    ("PL/pgSQL", &["language plpgsql"]),
    ("row triggers", &["for each row"]),
    (
        "statement triggers with the rows that changed",
        &["referencing new table", "referencing old table"],
    ),
    ("constraint triggers, deferred", &["constraint trigger"]),
    ("triggers instead of a view's write", &["instead of"]),
    ("`security definer`", &["security definer"]),
    (
        "settings of a function",
        &["set plan_cache_mode", "set search_path"],
    ),
    ("foreign keys", &[" references "]),
    ("foreign keys that change along", &["on update cascade"]),
    ("exclusion constraints", &["exclude using"]),
    ("identity columns", &["as identity"]),
    ("stored generated columns", &["generated always as ("]),
    ("partial and expression indexes", &[") where ", "using gin"]),
    ("`on conflict`", &["on conflict"]),
    (
        "row locks in four strengths",
        &["for no key update", "for key share"],
    ),
    ("`skip locked`", &["skip locked"]),
    ("advisory locks", &["pg_advisory", "pg_try_advisory"]),
    ("`listen` and `notify`", &["pg_notify("]),
    ("savepoints", &["exception\n", "savepoint "]),
    ("rights on columns", &["grant select (", "grant update ("]),
    ("settings of a role", &["alter role"]),
    ("`synchronous_commit` of a transaction", &["synchronous_commit"]),
    ("extensions", &["create extension"]),
    ("text search", &["to_tsvector", "tsvector"]),
];

/// Fails if a feature that is used is not in the table, or one that is not used is.
pub fn check() -> Result<()> {
    let mut sql = String::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(workspace::at(folder)).with_context(|| format!("cannot read {folder}"))? {
            let text = fs::read_to_string(entry?.path())?;
            sql += &plain(&text);
        }
    }
    let page = fs::read_to_string(workspace::at(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    let (used, told) = (used(&sql), told(&page)?);
    let untold: Vec<_> = used.difference(&told).copied().collect();
    let unused: Vec<_> = told.difference(&used).copied().collect();
    ensure!(
        untold.is_empty() && unused.is_empty(),
        "the table of {PAGE} lacks what our SQL uses ({}), or has what it does not use ({})",
        untold.join(", "),
        unused.join(", ")
    );
    Ok(())
}

/// In lower case, without comments; a line's end in JSON is one.
fn plain(text: &str) -> String {
    let text = text.replace("\\n", "\n").to_lowercase();
    let lines = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default().trim_end());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn used(sql: &str) -> BTreeSet<&'static str> {
    FEATURES
        .iter()
        .filter(|(_, signs)| signs.iter().any(|sign| sql.contains(sign)))
        .map(|(name, _)| *name)
        .collect()
}

/// The features that are rows of the table.
fn told(page: &str) -> Result<BTreeSet<&str>> {
    let (_, rest) = page
        .split_once(BEGIN)
        .with_context(|| format!("{PAGE} has no {BEGIN}"))?;
    let (table, _) = rest
        .split_once(END)
        .with_context(|| format!("{PAGE} has no {END}"))?;
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    // Without the head.
    Ok(rows.skip(1).map(str::trim).collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn comments_use_nothing() {
        let sql = plain("create table t (\n  a int -- Skip Locked\n);\nselect 1 FOR UPDATE SKIP LOCKED");
        assert_eq!(used(&sql), BTreeSet::from(["`skip locked`"]));
        assert!(used(&plain("-- pg_notify(")).is_empty());
    }

    #[test]
    fn the_rows_are_read() {
        let page = format!(
            "{BEGIN}\n\n| feature | engine |\n|---|---|\n| PL/pgSQL | yes |\n| foreign keys | no |\n\n{END}\n"
        );
        assert_eq!(told(&page).unwrap(), BTreeSet::from(["PL/pgSQL", "foreign keys"]));
        assert!(told("nothing").is_err());
    }
}
