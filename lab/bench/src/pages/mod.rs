//! `bench pages`: what a page costs, in this shop and in the same shop written in other ways.

mod allocator;
pub mod catalogue;
mod goals;
mod growth;
mod measure;
mod page;
mod peer;
mod report;
mod server;
mod soak;
mod tables;
mod world;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use dev_deployment::{build, paint, site, stop};

use crate::{figures::Figures, options::PagesOptions};
use measure::{Plan, Scenario, plan};
use world::World;

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(45);

/// Builds, fills, measures and writes down.
pub fn run(options: &PagesOptions) -> Result<()> {
    if options.build {
        build::build(&[&["dev-postgres"]], false)?;
        if options.soak.is_none() {
            allocator::build()?;
        }
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
    say("starting the servers, filling the catalogues");
    if let Some(minutes) = options.soak {
        return soak::run(options, minutes, &say);
    }
    let world = World::start(options, &say)?;
    let Plan {
        rounds: mut scenarios,
        at_half,
    } = plan(|server| world.has(server));
    let mut figures = Figures::default();
    let mut measure = |scenario: &Scenario, round, seconds| {
        if stop::asked() {
            return Err(stop::Stopped.into());
        }
        if started.elapsed() > LIMIT {
            bail!("not done after {} minutes", LIMIT.as_secs() / 60);
        }
        let sample = scenario.measure(&world, &figures, seconds)?;
        if round > 0 {
            figures.add(scenario.key, round, sample);
        }
        Ok(())
    };
    for round in 0..=options.rounds {
        say(&if round == 0 {
            format!("warming up: {} kinds of visits", scenarios.len())
        } else {
            format!("round {round} of {}", options.rounds)
        });
        let mut turn: Vec<_> = scenarios.iter().collect();
        // Forth and back, so that what drifts favours nobody.
        if round % 2 == 0 {
            turn.reverse();
        }
        for scenario in turn {
            measure(scenario, round, if round == 0 { 1 } else { options.seconds })?;
        }
    }
    say("at half the rates");
    for round in 1..=options.rounds {
        for scenario in &at_half {
            measure(scenario, round, options.seconds)?;
        }
    }
    scenarios.extend(at_half);
    let found = report::Found {
        figures,
        memory: world.memory()?,
        bytes: measure::bytes(&world, &scenarios)?,
        machine: world.describe(options)?,
        left_out: world.left_out.clone(),
    };
    say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &scenarios, &found)
}
