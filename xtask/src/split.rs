//! `split`: auth and mall apart, in copies, behind the gateway, in any topology of the lesson.

use anyhow::Result;

use crate::{
    cli::SplitOptions,
    run,
    social::{self, Social},
};
use dev_deployment::{
    build,
    deployment::{Deployment, Order},
    paint, port, site,
    topology::{self, Outcome, Topology},
};

/// The topology that the lesson ends with.
const USUAL: &str = "T7";

/// Runs a topology until it is told to stop.
pub fn run(options: &SplitOptions) -> Result<()> {
    let topology = topology::find(options.topology.as_deref().unwrap_or(USUAL))?;
    topology
        .public_ports(options.port)
        .into_iter()
        .try_for_each(port::must_be_free)?;
    announce(topology, options.store.as_deref());
    if options.build {
        build::build(build::programs(topology.layout), options.release)?;
        if options.social {
            social::build(options.release)?;
        }
    }
    site::stage()?;

    let default = topology.database(options.port);
    let database = options.database.as_deref().unwrap_or(&default);
    let [mall, auth] = topology.origins(options.port);
    let social = options.social.then(|| Social::start(&auth, options.release));
    let social = social.transpose()?;
    let environment = social.as_ref().map(Social::environment);
    let mut deployment = Deployment::start(&Order {
        auth: options.auth,
        mall: options.mall,
        balance: options.balance.as_deref().unwrap_or(topology.balance),
        store: options.store.as_deref(),
        release: options.release,
        environment: environment.as_ref().map_or(&[], |environment| environment),
        ..Order::of(topology, options.port, database)
    })?;

    eprintln!("\n  mall   {}", paint::bold(&paint::green(&mall)));
    eprintln!("  login  {}\n", paint::bold(&format!("{auth}/login")));
    announce(topology, options.store.as_deref());
    // Tests wait for this line.
    println!("ready: {mall}");
    run::watch(&mut deployment, options.islands && options.build, options.release)
}

/// Prints the topology, or all of them, as JSON.
pub fn describe(topology: Option<&str>, port: u16) -> Result<()> {
    println!("{}", topology::describe(topology, port)?);
    Ok(())
}

fn announce(topology: &Topology, store: Option<&str>) {
    let Topology { id, .. } = topology;
    if let Some(store) = store.filter(|store| *store != topology.store) {
        let what = format!("{id} with the store {store} instead of {}:", topology.store);
        eprintln!("{} for comparison", paint::yellow(&what));
        return;
    }
    match topology.outcome {
        Outcome::Works(why) => eprintln!("{} {why}", paint::green(&format!("{id} works:"))),
        Outcome::Until(what) => eprintln!("{} {what}", paint::yellow(&format!("{id} works only until"))),
        Outcome::Fails(why) => eprintln!("{} {why}", paint::red(&format!("{id} fails on purpose:"))),
    }
}
