//! Several runs as one document that can be committed: nothing in it differs from run to run.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::ensure;

use super::{Outcome, Record, Run, markdown::cell, totals};
use crate::{
    case::Case,
    cases::{self, Group},
};

const INTRODUCTION: &str = include_str!("introduction.md");

/// The document about these runs. The runs whose short names are in `alike` must agree in every case.
pub fn of(runs: &[Run], alike: &[String]) -> anyhow::Result<String> {
    ensure!(!runs.is_empty(), "a report needs at least one run");
    for name in alike {
        ensure!(
            runs.iter().any(|run| run.short_name() == name),
            "there is no run {name} to be like others"
        );
    }
    let runs: Vec<Run> = runs.iter().map(|run| with_agreement(run, runs, alike)).collect();
    let mut notes = Footnotes::default();
    let mut text = INTRODUCTION.to_owned();
    text.push_str("\n## The runs\n\n");
    for run in &runs {
        let [passed, failed, skipped] = run.totals();
        let _ = writeln!(
            text,
            "- **{}**: {passed} passed, {failed} failed, {skipped} skipped",
            cell(&run.name)
        );
    }
    text.push_str("\n## The cases\n");
    for group in cases::GROUPS {
        group_table(&mut text, group, &runs, &mut notes);
    }
    summary(&mut text, &runs);
    notes.write(&mut text);
    failures(&mut text, &runs);
    Ok(text)
}

fn group_table(text: &mut String, group: &Group, runs: &[Run], notes: &mut Footnotes) {
    let _ = writeln!(text, "\n### {}. {}\n", group.letter, group.title);
    let names: Vec<_> = runs.iter().map(|run| cell(run.short_name())).collect();
    let _ = writeln!(text, "| id | what must hold | source | {} |", names.join(" | "));
    let _ = writeln!(text, "|---|---|---|{}", ":-:|".repeat(runs.len()));
    for case in group.cases {
        let marks: Vec<_> = runs.iter().map(|run| mark(run.of(case.id), notes)).collect();
        let _ = writeln!(
            text,
            "| {} | **{}**: {} | {} | {} |",
            case.id,
            cell(case.title),
            cell(case.expects),
            cell(&case.sources.join("; ")),
            marks.join(" | ")
        );
    }
    let sums: Vec<_> = runs.iter().map(|run| sum(run, group.letter)).collect();
    let _ = writeln!(text, "| | *passed of judged* | | {} |", sums.join(" | "));
}

fn sum(run: &Run, letter: char) -> String {
    let of_group = run.cases.iter().filter(|record| record.id.starts_with(letter));
    let [passed, failed, _] = totals(of_group);
    format!("{passed}/{}", passed + failed)
}

fn mark(record: Option<&Record>, notes: &mut Footnotes) -> String {
    match record.map(|record| &record.outcome) {
        Some(Outcome::Passed) => "✓".to_owned(),
        Some(Outcome::Failed(_)) => "**✗**".to_owned(),
        Some(Outcome::Skipped { reason }) => format!("– {}", notes.number(reason)),
        None => format!("– {}", notes.number("not part of this run")),
    }
}

fn summary(text: &mut String, runs: &[Run]) {
    text.push_str("\n## Totals\n\n| run | passed | failed | skipped |\n|---|---:|---:|---:|\n");
    for run in runs {
        let [passed, failed, skipped] = run.totals();
        let _ = writeln!(text, "| {} | {passed} | {failed} | {skipped} |", cell(&run.name));
    }
}

fn failures(text: &mut String, runs: &[Run]) {
    text.push_str("\n## What was seen where a case failed\n");
    for run in runs {
        let failed: Vec<_> = run
            .cases
            .iter()
            .filter_map(|record| match &record.outcome {
                Outcome::Failed(failure) => Some((record, failure)),
                _ => None,
            })
            .collect();
        let _ = writeln!(text, "\n### {}\n", cell(&run.name));
        if failed.is_empty() {
            text.push_str("Nothing failed.\n");
        }
        for (record, failure) in failed {
            let title = case(&record.id).map_or("", |case| case.title);
            let _ = writeln!(
                text,
                "- **{}** {}. Expected: {}. Seen: {}.",
                record.id,
                cell(title),
                cell(&failure.expected),
                cell(&failure.seen)
            );
        }
    }
}

fn case(id: &str) -> Option<&'static Case> {
    cases::all().into_iter().find(|case| case.id == id)
}

