//! `bench session`: what it costs to know who is asking.
//!
//! Server, database and load share the cores of this machine, so figures are comparable within a run and with nothing else.
//! That is why goals are ratios, taken within a round in which everything is measured once.

mod chart;
mod checks;
mod counters;
mod figures;
mod filling;
mod floor;
mod goals;
mod load;
mod login;
mod machine;
mod reading;
mod report;
mod scenario;
mod table;
mod touches;
mod world;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{build, paint, site, stop};
use checks::Checks;
use figures::Figures;
use scenario::SCENARIOS;
use world::World;

/// Data and results.
const FOLDER: &str = "target/bench";
/// What is committed.
const PUBLISHED: &str = "docs/benchmarks";
/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(12);
/// Each scenario before it counts.
const WARM_UP: u16 = 1;

pub struct Options {
    /// Sessions in the table.
    pub rows: u32,
    /// How often each scenario is measured.
    pub rounds: u16,
    /// How long those are measured that goals are about; the others half as long.
    pub seconds: u16,
    /// To try the command itself: nothing is published.
    pub quick: bool,
    pub build: bool,
    pub port: u16,
}

impl Options {
    pub fn usual(quick: bool) -> Self {
        Self {
            rows: 1_000_000,
            rounds: if quick { 3 } else { 5 },
            seconds: if quick { 2 } else { 4 },
            quick,
            build: true,
            port: 3970,
        }
    }
}

/// Builds, fills, measures and writes down.
pub fn session(options: &Options) -> Result<()> {
    if options.build {
        // Not optimised: it is not measured, and looks after other databases as well.
        build::build(&[&["dev-postgres"]], false)?;
        // Apart, for the server to be exactly what it is elsewhere.
        build::build(&[&["monolith"], &["load"]], true)?;
    }
    site::stage()?;
    let clock = Clock(Instant::now());
    clock.say("starting the servers, filling the table");
    let world = World::start(options)?;
    clock.say("warming up");
    for scenario in &SCENARIOS {
        clock.check()?;
        scenario.measure(&world, WARM_UP)?;
    }
    clock.say("counting statements and rows that are written");
    let checks = Checks::make(&world)?;
    let mut figures = Figures::default();
    for round in 1..=options.rounds {
        clock.say(&format!("round {round} of {}", options.rounds));
        let mut turn: Vec<_> = SCENARIOS.iter().collect();
        // Forth and back, so that what drifts favours nobody.
        if round % 2 == 0 {
            turn.reverse();
        }
        for scenario in turn {
            clock.check()?;
            let seconds = scenario.seconds(options.seconds);
            figures.add(scenario.key, round, scenario.measure(&world, seconds)?);
        }
    }
    let machine = machine::describe(&world, options)?;
    clock.say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &machine, &figures, &checks)
}

/// Since the servers were started.
struct Clock(Instant);

impl Clock {
    fn say(&self, what: &str) {
        eprintln!(
            "{}",
            paint::dim(&format!("{:>4} s  {what}", self.0.elapsed().as_secs()))
        );
    }

    fn check(&self) -> Result<()> {
        if stop::asked() {
            return Err(stop::Stopped.into());
        }
        if self.0.elapsed() > LIMIT {
            bail!("not done after {} minutes", LIMIT.as_secs() / 60);
        }
        Ok(())
    }
}
