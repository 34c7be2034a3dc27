//! The runs that are kept, and the table that is made of them.

use std::{collections::BTreeMap, fmt::Write, fs};

use anyhow::{Context, Result};
use dev_deployment::workspace;
use serde::{Deserialize, Serialize};

use crate::{
    case::{CASES, Case},
    outcome::Run,
};

/// The page with the table, and where that stands.
const PAGE: &str = "docs/availability.md";
const BEGIN: &str = "<!-- cargo xtask failover --write -->";
const END: &str = "<!-- /failover -->";
/// The runs behind it.
const RUNS: &str = "lab/failover/runs.json";

/// The runs of every case that was played last.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// What it was run on.
    on: String,
    /// By the name of the case.
    runs: BTreeMap<String, Vec<Run>>,
}

/// Keeps these runs instead of the former ones of their cases, and writes the table anew.
pub fn write(new: &[(&Case, Vec<Run>)], on: &str) -> Result<()> {
    let file = workspace::at(RUNS);
    let mut kept: Kept = match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).with_context(|| RUNS.to_owned())?,
        Err(_) => Kept::default(),
    };
    on.clone_into(&mut kept.on);
    for (case, runs) in new {
        kept.runs.insert(case.id.to_owned(), runs.clone());
    }
    fs::write(file, serde_json::to_string_pretty(&kept)? + "\n")?;
    let page = workspace::at(PAGE);
    let text = fs::read_to_string(&page)?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.with_context(|| format!("{PAGE} has no place for the table"))?;
    fs::write(page, format!("{before}{BEGIN}\n{}{END}{after}", table(&kept)))?;
    Ok(())
}

fn table(kept: &Kept) -> String {
    let mut text = format!(
        "{}. Seconds from the first 503 to the last one: median, greatest.\n\n\
         | | failure | what visitors see | auth, s | mall, s | may be, s | longest answer, s | what can be lost | runs | |\n\
         |---|---|---|---:|---:|---:|---:|---|---:|---|\n",
        kept.on
    );
    for case in &CASES {
        let Some(runs) = kept.runs.get(case.id).filter(|runs| !runs.is_empty()) else {
            let _ = writeln!(text, "| {} | {} | not run | | | | | | 0 | |", case.id, case.what);
            continue;
        };
        let times = |of: fn(&Run) -> f64| {
            let (median, greatest) = spread(runs.iter().map(of).collect());
            format!("{median:.1}, {greatest:.1}")
        };
        let keeps = runs.iter().all(|run| run.keeps(case));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            case.id,
            case.what,
            sight(runs),
            times(|run| run.auth.seconds()),
            times(|run| run.mall.seconds()),
            case.bar.seconds,
            times(|run| run.slowest),
            loss(case, runs),
            runs.len(),
            if keeps { "kept" } else { "**not kept**" }
        );
    }
    let all = kept.runs.values().flatten();
    let sum = |of: fn(&Run) -> usize| all.clone().map(of).sum::<usize>();
    let _ = writeln!(
        text,
        "\nIn all runs together: {} pages that were right about who was asking, {} logins, {} logouts and {} ends of another session that \
         were acknowledged; every copy was asked afterwards for {} sessions. Shown as a guest while the session lived, shown another's name, \
         another error than 503, no answer: {}.",
        sum(|run| run.pages),
        sum(|run| run.logins),
        sum(|run| run.logouts),
        sum(|run| run.ended),
        sum(|run| run.asked),
        sum(|run| run.wrong.len())
    );
    text
}

/// What visitors see, of all runs.
fn sight(runs: &[Run]) -> String {
    let answers: Vec<usize> = runs
        .iter()
        .map(|run| run.auth.answers + run.mall.answers)
        .collect();
    match (answers.iter().min(), answers.iter().max()) {
        (Some(0), Some(0)) => "nothing".to_owned(),
        (Some(least), Some(most)) => format!("{least} to {most} answers 503"),
        _ => String::new(),
    }
}

/// What was lost, in every run, and what that means.
fn loss(case: &Case, runs: &[Run]) -> String {
    if runs.iter().all(|run| run.lost() == 0) {
        let most = |of: fn(&Run) -> Option<f64>| runs.iter().filter_map(of).max_by(f64::total_cmp);
        let alone = most(|run| run.alone)
            .map(|seconds| format!("; on its own side it is asked for {seconds:.1} s at most"));
        let followed = most(|run| run.followed)
            .map(|seconds| format!(", with `SESSION_REQUIRE_STANDBY=1` for {seconds:.1} s"));
        return format!(
            "{}{}{}",
            case.means,
            alone.unwrap_or_default(),
            followed.unwrap_or_default()
        );
    }
    let list = |of: fn(&Run) -> usize| {
        let counts: Vec<_> = runs.iter().map(|run| of(run).to_string()).collect();
        counts.join(", ")
    };
    let mut text = format!(
        "{}; logins lost: {}; sessions alive again: {}",
        case.means,
        list(|run| run.lost_logins),
        list(|run| run.undone_ends)
    );
    let ended: Vec<_> = runs.iter().filter_map(|run| run.ended_by_operator).collect();
    if ended.len() == runs.len() {
        text.push_str(", after that none");
    }
    text
}

/// The median and the greatest.
fn spread(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let middle = values.get(values.len() / 2).copied().unwrap_or_default();
    (middle, values.last().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_greatest_are_found() {
        assert_eq!(spread(vec![3.0, 1.0, 2.0]), (2.0, 3.0));
        assert_eq!(spread(Vec::new()), (0.0, 0.0));
    }

    #[test]
    fn every_case_has_its_line_run_or_not() {
        let mut kept = Kept::default();
        kept.runs.insert("H1".to_owned(), vec![Run::default()]);
        let table = table(&kept);
        assert_eq!(table.matches("not run").count(), CASES.len() - 1);
        assert!(table.contains("| H1 |") && table.contains("| kept |"));
    }
}
