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

use std::time::Duration;

use anyhow::Result;

use crate::{
    course::{Course, SERVER_AND_LOAD},
    figures::Figures,
    options::PagesOptions,
};
use measure::{Plan, Scenario, plan};
use world::World;

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(45);

/// Builds, fills, measures and writes down.
pub fn run(options: &PagesOptions) -> Result<()> {
    // Before the usual one, which it replaces.
    if options.build && options.soak.is_none() {
        allocator::build()?;
    }
    let course = Course::begin(options.build, SERVER_AND_LOAD, LIMIT)?;
    course.say("starting the servers, filling the catalogues");
    if let Some(minutes) = options.soak {
        return soak::run(options, minutes, &course);
    }
    let world = World::start(options, &course)?;
    let Plan {
        rounds: mut scenarios,
        at_half,
    } = plan(|server| world.has(server));
    let mut figures = Figures::default();
    let mut measure = |scenario: &Scenario, round, seconds| {
        course.check()?;
        let sample = scenario.measure(&world, &figures, seconds)?;
        if round > 0 {
            figures.add(scenario.key, round, sample);
        }
        anyhow::Ok(())
    };
    course.say(&format!("warming up: {} kinds of visits", scenarios.len()));
    for scenario in &scenarios {
        measure(scenario, 0, 1)?;
    }
    for round in 1..=options.rounds {
        for scenario in course.round(round, options.rounds, &scenarios) {
            measure(scenario, round, options.seconds)?;
        }
    }
    course.say("at half the rates");
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
    course.say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &scenarios, &found)
}
