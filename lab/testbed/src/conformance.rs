//! The session suite on every shape, each with a deployment and a PostgreSQL of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    control::Desk,
    faketime,
    shape::{self, Shape},
    stage::{self, Stage},
};
use dev_deployment::{
    build, paint, port,
    process::{self, Process},
    site,
    stop::{self, Stopped},
    workspace,
};

/// Results, logs and data; relative to the workspace, and short, because a socket's path may not be long.
const FOLDER: &str = "target/conformance";
const GOLDEN: &str = "lab/conformance/golden";
const REPORT: &str = "docs/conformance.md";
const SUITE: &str = "conformance";
/// The suite has limits of its own for each case. This is for a suite that hangs.
const LIMIT: Duration = Duration::from_mins(20);

pub struct Options {
    /// All of them if there are none.
    pub shapes: Vec<String>,
    /// The cases, as the suite understands them.
    pub only: Option<String>,
    pub mode: Mode,
    pub build: bool,
    /// A folder with the programs of an earlier release, to stand beside ours.
    pub old_release: Option<PathBuf>,
    /// Writes the report instead of comparing it.
    pub report: bool,
    pub port: u16,
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
            shapes: Vec::new(),
            only: None,
            mode: Mode::Judge,
            build: true,
            old_release: None,
            report: false,
            // Above those of the browser tests.
            port: 3950,
        }
    }
}

/// Runs the suite on one shape after the other; a failure does not keep the next one from running.
pub fn run(options: &Options) -> Result<()> {
    let shapes = Shape::chosen(&options.shapes)?;
    ensure!(
        options.mode != Mode::Hold || shapes.len() == 1,
        "--hold wants one --shape"
    );
    if options.build {
        build_all(&shapes, options.mode != Mode::Hold)?;
    }
    site::stage()?;
    faketime::ensure();
    let mut failures = Vec::new();
    for shape in &shapes {
        let started = Instant::now();
        eprintln!("\n{} {}", paint::bold("conformance of"), paint::bold(shape.name));
        let outcome = run_on(shape, options);
        if stop::asked() {
            return Err(Stopped.into());
        }
        let seconds = started.elapsed().as_secs();
        match outcome {
            Ok(()) => eprintln!("{} {} after {seconds} s", paint::green("✓"), shape.name),
            Err(error) => {
                eprintln!("{} {} after {seconds} s: {error:#}", paint::red("✗"), shape.name);
                failures.push(shape.name);
            }
        }
    }
    ensure!(failures.is_empty(), "not as expected: {}", failures.join(", "));
    if shapes.len() == shape::ALL.len() && options.only.is_none() {
        report(options.report)
    } else {
        eprintln!("{}", paint::dim("no report: that takes all shapes and all cases"));
        Ok(())
    }
}

fn build_all(shapes: &[&Shape], suite: bool) -> Result<()> {
    let mut groups: Vec<&[&str]> = Vec::new();
    for shape in shapes {
        for group in build::programs(shape.topology()?.shape) {
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

fn run_on(shape: &Shape, options: &Options) -> Result<()> {
    let name = shape.name;
    let port = port::next_free(options.port)?;
    let mut stage = Stage::start(shape, &format!("{FOLDER}/{name}"), port)?;
    stage.old_release.clone_from(&options.old_release);
    let socket = format!("{FOLDER}/{name}.sock");
    let control = control_command(&socket)?;
    let mut suite = suite_on(&stage, shape, port)?;
    suite.args(["--control", &control]);
    suite.args([
        "--json",
        &results(name, "json"),
        "--markdown",
        &results(name, "md"),
    ]);
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
    let desk = Desk::open(stage, &workspace::at(&socket))?;
    if options.mode == Mode::Hold {
        eprintln!(
            "\n  {suite:?}\n\n  {}",
            paint::bold(&format!("{control} capabilities"))
        );
        println!("ready");
        return wait(&desk);
    }
    // Not those of an earlier run, if this one breaks off.
    let _ = fs::remove_file(workspace::at(&results(name, "json")));
    watch(Process::spawn(SUITE, &mut suite)?, &desk)
}

/// The suite with what it must know of the deployment.
fn suite_on(stage: &Stage, shape: &Shape, port: u16) -> Result<Command> {
    let mut suite = Command::new(workspace::program(SUITE, false));
    suite.current_dir(workspace::root());
    for copy in &stage.deployment.copies {
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
    let [mall, auth] = shape.topology()?.origins(port);
    suite.args(["--auth-origin", &auth, "--mall-origin", &mall]);
    suite.args(["--promise", stage::PROMISE]);
    let title = format!("{}: {}", shape.name, shape.title);
    suite.args(["--database", &stage.cluster.owner, "--name", &title]);
    Ok(suite)
}

/// Until somebody asks to stop.
fn wait(desk: &Desk) -> Result<()> {
    loop {
        desk.check()?;
        stop::beat()?;
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

fn watch(mut suite: Process, desk: &Desk) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    let mut broken = None;
    loop {
        if let Some(status) = suite.ended()? {
            ensure!(status.success(), "the suite ended with {status}");
            return broken.map_or(Ok(()), Err);
        }
        // The suite says what that did to whom; it need not be told.
        if broken.is_none()
            && let Err(error) = desk.check()
        {
            eprintln!("{} {error:#}", paint::yellow("a part of the deployment is gone:"));
            broken = Some(error);
        }
        if Instant::now() > deadline {
            bail!("the suite is not done after {} minutes", LIMIT.as_secs() / 60);
        }
        stop::beat()?;
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
    suite.args(["report", "--out", &out, "--alike", shape::ALIKE]);
    suite.args(shape::ALL.iter().map(|shape| results(shape.name, "json")));
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
