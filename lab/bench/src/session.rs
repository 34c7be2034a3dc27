//! Measures everything, round after round.
//!
//! Server, database and load share the cores of this machine, so figures are comparable within a run and with nothing else.
//! That is why goals are ratios, taken within a round in which everything is measured once.

use std::time::Duration;

use anyhow::Result;

use crate::{
    checks::Checks,
    course::{Course, SERVER_AND_LOAD},
    figures::Figures,
    machine,
    options::Options,
    report,
    scenario::SCENARIOS,
    world::World,
};

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(12);
/// Each scenario before it counts.
const WARM_UP: u16 = 1;

/// Builds, fills, measures and writes down.
pub fn run(options: &Options) -> Result<()> {
    let course = Course::begin(options.build, SERVER_AND_LOAD, LIMIT)?;
    course.say("starting the servers, filling the table");
    let world = World::start(options, true)?;
    course.say("warming up");
    for scenario in &SCENARIOS {
        course.check()?;
        scenario.measure(&world, WARM_UP)?;
    }
    course.say("counting statements and rows that are written");
    let checks = Checks::make(&world)?;
    let mut figures = Figures::default();
    for round in 1..=options.rounds {
        for scenario in course.round(round, options.rounds, &SCENARIOS) {
            course.check()?;
            let seconds = scenario.seconds(options.seconds);
            figures.add(scenario.key, round, scenario.measure(&world, seconds)?);
        }
    }
    let machine = machine::describe(&world, options)?;
    course.say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &machine, &figures, &checks)
}
