//! `weight`: what a first visit costs, as it goes over the wire. A budget that nobody checks is a hope.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};

use crate::islands::{self, Kind};
use dev_deployment::{
    build,
    deployment::{Deployment, Order},
    names, paint, port, probe,
    topology::{self, MALL_HOST},
    workspace,
};

/// Not the folder anything is served from.
const SITE: &str = "target/site-release";
/// What is weighed and what it may weigh, in bytes after brotli.
const BUDGETS: [(&str, u64); 3] = [("HTML", 25_000), ("CSS", 20_000), ("JS and wasm", 120_000)];
/// Above the ports of `run` and of the tests.
const FIRST_PORT: u16 = 3900;

/// Weighs the front page, and the release build of what the pages with islands load.
pub fn run() -> Result<()> {
    islands::build_into(SITE, Kind::Release, &[])?;
    let built = |extension| workspace::at(SITE).join(names::built(extension));
    let weights = [
        front_page()?,
        brotli(&built("css"))?,
        brotli(&built("js"))? + brotli(&built("wasm"))?,
    ];
    let mut too_heavy = 0;
    for ((name, budget), weight) in BUDGETS.into_iter().zip(weights) {
        let fits = weight <= budget;
        too_heavy += u32::from(!fits);
        let mark = if fits {
            paint::green("✓")
        } else {
            paint::red("✗")
        };
        println!("{mark} {name:<12} {weight:>7} bytes of {budget}");
    }
    if too_heavy > 0 {
        bail!("{too_heavy} budgets are exceeded");
    }
    Ok(())
}

/// The front page as the server sends it to a browser that takes brotli.
fn front_page() -> Result<u64> {
    let topology = topology::find("T1")?;
    build::build(build::programs(topology.layout), false)?;
    let port = port::next_free(FIRST_PORT).context("there is no free port")?;
    let _deployment = Deployment::start(&Order::of(topology, port, "cfmall_weight"))?;
    let (status, size) = probe::size(port, MALL_HOST, "/")?;
    ensure!(status == 200, "the front page answers {status}");
    Ok(size)
}

fn brotli(file: &Path) -> Result<u64> {
    let compressed = format!("{}.br", file.display());
    Ok(fs::metadata(&compressed)
        .with_context(|| format!("{compressed} was not built"))?
        .len())
}
