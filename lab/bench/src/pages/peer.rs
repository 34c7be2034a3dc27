//! Peers, the same shop written in other ways: built or installed, and started.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{
    probe,
    process::{self, Display, Output, Process},
    system::in_path,
    topology::MALL_HOST,
    workspace,
};

use crate::{load, options::FOLDER};

/// The workspace of the peers in Rust, and the folder of each other peer.
const PEERS: &str = "lab/peers";
/// Processes of a peer, or threads of one in Rust: the machine's cores, as this shop has threads.
const WORKERS: &str = "2";
const START_LIMIT: Duration = Duration::from_mins(1);

/// A program that is ready to be started.
pub struct Peer {
    command: Command,
}

impl Peer {
    pub fn express(environment: &[(&str, &str)]) -> Result<Self> {
        ensure!(in_path("npm").is_some(), "there is no npm");
        let folder = copied("express")?;
        if !folder.join("node_modules").exists() {
            let mut npm = Command::new("npm");
            npm.current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]);
            process::run(&mut npm)?;
        }
        let mut command = Command::new("node");
        command
            .current_dir(&folder)
            .arg("server.js")
            .env("NODE_ENV", "production")
            .envs(environment.iter().copied());
        Ok(Self { command })
    }

    pub fn django() -> Result<Self> {
        ensure!(in_path("python3").is_some(), "there is no python3");
        let folder = copied("django")?;
        let programs = folder.join("venv");
        if !programs.join("bin/gunicorn").exists() {
            let mut venv = Command::new("python3");
            venv.current_dir(&folder).args(["-m", "venv", "venv"]);
            process::run(&mut venv)?;
            let mut pip = Command::new(programs.join("bin/pip"));
            pip.current_dir(&folder).args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt",
            ]);
            process::run(&mut pip)?;
        }
        let mut command = Command::new(programs.join("bin/gunicorn"));
        command.current_dir(&folder);
        Ok(Self { command })
    }

    /// The one in Rust of this package; `build` says whether it is built before.
    pub fn rust(package: &str, build: bool, environment: &[(&str, &str)]) -> Result<Self> {
        // Beside the workspace's own: other features of the same crates would have them compiled again and again.
        let target = workspace::target().join("peers");
        if build {
            let mut cargo = workspace::cargo();
            cargo
                .current_dir(workspace::at(PEERS))
                .args(["build", "--release", "--locked", "-p", package, "--target-dir"])
                .arg(&target)
                // Without the workspace's flags: erased components would make the one in Leptos slower.
                .env("RUSTFLAGS", "");
            process::run_cargo(package, Display::suitable(), &mut cargo)?;
        }
        let program = target.join("release").join(package);
        ensure!(program.exists(), "{package} is not built");
        let mut command = Command::new(program);
        command.envs(environment.iter().copied());
        Ok(Self { command })
    }

    /// Starts it, and waits until it answers.
    pub fn start(mut self, port: u16, database: &str, output: &Output) -> Result<Process> {
        self.command
            .env("PORT", port.to_string())
            .env("ORIGIN", format!("http://{MALL_HOST}:{port}"))
            .env("DATABASE_URL", database)
            .env("WORKERS", WORKERS)
            .env("COMPRESSION", "1");
        let mut process = Process::start("peer", &mut self.command, output)?;
        probe::wait_until_ready(port, MALL_HOST, "/", START_LIMIT, || process.check())?;
        Ok(process)
    }
}

/// Logs a member in at a peer; the cookie as `name=value`.
pub fn log_in(server: SocketAddr) -> Result<String> {
    let answer = load::post(server, "/login", "", "nickname=%E5%BC%A0%E4%B8%89")?;
    let cookie = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| value.trim().split(';').next())?
    });
    match cookie {
        Some(cookie) => Ok(cookie.to_owned()),
        None => bail!("a peer lets nobody log in: {answer:.400}"),
    }
}

/// A peer's files, copied to where packages can be installed beside them.
fn copied(name: &str) -> Result<PathBuf> {
    let to = workspace::at(FOLDER).join(name);
    copy(&workspace::at(PEERS).join(name), &to)?;
    Ok(to)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
