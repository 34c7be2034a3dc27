//! `run`: from a fresh clone to the mall in a browser. The page comes first; the islands follow while it is read.

use std::{thread, time::Instant};

use anyhow::Result;

use crate::{
    cli::RunOptions,
    islands,
    social::{self, Social},
};
use dev_deployment::{
    build,
    deployment::{Deployment, Order},
    paint, port, site, stop, topology,
};

/// The single-app starting point.
const TOPOLOGY: &str = "T1";
/// The one that `monolith` and `dev-postgres` use by themselves.
const DATABASE: &str = "cfmall";

/// Runs the monolith until it is told to stop.
pub fn run(options: &RunOptions) -> Result<()> {
    let started = Instant::now();
    let topology = topology::find(TOPOLOGY)?;
    // Now and not after minutes of building.
    port::must_be_free(options.port)?;
    for group in build::programs(topology.layout) {
        build::build_alone(group, options.release)?;
    }
    if options.social {
        social::build(options.release)?;
    }
    site::stage()?;

    let [mall, auth] = topology.origins(options.port);
    let social = options.social.then(|| Social::start(&auth, options.release));
    let social = social.transpose()?;
    let environment = social.as_ref().map(Social::environment);
    let order = Order {
        release: options.release,
        environment: environment.as_ref().map_or(&[], |environment| environment),
        ..Order::of(topology, options.port, DATABASE)
    };
    let mut deployment = Deployment::start(&order)?;
    eprintln!(
        "\n  {}   {}\n",
        paint::bold(&paint::green(&mall)),
        paint::dim(&format!("after {} s", started.elapsed().as_secs()))
    );
    eprintln!(
        "  {}\n",
        paint::dim("log in as zhangsan or lisi, password cfmall-demo; Ctrl-C ends everything")
    );
    println!("ready: {mall}");

    watch(&mut deployment, options.islands, options.release)
}

/// Watches the deployment, while the islands are built beside it.
pub fn watch(deployment: &mut Deployment, islands: bool, release: bool) -> Result<()> {
    thread::scope(|scope| {
        if islands {
            scope.spawn(|| islands::follow(release));
        }
        let end = deployment.watch();
        // The islands are not worth waiting for.
        stop::request();
        end
    })
}
