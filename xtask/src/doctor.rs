//! `doctor`: what this machine has and lacks, and what to type about it.

use std::{net::ToSocketAddrs, process::Command};

use anyhow::{Result, bail};
use dev_proxies::Program;

use crate::{browsers::Browser, leptos, rustup};
use dev_deployment::{
    dev_postgres::DevPostgres, paint, port, system::in_path, topology::AUTH_HOST, workspace,
};

const PORT: u16 = 3000;
const SPACE_GIB: u64 = 10;
const OLDEST_NODE: u32 = 20;

/// One line of the table.
struct Finding {
    what: &'static str,
    /// Nothing works without it.
    vital: bool,
    fine: bool,
    found: String,
    advice: &'static str,
}

/// Prints the table; fails if something is missing that nothing works without.
pub fn run() -> Result<()> {
    let findings = [rust()?, node(), programs(), development()?, machine()]
        .into_iter()
        .flatten();
    let mut missing = 0;
    for Finding {
        what,
        vital,
        fine,
        found,
        advice,
    } in findings
    {
        let mark = match (fine, vital) {
            (true, _) => paint::green("✓"),
            (false, true) => paint::red("✗"),
            (false, false) => paint::yellow("✗"),
        };
        println!("{mark} {what:<18} {found}");
        if !fine {
            println!("  {:<18} {}", "", paint::dim(advice));
            missing += usize::from(vital);
        }
    }
    if missing > 0 {
        bail!("{missing} things are missing that nothing works without");
    }
    Ok(())
}

impl Finding {
    fn vital(what: &'static str, found: Option<String>, advice: &'static str) -> Self {
        Self {
            vital: true,
            ..Self::useful(what, found, advice)
        }
    }

    /// Comes by itself, or only something else does without it.
    fn useful(what: &'static str, found: Option<String>, advice: &'static str) -> Self {
        let fine = found.is_some();
        Self {
            what,
            vital: false,
            fine,
            found: found.unwrap_or_else(|| "not found".to_owned()),
            advice,
        }
    }

    fn state(what: &'static str, fine: bool, found: impl Into<String>, advice: &'static str) -> Self {
        Self {
            what,
            vital: false,
            fine,
            found: found.into(),
            advice,
        }
    }
}

fn rust() -> Result<Vec<Finding>> {
    let rustc = first_line(
        Command::new("rustc")
            .current_dir(workspace::root())
            .arg("--version"),
    );
    let wasm = rustup::wasm_installed()?;
    let linker = ["cc", "clang", "gcc"].into_iter().find_map(version);
    Ok(vec![
        Finding::vital(
            "Rust",
            rustc,
            "https://rustup.rs; it then reads rust-toolchain.toml",
        ),
        Finding::useful(
            "rustup",
            version("rustup"),
            "without it the toolchain and its wasm target are yours to keep",
        ),
        Finding::state(
            "target wasm32",
            wasm,
            installed(wasm),
            "cargo xtask run adds it, or: rustup target add wasm32-unknown-unknown",
        ),
        Finding::vital(
            "C linker",
            linker,
            "apt-get install build-essential, or: xcode-select --install",
        ),
    ])
}

fn node() -> Vec<Finding> {
    let node = version("node");
    let recent = node
        .as_deref()
        .and_then(node_major)
        .is_some_and(|major| major >= OLDEST_NODE);
    let found = node.unwrap_or_else(|| "not found".to_owned());
    vec![
        Finding::state(
            "Node.js",
            recent,
            found,
            "20 or newer, for the browser tests and small release wasm: https://nodejs.org",
        ),
        Finding::useful("npm", version("npm"), "comes with Node.js"),
    ]
}

fn programs() -> Vec<Finding> {
    let path = |browser: Browser| browser.find().map(|path| path.display().to_string());
    let proxies = Program::TESTED
        .into_iter()
        .filter(|program| program.find().is_some());
    let proxies: Vec<_> = proxies.map(Program::name).collect();
    vec![
        Finding::useful(
            "PostgreSQL",
            postgres(),
            "is downloaded by run, split and test; or: apt-get install postgresql; or set DATABASE_URL",
        ),
        Finding::useful(
            "Chromium",
            path(Browser::Chromium),
            "cargo xtask test installs it, or: apt-get install chromium",
        ),
        Finding::useful(
            "Firefox",
            path(Browser::Firefox),
            "for one smoke test, or: apt-get install firefox-esr",
        ),
        Finding::state(
            "proxies",
            proxies.len() == Program::TESTED.len(),
            proxies.join(", "),
            "for tests behind them: apt-get install pgbouncer nginx haproxy",
        ),
    ]
}

/// Not for running or testing.
fn development() -> Result<Vec<Finding>> {
    let tool = leptos::tool()?;
    let there = tool.is_installed();
    Ok(vec![Finding::state(
        "cargo-leptos",
        there,
        format!("{} {}", tool.version, installed(there)),
        "only for the development loop: cargo xtask watch installs it into .tools/",
    )])
}

fn machine() -> Vec<Finding> {
    let taken = port::must_be_free(PORT).err().map(|error| error.to_string());
    let resolves = (AUTH_HOST, PORT)
        .to_socket_addrs()
        .is_ok_and(|mut all| all.all(|address| address.ip().is_loopback()));
    let names = if resolves {
        "resolve to this machine"
    } else {
        "are not resolved by the system"
    };
    let space = free_gib();
    let enough = space.is_none_or(|gib| gib >= SPACE_GIB);
    let space = space.map_or_else(|| "unknown".to_owned(), |gib| format!("{gib} GiB free"));
    vec![
        Finding::state(
            "port 3000",
            taken.is_none(),
            taken.unwrap_or_else(|| "free".to_owned()),
            "cargo xtask run --port 3001",
        ),
        Finding::state(
            "names *.localhost",
            resolves,
            names,
            "Chromium, Firefox and curl resolve them by themselves; for others add both names to /etc/hosts",
        ),
        Finding::state("disk", enough, space, "target/ needs about 10 GiB"),
    ]
}

fn installed(there: bool) -> String {
    if there { "installed" } else { "not installed yet" }.to_owned()
}

fn version(program: &str) -> Option<String> {
    first_line(Command::new(program).arg("--version"))
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .next()
        .map(str::to_owned)
}

fn node_major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// dev-postgres knows best; before it is built, the usual places.
fn postgres() -> Option<String> {
    if let Ok(url) = std::env::var("DATABASE_URL") {
        let host = url.rsplit('@').next().unwrap_or_default().to_owned();
        return Some(format!("DATABASE_URL: {host}"));
    }
    let programs = DevPostgres::default().status().ok();
    programs
        .and_then(|status| Some(status.programs()?.display().to_string()))
        .or_else(|| in_path("initdb").map(|path| path.display().to_string()))
        .or_else(|| {
            let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
            versions
                .flatten()
                .map(|version| version.path().join("bin/initdb"))
                .find(|path| path.is_file())
                .map(|path| path.display().to_string())
        })
}

/// From `df -Pk`, whose columns POSIX lays down.
fn free_gib() -> Option<u64> {
    let output = Command::new("df")
        .arg("-Pk")
        .arg(workspace::root())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let kib: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kib / 1024 / 1024)
}
