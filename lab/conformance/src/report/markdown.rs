//! One run as Markdown.

use std::fmt::Write;

use super::{Outcome, Run, sanitise::sanitise};
use crate::case::Case;

/// A Markdown table of all cases of a run, with what was seen where a case failed.
pub fn of(run: &Run, cases: &[&'static Case]) -> String {
    let [passed, failed, skipped] = run.totals();
    let mut text = format!(
        "# {}\n\n{passed} passed, {failed} failed, {skipped} skipped.\n\n| id | what | result |\n|---|---|---|\n",
        run.name
    );
    for case in cases {
        let Some(record) = run.of(case.id) else { continue };
        let result = match &record.outcome {
            Outcome::Passed => "✓".to_owned(),
            Outcome::Failed(failure) => format!(
                "✗ expected: {}; seen: {}",
                cell(&failure.expected),
                cell(&failure.seen)
            ),
            Outcome::Skipped { reason } => format!("– {}", cell(reason)),
        };
        let _ = writeln!(text, "| {} | {} | {result} |", case.id, cell(case.title));
    }
    text
}

/// A text that fits into one cell of a table.
pub fn cell(text: &str) -> String {
    let line = sanitise(text).split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "\\|").replace('<', "&lt;")
}
