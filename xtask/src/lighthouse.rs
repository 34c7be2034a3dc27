//! `lighthouse`: what Lighthouse says of the shop's pages, as visitors get them.

use std::process::Command;

use anyhow::{Context, Result};
use dev_deployment::{
    build,
    deployment::{Deployment, Order},
    port, process, site,
    topology::{self, MALL_HOST},
    workspace,
};

use crate::{
    browsers::Browser,
    islands::{self, Kind},
    npm,
};

const FOLDER: &str = "lab/lighthouse";
const REPORT: &str = "docs/benchmarks/lighthouse.md";
/// Above the ports of `run` and of the tests.
const FIRST_PORT: u16 = 3930;

/// Builds and starts a monolith as in production, visits its pages, and writes the report. Fails where a goal is missed.
pub fn run() -> Result<()> {
    let folder = workspace::at(FOLDER);
    npm::ensure(&folder)?;
    Browser::Chromium.ensure(&workspace::at("end2end"))?;
    let topology = topology::find("T1")?;
    build::build(build::programs(topology.layout), true)?;
    site::stage()?;
    islands::build(Kind::Release)?;
    let port = port::next_free(FIRST_PORT).context("there is no free port")?;
    let order = Order {
        release: true,
        environment: &[("LAB", None), ("RUST_LOG", None)],
        ..Order::of(topology, port, "cfmall_lighthouse")
    };
    let _deployment = Deployment::start(&order)?;
    let mut node = Command::new("node");
    node.current_dir(&folder)
        .arg("measure.js")
        .arg(format!("http://{MALL_HOST}:{port}"))
        .arg(workspace::at(REPORT));
    if let Some(chromium) = Browser::Chromium.find() {
        node.env(Browser::Chromium.variable(), chromium);
    }
    process::run(&mut node)
}
