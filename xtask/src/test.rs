//! `test`: everything, with a summary at the end that says what ran and how long.

use std::{env, num::NonZero, thread};

use anyhow::Result;
use dev_proxies::Program;

use crate::{cli::TestOptions, e2e, failures::Failures, lab, operations, report::Report};
use dev_deployment::{
    members, paint, process,
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
    let mut report = Report::begin();
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
        operations::steps(&mut report);
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
