//! `bench pages`: what a page costs, in this shop and in the same shop written in other ways.

mod catalogue;
mod measure;
mod report;
mod server;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use dev_deployment::{build, paint, site, stop};

use crate::{figures::Figures, options::PagesOptions};
use measure::scenarios;
use server::World;

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(30);

/// Builds, fills, measures and writes down.
pub fn run(options: &PagesOptions) -> Result<()> {
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
    say("starting the servers, filling the catalogues");
    let world = World::start(options, &say)?;
    let scenarios = scenarios(&world);
    let mut figures = Figures::default();
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
            if stop::asked() {
                return Err(stop::Stopped.into());
            }
            if started.elapsed() > LIMIT {
                bail!("not done after {} minutes", LIMIT.as_secs() / 60);
            }
            let seconds = if round == 0 { 1 } else { options.seconds };
            let sample = scenario.measure(&world, seconds)?;
            if round > 0 {
                figures.add(scenario.key, round, sample);
            }
        }
    }
    let found = report::Found {
        figures,
        memory: world.memory()?,
        bytes: measure::bytes(&world)?,
        machine: world.describe(options)?,
        left_out: world.left_out.clone(),
    };
    say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &scenarios, &found)
}
