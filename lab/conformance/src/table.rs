//! The table in the terminal, which grows while the suite runs.

use std::{
    env,
    io::{IsTerminal, stdout},
};

use crate::{
    case::Case,
    report::{Outcome, Record, Run},
};

/// A table on standard output, in colour on a terminal.
pub struct Table {
    colour: bool,
}

impl Table {
    /// A table whose colours follow the terminal and `NO_COLOR`.
    pub fn new() -> Self {
        let unset = |name| env::var_os(name).is_none_or(|value| value.is_empty());
        Self {
            colour: unset("NO_COLOR") && (stdout().is_terminal() || !unset("FORCE_COLOR")),
        }
    }

    /// Prints the row of a case that is over.
    pub fn row(&self, case: &Case, record: &Record) {
        let seconds = format!(
            "{:>6.1} s",
            std::time::Duration::from_millis(record.milliseconds).as_secs_f64()
        );
        match &record.outcome {
            Outcome::Passed => println!(
                "{}  {}  {seconds}  {}",
                case.id,
                self.paint("32", "✓"),
                case.title
            ),
            Outcome::Skipped { reason } => println!(
                "{}  {}  {seconds}  {}",
                case.id,
                self.paint("33", "–"),
                self.paint("2", &format!("{}: {reason}", case.title))
            ),
            Outcome::Failed(failure) => {
                let detail = failure.detail.as_ref().map(|detail| format!(" ({detail})"));
                println!(
                    "{}  {}  {seconds}  {}",
                    case.id,
                    self.paint("31;1", "✗"),
                    case.title
                );
                println!("                  expected: {}", failure.expected);
                println!(
                    "                  seen:     {}{}",
                    failure.seen,
                    detail.unwrap_or_default()
                );
            }
        }
    }

    /// Prints what the copies had logged when a case failed that should not have.
    pub fn complaints(lines: &[String]) {
        for line in lines {
            println!("                  logged then: {line}");
        }
    }

    /// Prints the totals of a run that is over.
    pub fn sum(&self, run: &Run) {
        let [passed, failed, skipped] = run.totals();
        let failed = format!("{failed} failed");
        let failed = if run.totals()[1] > 0 {
            self.paint("31;1", &failed)
        } else {
            failed
        };
        println!("\n{}: {passed} passed, {failed}, {skipped} skipped", run.name);
    }

    /// Prints the list of cases, without running them.
    pub fn list(&self, cases: &[&'static Case]) {
        for case in cases {
            println!("{}  {}", case.id, self.paint("1", case.title));
            println!("     {}", case.expects);
            let needs: Vec<_> = case.needs.iter().map(|need| need.label()).collect();
            let needs = if needs.is_empty() {
                "HTTP".to_owned()
            } else {
                needs.join(", ")
            };
            println!("     needs: {needs}; source: {}", case.sources.join("; "));
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}
