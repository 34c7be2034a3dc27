//! The session suite on every subject, each with a deployment and a `PostgreSQL` of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    control::ControlServer,
    faketime,
    subject::{self, Subject},
    testbed::{self, Testbed},
};
use dev_deployment::{
    build, paint, port,
    process::{self, Output, Process},
    site,
    stop::{self, Stopped},
    workspace,
};

/// Results, logs and data; relative to the workspace, and short, because a socket's path may not be long.
const FOLDER: &str = "target/conformance";
const GOLDEN: &str = "lab/conformance/golden";
const REPORT: &str = "docs/conformance.md";
const SUITE: &str = "conformance";
/// The public ports of two subjects are so far apart.
const PORTS: usize = 20;
/// The suite has limits of its own for each case. This is for a suite that hangs.
const LIMIT: Duration = Duration::from_mins(20);

pub struct Options {
    /// All of them if there are none.
    pub subjects: Vec<String>,
    /// The cases, as the suite understands them.
    pub only: Option<String>,
    pub mode: Mode,
    pub build: bool,
    /// A folder with the programs of an earlier release, to stand beside ours.
    pub old_release: Option<PathBuf>,
    /// Writes the report instead of comparing it.
    pub report: bool,
    pub port: u16,
    /// How many subjects are judged at once. Most of a case is waiting, so two cores are enough for two or three.
    pub jobs: usize,
}

/// What is done with a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The suite compares what it finds with the golden file.
    Judge,
    /// What the suite finds is taken for right from now on.
    Renew,
    /// No suite: the deployment waits for verbs that somebody types.
    Hold,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            subjects: Vec::new(),
            only: None,
            mode: Mode::Judge,
            build: true,
            old_release: None,
            report: false,
            // Above those of the browser tests.
            port: 3950,
            jobs: 3,
        }
    }
}

/// Runs the suite on all subjects; a failure does not keep the next one from running.
pub fn run(options: &Options) -> Result<()> {
    let subjects = Subject::chosen(&options.subjects)?;
    ensure!(
        options.mode != Mode::Hold || subjects.len() == 1,
        "--hold wants one --shape"
    );
    if options.build {
        build_all(&subjects, options.mode != Mode::Hold)?;
    }
    site::stage()?;
    faketime::ensure();
    let failures = judge_all(&subjects, options)?;
    ensure!(failures.is_empty(), "not as expected: {}", failures.join("; "));
    if subjects.len() == subject::ALL.len() && options.only.is_none() {
        report(options.report)
    } else {
        eprintln!(
            "{}",
            paint::dim("no report: that takes all subjects and all cases")
        );
        Ok(())
    }
}

