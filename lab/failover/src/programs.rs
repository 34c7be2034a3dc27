//! The programs of others that are needed, and their versions.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    dev_postgres::DevPostgres,
    paint,
    system::{can_install, in_path, install},
};

/// Servers are kept where administrators' programs are, which are not in everybody's search path.
const ADMINISTRATION: &str = "/usr/sbin";

/// Where they are.
pub struct Programs {
    pub patroni: PathBuf,
    pub etcd: PathBuf,
    pub haproxy: PathBuf,
    /// The folder of the programs of `PostgreSQL`.
    pub postgres: PathBuf,
}

impl Programs {
    /// Those of this machine; Patroni may be another one than that of the system.
    ///
    /// # Errors
    /// If one is missing: what to install.
    pub fn find(patroni: Option<&Path>) -> Result<Self> {
        let missing = missing(patroni);
        ensure!(
            missing.is_empty(),
            "{0} missing: `apt-get install --no-install-recommends {0}`, and `systemctl disable --now patroni etcd haproxy`, because the \
             services that Debian starts by itself are not used",
            missing.join(" ")
        );
        let status = DevPostgres::default().status()?;
        let postgres = status
            .programs()
            .context("PostgreSQL is missing: `apt-get install postgresql`")?;
        let get = |name| find(name).with_context(|| format!("{name} is gone"));
        Ok(Self {
            patroni: patroni.map_or_else(|| get("patroni"), |path| Ok(path.to_path_buf()))?,
            etcd: get("etcd")?,
            haproxy: get("haproxy")?,
            postgres: postgres.to_path_buf(),
        })
    }

    /// One line for the report.
    pub fn versions(&self) -> Result<String> {
        let postgres = first_line(&self.postgres.join("postgres"), "--version")?;
        let postgres = postgres.trim_start_matches("postgres (PostgreSQL) ");
        let patroni = first_line(&self.patroni, "--version")?;
        let etcd = first_line(&self.etcd, "--version")?;
        let haproxy = first_line(&self.haproxy, "-v")?;
        let word = |line: &str, place| line.split_whitespace().nth(place).unwrap_or_default().to_owned();
        Ok(format!(
            "PostgreSQL {}, Patroni {}, etcd {}, HAProxy {}",
            word(postgres, 0),
            patroni.split_whitespace().last().unwrap_or_default(),
            word(&etcd, 2),
            word(&haproxy, 2)
        ))
    }
}

/// The packages of programs that are not there; Patroni may be another one than that of the system.
fn missing(patroni: Option<&Path>) -> Vec<&'static str> {
    let wanted = [
        ("patroni", "patroni"),
        ("etcd", "etcd-server"),
        ("haproxy", "haproxy"),
    ];
    wanted
        .iter()
        .filter(|(program, _)| *program != "patroni" || patroni.is_none())
        .filter(|(program, _)| find(program).is_none())
        .map(|(_, package)| *package)
        .collect()
}

/// Installs what is missing. False, and a line says so, where that cannot be done.
pub fn install_missing(patroni: Option<&Path>) -> bool {
    let wanted = missing(patroni);
    if wanted.is_empty() || (can_install() && install(&wanted).is_ok()) {
        return true;
    }
    eprintln!(
        "{} {} missing",
        paint::yellow("fail-over is left out:"),
        wanted.join(" ")
    );
    false
}

fn find(name: &str) -> Option<PathBuf> {
    in_path(name).or_else(|| Some(Path::new(ADMINISTRATION).join(name)).filter(|path| path.is_file()))
}

fn first_line(program: &Path, word: &str) -> Result<String> {
    let output = Command::new(program).arg(word).output();
    let output = output.with_context(|| format!("cannot run {}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(said.lines().next().unwrap_or_default().to_owned())
}
