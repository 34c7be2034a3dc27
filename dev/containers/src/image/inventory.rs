//! The list of crates that is inside a program (`cargo auditable`), compared with what cargo links into it.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};
use auditable_serde::DependencyKind;
use dev_deployment::{paint, workspace};

use super::root::Root;

/// The words of the build that say which crates there are.
const FEATURES: [&str; 3] = ["--no-default-features", "--features", "tls,mimalloc,otlp"];

/// The most bytes of a list, as JSON.
const LIST: usize = 8 << 20;

/// What was found.
pub struct Inventory {
    /// The target of the Dockerfile.
    pub target: String,
    /// The crates that are linked into it, all of which are in its list.
    pub crates: usize,
    /// The crates in its list that are not linked: on stable Rust `cargo auditable` knows no better, since what cargo says of a workspace's
    /// dependencies (`cargo metadata`) takes features of all its members together.
    pub more: usize,
}

/// Reads the list, and fails if a crate that is linked is not in it.
pub fn check(root: &Root) -> Result<Inventory> {
    let target = &root.target;
    let listed = listed(&fs::read(root.folder.join("app").join(target))?)
        .with_context(|| format!("{target} has no list of what is inside"))?;
    let linked = linked(target)?;
    let missing: Vec<_> = linked.difference(&listed).collect();
    let more: Vec<_> = listed.difference(&linked).map(String::as_str).collect();
    ensure!(missing.is_empty(), "{target}: not in its list: {missing:?}");
    println!(
        "{} {target:<9} names all {} crates inside, and {} that are not: {}",
        paint::green("✓"),
        linked.len(),
        more.len(),
        more.join(", ")
    );
    Ok(Inventory {
        target: target.clone(),
        crates: linked.len(),
        more: more.len(),
    })
}

/// The crates of a program's own list, `name version`, without those that only its build needed.
fn listed(program: &[u8]) -> Result<BTreeSet<String>> {
    let info = auditable_info::audit_info_from_slice(program, LIST)?;
    let linked = info
        .packages
        .iter()
        .filter(|package| package.kind == DependencyKind::Runtime);
    Ok(linked
        .map(|package| format!("{} {}", package.name, package.version))
        .collect())
}

/// The crates that cargo links into a program, and it itself; not those that only the compiler runs.
fn linked(program: &str) -> Result<BTreeSet<String>> {
    let mut cargo = workspace::cargo();
    cargo
        .args([
            "tree",
            "--locked",
            "--package",
            program,
            "--edges",
            "normal,no-proc-macro",
        ])
        .args([
            "--target",
            "x86_64-unknown-linux-musl",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(FEATURES);
    let output = cargo.output().context("cannot start cargo")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout)?;
    let name_and_version = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?);
        Some(format!("{name} {}", version.trim_start_matches('v')))
    };
    Ok(tree.lines().filter_map(name_and_version).collect())
}
