//! `bench buying`: what a cart and an order cost.

mod forms;
mod goals;
mod report;
mod scenario;
mod world;

use std::time::Duration;

use anyhow::Result;

use crate::{
    course::{Course, SERVER_AND_LOAD},
    figures::Figures,
    options::BuyingOptions,
};
use scenario::{AT_HALF, ROUND, Scenario};
pub use world::World;

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(20);

/// Builds, fills, measures and writes down.
pub fn run(options: &BuyingOptions) -> Result<()> {
    let course = Course::begin(options.build, SERVER_AND_LOAD, LIMIT)?;
    course.say("starting the server, filling the tables");
    let world = World::start(options, true)?;
    let measure = |scenario: &Scenario, known: &Figures, connections, seconds| {
        course.check()?;
        scenario.measure(&world, known, connections, seconds)
    };
    let (mut figures, mut alone) = (Figures::default(), Figures::default());
    course.say("warming up");
    for scenario in &ROUND {
        measure(scenario, &figures, scenario.action.connections(), 1)?;
    }
    course.say("counting statements, with one connection");
    for scenario in &ROUND {
        alone.add(scenario.key, 1, measure(scenario, &figures, 1, 1)?);
    }
    for round in 1..=options.rounds {
        for scenario in course.round(round, options.rounds, &ROUND) {
            let connections = scenario.action.connections();
            let sample = measure(scenario, &figures, connections, options.seconds)?;
            figures.add(scenario.key, round, sample);
        }
    }
    course.say("at half the rates");
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
    course.say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &found)
}
