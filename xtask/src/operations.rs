//! Short forms of what takes long: the split, the deploy files, a fail-over. The whole of each is a command of its own.

use std::{ffi::OsString, process::Command};

use anyhow::Result;
use dev_deployment::{
    paint,
    system::{can_install, in_path, install},
};

use crate::{
    lab::{self, Program},
    report::Report,
};

/// What containers are confined with, and the proxy of the compose files and the gateway.
const CONTAINERS: [&str; 2] = ["bubblewrap", "caddy"];

/// Does them.
pub fn steps(report: &mut Report) {
    report.step("the split, rehearsed", || {
        run(
            lab::REHEARSAL,
            &["split", "--short", "--to", "hosts", "--behind", "haproxy"],
        )
    });
    let failover = || run(lab::FAILOVER, &["--short"]);
    if !has_containers() {
        report.step("fail-over of the database", failover);
        return;
    }
    report.step("compose files, with programs of this workspace", || {
        deploy(&["compose/compose.split.yaml", "compose/compose.replicas.yaml"])
    });
    report.side_by_side([
        (
            "manifests for Kubernetes, with programs of this workspace",
            Box::new(|| deploy(&["kubernetes/rendered/split.yaml"])),
        ),
        ("fail-over of the database", Box::new(failover)),
    ]);
}

/// Starts what stands in shipped files.
fn deploy(files: &[&str]) -> Result<()> {
    let files = files.iter().map(|file| format!("deploy/{file}"));
    let words = ["deploy", "run", "--local"].map(str::to_owned).into_iter();
    run(lab::CONTAINERS, &words.chain(files).collect::<Vec<_>>())
}

fn run(program: Program, words: &[impl AsRef<str>]) -> Result<()> {
    let words: Vec<_> = words.iter().map(|word| OsString::from(word.as_ref())).collect();
    lab::run(program, &words)
}

/// Whether deploy files can be run here; says so where not.
fn has_containers() -> bool {
    let are_there = || in_path("caddy").is_some() && can_confine();
    if are_there() || can_install() && install(&CONTAINERS).is_ok() && are_there() {
        return true;
    }
    let left_out = paint::yellow("deploy files are left out:");
    eprintln!(
        "{left_out} they need {}, and a kernel that lets them be used",
        CONTAINERS.join(" and ")
    );
    false
}

/// Whether bubblewrap may make namespaces here, which not every container allows.
fn can_confine() -> bool {
    let mut bubblewrap = Command::new("bwrap");
    bubblewrap
        .args(["--unshare-user", "--uid", "65532", "--gid", "65532"])
        .args(["--unshare-pid", "--as-pid-1", "--unshare-ipc", "--unshare-uts"])
        .args(["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"])
        .args(["--", "true"]);
    bubblewrap.output().is_ok_and(|output| output.status.success())
}
