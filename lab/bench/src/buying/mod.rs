//! `bench buying`: what a cart and an order cost.

mod forms;
mod goals;
mod report;
mod scenario;
mod world;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use dev_deployment::{build, paint, site, stop};

use crate::{figures::Figures, options::BuyingOptions};
use scenario::{AT_HALF, ROUND, Scenario};
pub use world::World;

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(20);

/// Builds, fills, measures and writes down.
pub fn run(options: &BuyingOptions) -> Result<()> {
    if options.build {
        build::build(&[&["dev-postgres"]], false)?;
        build::build(&[&["monolith"], &["load"]], true)?;
    }
    site::stage()?;
    let started = Instant::now();
    let say = |what: &str| {
        eprintln!(
            "{}",
            paint::dim(&format!("{:>4} s  {what}", started.elapsed().as_secs()))
        );
    };
    say("starting the server, filling the tables");
    let world = World::start(options, true)?;
    let measure = |scenario: &Scenario, known: &Figures, connections, seconds| {
        if stop::asked() {
            return Err(stop::Stopped.into());
        }
        if started.elapsed() > LIMIT {
            bail!("not done after {} minutes", LIMIT.as_secs() / 60);
        }
        scenario.measure(&world, known, connections, seconds)
    };
    let (mut figures, mut alone) = (Figures::default(), Figures::default());
    say("warming up");
    for scenario in &ROUND {
        measure(scenario, &figures, scenario.action.connections(), 1)?;
    }
    say("counting statements, with one connection");
    for scenario in &ROUND {
        alone.add(scenario.key, 1, measure(scenario, &figures, 1, 1)?);
    }
    for round in 1..=options.rounds {
        say(&format!("round {round} of {}", options.rounds));
        let mut turn: Vec<_> = ROUND.iter().collect();
        // Forth and back, so that what drifts favours nobody.
        if round % 2 == 0 {
            turn.reverse();
        }
        for scenario in turn {
            let connections = scenario.action.connections();
            let sample = measure(scenario, &figures, connections, options.seconds)?;
            figures.add(scenario.key, round, sample);
        }
    }
    say("at half the rates");
    for round in 1..=options.rounds {
        for scenario in &AT_HALF {
            let connections = scenario.action.connections();
            let sample = measure(scenario, &figures, connections, options.seconds)?;
            figures.add(scenario.key, round, sample);
        }
    }
    let found = report::Found {
        figures,
        alone,
        machine: world.describe(options)?,
    };
    say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &found)
}