/// The run with the case that only several runs together can answer.
fn with_agreement(run: &Run, runs: &[Run], alike: &[String]) -> Run {
    let mut run = run.clone();
    let is_one_of_them = |run: &Run| alike.iter().any(|name| name == run.short_name());
    if is_one_of_them(&run) && alike.len() > 1 {
        let others = runs.iter().filter(|other| is_one_of_them(other));
        let outcome = agreement(&run, others);
        run.cases.retain(|record| record.id != cases::AGREEMENT);
        run.cases.push(Record {
            id: cases::AGREEMENT.to_owned(),
            outcome,
            milliseconds: 0,
        });
        run.cases.sort_by(|one, other| one.id.cmp(&other.id));
    }
    run
}

fn agreement<'a>(run: &Run, others: impl Iterator<Item = &'a Run>) -> Outcome {
    let judged = |record: &Record| match record.outcome {
        Outcome::Passed => Some(true),
        Outcome::Failed(_) => Some(false),
        Outcome::Skipped { .. } => None,
    };
    let mut differences = Vec::new();
    for other in others {
        for record in &run.cases {
            let theirs = other.of(&record.id).and_then(judged);
            if let (Some(ours), Some(theirs)) = (judged(record), theirs)
                && ours != theirs
            {
                differences.push(format!("{} differs from {}", record.id, other.short_name()));
            }
        }
    }
    if differences.is_empty() {
        return Outcome::Passed;
    }
    Outcome::Failed(crate::verdict::Failure {
        expected: "every shape answers every case alike".to_owned(),
        seen: differences.join(", "),
        detail: None,
    })
}

/// The footnotes: the reasons for skipped cases, each once.
#[derive(Default)]
struct Footnotes {
    numbers: BTreeMap<String, usize>,
    order: Vec<String>,
}

impl Footnotes {
    fn number(&mut self, reason: &str) -> String {
        let reason = cell(reason);
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(reason.clone()).or_insert(next);
        if number == next {
            self.order.push(reason);
        }
        format!("<sup>{number}</sup>")
    }

    fn write(&self, text: &mut String) {
        if self.order.is_empty() {
            return;
        }
        text.push_str("\n## Why some were not judged\n\n");
        for (reason, number) in self.order.iter().zip(1..) {
            let _ = writeln!(text, "{number}. {reason}");
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::verdict::Failure;

    fn run(name: &str, outcomes: &[(&str, Outcome)]) -> Run {
        let record = |(id, outcome): &(&str, Outcome)| Record {
            id: (*id).to_owned(),
            outcome: outcome.clone(),
            milliseconds: 7,
        };
        Run {
            name: name.to_owned(),
            system: "cfmall".to_owned(),
            cases: outcomes.iter().map(record).collect(),
        }
    }

    fn failure(seen: &str) -> Outcome {
        Outcome::Failed(Failure {
            expected: "peace".into(),
            seen: seen.into(),
            detail: Some("37 of 100".into()),
        })
    }

    #[test]
    fn nothing_in_it_differs_from_run_to_run() {
        let skipped = Outcome::Skipped {
            reason: "127.0.0.1:4001 | is busy".into(),
        };
        let of_port = |port: &str| {
            let seen = failure(&format!("127.0.0.1:{port} says no"));
            of(&[run("T1: one", &[("A01", seen), ("A02", skipped.clone())])], &[]).unwrap()
        };
        assert_eq!(of_port("5200"), of_port("5999"));
        let text = of_port("5200");
        assert!(text.contains("127.0.0.1:… says no") && !text.contains("37 of 100"));
        assert!(
            text.contains("is busy") && text.contains("– <sup>1</sup>"),
            "{text}"
        );
        assert!(text.contains("| A | ") || text.contains("### A. "));
    }

    #[test]
    fn shapes_that_must_agree_are_compared() {
        let one = run("T1: one", &[("A01", Outcome::Passed), ("A02", Outcome::Passed)]);
        let same = run("T7: split", &[("A01", Outcome::Passed)]);
        let other = run("T8: paths", &[("A01", failure("x"))]);
        let names = ["T1", "T7", "T8"].map(str::to_owned);
        let runs = [one, same, other];
        let agrees = |alike: &[String], index: usize| {
            let run = with_agreement(&runs[index], &runs, alike);
            run.of(cases::AGREEMENT).map(|record| record.outcome.clone())
        };
        assert_eq!(agrees(&names[..2], 0), Some(Outcome::Passed));
        assert!(
            matches!(agrees(&names, 0), Some(Outcome::Failed(failure)) if failure.seen == "A01 differs from T8")
        );
        assert_eq!(agrees(&names[..2], 2), None);
        assert!(of(&runs, &["T9".to_owned()]).is_err());
    }
}
