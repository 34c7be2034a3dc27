//! `production`: a build for production contains nothing of the lab, and refuses to be told otherwise.

use std::{fs, io::Read, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{provider, tls};
use dev_deployment::{build::build as build_programs, paint, process, system::in_path, workspace};

/// The programs that visitors meet.
const PROGRAMS: [&str; 3] = ["monolith", "auth", "mall"];
/// Where they are kept: a plain build would put its own in their place.
const FOLDER: &str = "target/production";
/// What only a build with the feature `lab` contains: the crate, as symbols name it, and the handles it mounts.
const TRACES: [&str; 4] = ["lab_stores", "/api/session/probe", "/api/lab", "x-lab-look-up"];
/// What such a build is told, and what it must not accept.
const REFUSED: [(&str, &str); 4] = [
    ("SESSION_STORE", "memory"),
    ("SESSION_STORE", "postgres-stock"),
    ("SESSION_PROBE", "1"),
    ("LAB_KEY", "0123456789abcdef0123456789abcdef"),
];
/// A configuration with which each of them starts.
const GOOD: [(&str, &str); 3] = [
    ("DATABASE_URL", "postgres://cfmall@localhost/cfmall"),
    ("MALL_ORIGIN", "http://cfmall.localhost:3000"),
    ("AUTH_ORIGIN", "http://cfmall.localhost:3000"),
];

/// A database elsewhere: a build for production has TLS.
const WITH_TLS: &str = "postgres://cfmall@db.example/cfmall?sslmode=verify-full";

/// Builds every program with and without the lab, and looks into both.
pub fn run() -> Result<()> {
    fs::create_dir_all(workspace::at(FOLDER))?;
    build_for_production()?;
    let bare = |name| workspace::at(FOLDER).join(name);
    for name in PROGRAMS {
        fs::copy(workspace::program(name, false), bare(name))?;
    }
    build_programs(&[&PROGRAMS, &["dev-postgres"]], false)?;
    for name in PROGRAMS {
        check(name, &bare(name)).with_context(|| format!("{name} as it is built for production"))?;
        println!("{} {name} contains nothing of the lab", paint::green("✓"));
    }
    let program = workspace::at(FOLDER).join(PROGRAMS[0]);
    if in_path("openssl").is_none() {
        println!("{} TLS: openssl is not installed", paint::yellow("not tried:"));
        return Ok(());
    }
    let place = tls::Place::make()?;
    tls::check(&program, &place).context("TLS to the database")?;
    println!("{} TLS to the database", paint::green("✓"));
    provider::check(&program, &place).context("TLS to a provider of logins")?;
    println!("{} TLS to a provider of logins", paint::green("✓"));
    Ok(())
}

fn build_for_production() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args([
        "build",
        "--quiet",
        "--no-default-features",
        "--features",
        "tls,mimalloc,otlp",
    ]);
    cargo.args(PROGRAMS.iter().flat_map(|name| ["-p", name]));
    process::run(&mut cargo)
}

fn check(name: &str, bare: &Path) -> Result<()> {
    let with_lab = workspace::program(name, false);
    for trace in TRACES {
        // Or the search would find nothing anywhere.
        ensure!(
            contains(&with_lab, trace)?,
            "a plain build does not contain {trace}"
        );
        ensure!(!contains(bare, trace)?, "it contains {trace}");
    }
    ensure!(
        is_position_independent(bare)?,
        "it is always at the same address: server/{name}/build.rs"
    );
    let accepts = |variables: &[(&str, &str)]| {
        let mut command = Command::new(bare);
        command
            .arg("check")
            .env_clear()
            .envs(GOOD)
            .envs(variables.iter().copied());
        let output = command.output().context("it cannot be started")?;
        anyhow::Ok((
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    };
    for good in [&[][..], &[("DATABASE_URL", WITH_TLS)]] {
        let (starts, said) = accepts(good)?;
        ensure!(starts, "it refuses a good configuration: {said}");
    }
    for (variable, value) in REFUSED {
        let (starts, said) = accepts(&[(variable, value)])?;
        ensure!(
            !starts && said.contains("feature lab"),
            "it is told {variable}={value}, and says: {said}"
        );
    }
    let (starts, said) = accepts(&[("DATABASE_URL", "")])?;
    ensure!(
        !starts && said.contains("DATABASE_URL is not set"),
        "it starts without a database of somebody's, and says: {said}"
    );
    let routes = Command::new(bare).arg("routes").output()?;
    let committed = fs::read_to_string(workspace::at(&format!("server/{name}/routes.txt")))?;
    ensure!(
        String::from_utf8(routes.stdout)?.trim() == committed.trim(),
        "its routes are not those of server/{name}/routes.txt"
    );
    Ok(())
}

/// Whether the system can put the program at a random address: its type in the ELF header is `ET_DYN`. Other systems' formats are not read.
fn is_position_independent(program: &Path) -> Result<bool> {
    let mut header = [0; 18];
    fs::File::open(program)?.read_exact(&mut header)?;
    let is_elf = header.starts_with(b"\x7fELF");
    Ok(!is_elf || u16::from_le_bytes([header[16], header[17]]) == 3)
}

/// Searched by `grep`: a debug build of ours would take a minute for a hundred megabytes.
fn contains(program: &Path, text: &str) -> Result<bool> {
    let found = Command::new("grep")
        .args(["-q", "-a", "-F", text])
        .arg(program)
        .status()?;
    ensure!(
        found.code().is_some_and(|code| code < 2),
        "grep cannot read {}",
        program.display()
    );
    Ok(found.success())
}
