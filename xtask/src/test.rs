//! `test`: everything, with a summary at the end that says what ran and how long.

use std::{
    env,
    num::NonZero,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use dev_proxies::Program;

use crate::{cli::TestOptions, e2e, failures::Failures, lab};
use dev_deployment::{
    members, paint, process,
    stop::{self, Stopped},
    system::{can_install, install},
    workspace,
};

/// Runs the tests; a failure does not keep the others from running.
pub fn run(options: &TestOptions) -> Result<()> {
    let failures = Failures::listen()?;
    let report = run_steps(options);
    let noticed = failures.end();
    report?.print(&noticed)
}

fn run_steps(options: &TestOptions) -> Result<Report> {
    let mut report = Report::default();
    if options.rust {
        install_proxies();
        let members = members::here()?;
        report.step("cargo test", || cargo_test(&members, &options.rest));
    }
    if options.partitions {
        report.step("session stack on tables in ranges of ids", partitions);
    }
    if options.conformance {
        // Before the browser tests: what is wrong with sessions is found faster here.
        report.step("session conformance", || lab::run(lab::TESTBED, &[]));
        // Those that the Rust tests got; the whole list is a command of its own.
        report.step("proxies: hosts and headers", || {
            lab::run(
                lab::PROXIES,
                &["--short", "nginx", "haproxy", "gateway"].map(Into::into),
            )
        });
        report.step("alert rules", || lab::run(lab::OBSERVE, &["--short".into()]));
    }
    if options.lab {
        report.step("session lab: every scenario on every scene", || {
            lab::run(lab::SERVER, &["matrix".into()])
        });
    }
    if options.e2e {
        for (name, step) in e2e::STEPS {
            // Each step builds on the one before.
            if !report.step(name, step) {
                break;
            }
        }
        let rest = if options.rust { &[][..] } else { &options.rest };
        if report.all_of(&e2e::STEPS) {
            report.step("playwright test", || e2e::playwright(rest));
        }
    }
    if options.operations {
        // After the browser tests, whose packages two of the shoppers need.
        report.step("the split, rehearsed", || {
            let words = ["split", "--short", "--to", "hosts", "--behind", "haproxy"];
            lab::run(lab::REHEARSAL, &words.map(Into::into))
        });
        report.step("fail-over of the database", || {
            lab::run(lab::FAILOVER, &["--short".into()])
        });
    }
    Ok(report)
}

/// Programs that the Rust tests put before what they try; without them those tests say what they left out.
fn install_proxies() {
    let missing: Vec<_> = Program::TESTED
        .into_iter()
        .filter(|program| program.find().is_none())
        .map(Program::name)
        .collect();
    if missing.is_empty() || (can_install() && install(&missing).is_ok()) {
        return;
    }
    let names = missing.join(", ");
    eprintln!(
        "{} {names} not installed",
        paint::yellow("tests behind proxies are left out:")
    );
}

/// How many tests of a program run at once: most of them wait for a server, a database or a browser much of their time.
const THREADS: &str = "RUST_TEST_THREADS";

fn cargo_test(packages: &[String], rest: &[std::ffi::OsString]) -> Result<()> {
    let mut cargo = workspace::cargo();
    if env::var_os(THREADS).is_none() {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        cargo.env(THREADS, (4 * cores).to_string());
    }
    cargo.arg("test").arg("--no-fail-fast");
    cargo.args(packages.iter().flat_map(|package| ["-p", package]));
    if !rest.is_empty() {
        cargo.arg("--").args(rest);
    }
    process::run(&mut cargo)
}

fn partitions() -> Result<()> {
    let mut cargo = workspace::cargo();
    // Databases are copied from one that has more tables, and so more files.
    cargo.env("SESSION_TEST_PARTITIONS", "1");
    process::run(cargo.args(["test", "-p", "app-session", "--test", "it"]))
}

#[derive(Default)]
struct Report(Vec<(String, Duration, Result<()>)>);

impl Report {
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        if stop::asked() {
            self.0
                .push((name.to_owned(), Duration::ZERO, Err(Stopped.into())));
            return false;
        }
        eprintln!("\n{} {name}", paint::bold("▶"));
        let started = Instant::now();
        let outcome = work();
        let passed = outcome.is_ok();
        self.0.push((name.to_owned(), started.elapsed(), outcome));
        passed
    }

    fn all_of<T>(&self, steps: &[(&str, T)]) -> bool {
        steps.iter().all(|(name, _)| {
            self.0
                .iter()
                .any(|(done, _, outcome)| done == name && outcome.is_ok())
        })
    }

    fn print(self, noticed: &[String]) -> Result<()> {
        eprintln!();
        if !noticed.is_empty() && self.0.iter().any(|(_, _, outcome)| outcome.is_err()) {
            eprintln!("{}", paint::bold("what was said of failures:"));
            for line in noticed {
                eprintln!("  {line}");
            }
            eprintln!();
        }
        let mut failures = 0;
        for (name, time, outcome) in &self.0 {
            let mark = if outcome.is_ok() {
                paint::green("✓")
            } else {
                paint::red("✗")
            };
            eprintln!("{mark} {:>5.0} s  {name}", time.as_secs_f32());
            if let Err(error) = outcome {
                failures += 1;
                eprintln!("           {}", paint::red(&format!("{error:#}")));
            }
        }
        if stop::asked() {
            return Err(Stopped.into());
        }
        let total: Duration = self.0.iter().map(|(_, time, _)| *time).sum();
        eprintln!(
            "{}",
            paint::dim(&format!("{} steps in {} s", self.0.len(), total.as_secs()))
        );
        if failures > 0 {
            bail!("{failures} of {} steps failed", self.0.len());
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_and_not_the_others() {
        let mut report = Report::default();
        assert!(report.step("good", || Ok(())));
        assert!(!report.step("bad", || bail!("no")));
        assert!(report.step("good again", || Ok(())));
        assert!(report.print(&[]).unwrap_err().to_string().contains("1 of 3"));
    }
}
