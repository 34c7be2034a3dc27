//! What ran, how it ended, and how long it took.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use dev_deployment::{
    paint,
    stop::{self, Stopped},
};

/// What ran, in its order.
pub struct Report {
    started: Instant,
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    time: Duration,
    outcome: Result<()>,
}

/// A part of the work, with its name.
pub type Work<'a> = (&'static str, Box<dyn FnOnce() -> Result<()> + Send + 'a>);

impl Step {
    fn run(name: &'static str, work: impl FnOnce() -> Result<()>) -> Self {
        let started = Instant::now();
        let outcome = if stop::asked() {
            Err(Stopped.into())
        } else {
            work()
        };
        Self {
            name,
            time: started.elapsed(),
            outcome,
        }
    }

    const fn passed(&self) -> bool {
        self.outcome.is_ok()
    }
}

impl Report {
    /// An empty one, from which time counts.
    pub fn begin() -> Self {
        Self {
            started: Instant::now(),
            steps: Vec::new(),
        }
    }

    /// Does a part of the work; whether it went well.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        announce(name);
        let step = Step::run(name, work);
        let passed = step.passed();
        self.steps.push(step);
        passed
    }

    /// Does parts of the work at once, most of which is waiting.
    pub fn side_by_side<const N: usize>(&mut self, parts: [Work<'_>; N]) {
        for (name, _) in &parts {
            announce(name);
        }
        let steps = thread::scope(|scope| {
            let running = parts.map(|(name, work)| (name, scope.spawn(move || Step::run(name, work))));
            running.map(|(name, step)| {
                step.join()
                    .unwrap_or_else(|_| Step::run(name, || bail!("it panicked")))
            })
        });
        self.steps.extend(steps);
    }

    /// Whether all of these went well.
    pub fn all_of<T>(&self, steps: &[(&str, T)]) -> bool {
        steps
            .iter()
            .all(|(name, _)| self.steps.iter().any(|done| done.name == *name && done.passed()))
    }

    /// Says what ran and how long, and what was noticed of failures; fails if a part did.
    pub fn print(self, noticed: &[String]) -> Result<()> {
        eprintln!();
        if !noticed.is_empty() && !self.steps.iter().all(Step::passed) {
            eprintln!("{}", paint::bold("what was said of failures:"));
            for line in noticed {
                eprintln!("  {line}");
            }
            eprintln!();
        }
        let mut failures = 0;
        for step in &self.steps {
            let mark = if step.passed() {
                paint::green("✓")
            } else {
                paint::red("✗")
            };
            eprintln!("{mark} {:>5.0} s  {}", step.time.as_secs_f32(), step.name);
            if let Err(error) = &step.outcome {
                failures += 1;
                eprintln!("           {}", paint::red(&format!("{error:#}")));
            }
        }
        if stop::asked() {
            return Err(Stopped.into());
        }
        let (count, total) = (self.steps.len(), self.started.elapsed().as_secs());
        eprintln!("{}", paint::dim(&format!("{count} steps in {total} s")));
        if failures > 0 {
            bail!("{failures} of {count} steps failed");
        }
        Ok(())
    }
}

fn announce(name: &str) {
    if !stop::asked() {
        eprintln!("\n{} {name}", paint::bold("▶"));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_and_not_the_others() {
        let mut report = Report::begin();
        assert!(report.step("good", || Ok(())));
        assert!(!report.step("bad", || bail!("no")));
        report.side_by_side([
            ("good again", Box::new(|| Ok(()))),
            ("bad again", Box::new(|| bail!("no"))),
        ]);
        assert!(report.all_of(&[("good", ()), ("good again", ())]) && !report.all_of(&[("bad again", ())]));
        assert!(report.print(&[]).unwrap_err().to_string().contains("2 of 4"));
    }
}