/// Judges all subjects, some at a time, and returns which of them are not as expected, and why.
fn judge_all(subjects: &[&'static Subject], options: &Options) -> Result<Vec<String>> {
    let waiting = Mutex::new(subjects.iter().zip((options.port..).step_by(PORTS)));
    let failures = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| {
                while let Some((subject, port)) = next()
                    && !stop::asked()
                {
                    if let Err(error) = judge(subject, port, options) {
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                        failures.push(format!("{} ({error:#})", subject.name));
                    }
                }
            });
        }
    });
    if stop::asked() {
        return Err(Stopped.into());
    }
    Ok(failures.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Fails if a subject is not as expected; says how it went.
fn judge(subject: &Subject, port: u16, options: &Options) -> Result<()> {
    let started = Instant::now();
    let name = subject.name;
    eprintln!("\n{} {}", paint::bold("conformance of"), paint::bold(name));
    let outcome = run_on(subject, port, options);
    let seconds = started.elapsed().as_secs();
    match &outcome {
        Ok(()) => eprintln!("{} {name} after {seconds} s", paint::green("✓")),
        Err(error) => eprintln!("{} {name} after {seconds} s: {error:#}", paint::red("✗")),
    }
    outcome
}

fn build_all(subjects: &[&Subject], suite: bool) -> Result<()> {
    let mut groups: Vec<&[&str]> = Vec::new();
    for subject in subjects {
        for group in build::programs(subject.topology()?.layout) {
            if !groups.contains(group) {
                groups.push(group);
            }
        }
    }
    // By itself: it shares crates with the servers, and wants other features of them.
    if suite {
        groups.push(&[SUITE]);
    }
    build::build(&groups, false)
}

fn run_on(subject: &Subject, port: u16, options: &Options) -> Result<()> {
    let name = subject.name;
    let port = port::next_free(port)?;
    let mut testbed = Testbed::start(subject, &format!("{FOLDER}/{name}"), port)?;
    testbed.old_release.clone_from(&options.old_release);
    let socket = format!("{FOLDER}/{name}.sock");
    let control = control_command(&socket)?;
    let mut suite = suite_on(&testbed, subject, port)?;
    suite.args(["--control", &control]);
    suite.args([
        "--json",
        &results(name, "json"),
        "--markdown",
        &results(name, "md"),
    ]);
    suite.args(["--quiet", &results("quiet", "lock")]);
    let golden = format!("{GOLDEN}/{name}.toml");
    let attitude = if options.mode == Mode::Renew {
        "--write-golden"
    } else {
        "--expect"
    };
    suite.args([attitude, &golden]);
    if let Some(cases) = &options.only {
        suite.args(["--only", cases]);
    }
    let server = ControlServer::open(testbed, &workspace::at(&socket))?;
    if options.mode == Mode::Hold {
        eprintln!(
            "\n  {suite:?}\n\n  {}",
            paint::bold(&format!("{control} capabilities"))
        );
        println!("ready");
        return wait(&server);
    }
    // Not those of an earlier run, if this one breaks off.
    let _ = fs::remove_file(workspace::at(&results(name, "json")));
    watch(Process::start(name, &mut suite, &Output::Terminal)?, &server)
}

/// The suite with what it must know of the deployment.
fn suite_on(testbed: &Testbed, subject: &Subject, port: u16) -> Result<Command> {
    let mut suite = Command::new(workspace::program(SUITE, false));
    suite.current_dir(workspace::root());
    for copy in &testbed.deployment.copies {
        let url = format!("http://127.0.0.1:{}", copy.copy.port);
        let services: &[&str] = match copy.copy.program {
            "auth" => &["--auth"],
            "mall" => &["--mall"],
            _ => &["--auth", "--mall"],
        };
        for service in services {
            suite.args([service, url.as_str()]);
        }
    }
    let [mall, auth] = subject.topology()?.origins(port);
    suite.args(["--auth-origin", &auth, "--mall-origin", &mall]);
    suite.args(["--promise", testbed::PROMISE]);
    let title = format!("{}: {}", subject.name, subject.title);
    suite.args(["--database", &testbed.cluster.owner, "--name", &title]);
    Ok(suite)
}

/// Until somebody asks to stop.
fn wait(server: &ControlServer) -> Result<()> {
    loop {
        server.check()?;
        stop::check_interrupt()?;
    }
}

fn results(name: &str, end: &str) -> String {
    format!("{FOLDER}/{name}.{end}")
}

/// The suite splits it at spaces, so a path is relative where it can be.
fn control_command(socket: &str) -> Result<String> {
    let testbed = std::env::current_exe()?;
    let testbed = testbed.strip_prefix(workspace::root()).unwrap_or(&testbed);
    let testbed = testbed.display().to_string();
    ensure!(
        !testbed.contains(' '),
        "the suite cannot call {testbed}: its path has a space"
    );
    Ok(format!("{testbed} control --socket {socket}"))
}

fn watch(mut suite: Process, server: &ControlServer) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    let mut broken = None;
    loop {
        if let Some(status) = suite.ended()? {
            ensure!(status.success(), "the suite ended with {status}");
            return broken.map_or(Ok(()), Err);
        }
        // The suite says what that did to whom; it need not be told.
        if broken.is_none()
            && let Err(error) = server.check()
        {
            eprintln!("{} {error:#}", paint::yellow("a part of the deployment is gone:"));
            broken = Some(error);
        }
        if Instant::now() > deadline {
            bail!("the suite is not done after {} minutes", LIMIT.as_secs() / 60);
        }
        stop::check_interrupt()?;
    }
}

/// Writes the report from all results, or fails if the one in the workspace is another.
fn report(write: bool) -> Result<()> {
    let out = if write {
        REPORT.to_owned()
    } else {
        format!("{FOLDER}/conformance.md")
    };
    let mut suite = Command::new(workspace::program(SUITE, false));
    suite.current_dir(workspace::root());
    suite.args(["report", "--out", &out, "--alike", subject::ALIKE]);
    suite.args(subject::ALL.iter().map(|subject| results(subject.name, "json")));
    process::run(&mut suite)?;
    if write {
        return Ok(());
    }
    let text = |path: &str| {
        let path = workspace::at(path);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", Path::new(&path).display()))
    };
    ensure!(
        text(REPORT)? == text(&out)?,
        "{REPORT} is not what {out} says; write it with: cargo xtask conformance --report"
    );
    Ok(())
}
