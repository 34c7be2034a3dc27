//! The table in `docs/proxies.md`.

use std::{fmt::Write, fs};

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;

use crate::{
    cases,
    front::Front,
    run::{Column, Outcome},
};

const DOCUMENT: &str = "docs/proxies.md";
const BEGIN: &str = "<!-- table: cargo xtask proxies --write -->\n";
const END: &str = "<!-- /table -->";

/// Puts the table of a whole run where it belongs.
pub fn write(columns: &[Column]) -> Result<()> {
    let path = workspace::at(DOCUMENT);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let failed = columns.iter().any(|column| {
        let mut outcomes = column.outcomes.iter();
        outcomes.any(|(_, outcome)| matches!(outcome, Outcome::Fails(_)))
    });
    ensure!(!failed, "no table is written of a run with failures");
    let text = replaced(&text, &table(columns)?).context("the document has no place for the table")?;
    Ok(fs::write(path, text)?)
}

fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

fn table(columns: &[Column]) -> Result<String> {
    let mut table = String::from("| | case |");
    for column in columns {
        write!(table, " {} |", column.front.title())?;
    }
    writeln!(table, "\n|---|---|{}", ":-:|".repeat(columns.len()))?;
    let mut notes: Vec<(Front, &str, &str)> = Vec::new();
    for (row, case) in cases::ALL.iter().enumerate() {
        write!(table, "| {} | {} |", case.id, case.title)?;
        for column in columns {
            match column.outcomes.get(row).map(|(_, outcome)| outcome) {
                Some(Outcome::Known(reason)) => {
                    notes.push((column.front, case.id, reason));
                    write!(table, " no ({}) |", notes.len())?;
                }
                Some(Outcome::Holds) => table += " yes |",
                _ => table += " not run |",
            }
        }
        table += "\n";
    }
    table += "\n";
    for (number, (front, case, reason)) in notes.iter().enumerate() {
        writeln!(table, "{}. {front}, {case}: {reason}", number + 1)?;
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_put_between_its_marks() {
        let text = format!("a\n{BEGIN}old\n{END}\nb");
        assert_eq!(replaced(&text, "new\n"), Some(format!("a\n{BEGIN}new\n{END}\nb")));
        assert_eq!(replaced("a", "new"), None);
    }

    #[test]
    fn what_does_not_hold_has_a_note() {
        let outcomes = cases::ALL
            .iter()
            .map(|case| (case, Outcome::Known("it cannot.")))
            .collect();
        let column = Column {
            front: Front::Gateway,
            outcomes,
        };
        let text = table(&[column]).expect("a table");
        assert!(text.contains("| no (1) |\n") && text.contains("\n1. gateway, P01: it cannot.\n"));
    }
}
