//! Measures everything, round after round.
//!
//! Server, database and load share the cores of this machine, so figures are comparable within a run and with nothing else.
//! That is why goals are ratios, taken within a round in which everything is measured once.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{
    checks::Checks, figures::Figures, machine, options::Options, report, scenario::SCENARIOS, world::World,
};
use dev_deployment::{build, paint, site, stop};

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(12);
/// Each scenario before it counts.
const WARM_UP: u16 = 1;

/// Builds, fills, measures and writes down.
pub fn run(options: &Options) -> Result<()> {
    if options.build {
        // Not optimised: it is not measured, and looks after other databases as well.
        build::build(&[&["dev-postgres"]], false)?;
        // Apart, for the server to be exactly what it is elsewhere.
        build::build(&[&["monolith"], &["load"]], true)?;
    }
    site::stage()?;
    let clock = Clock(Instant::now());
    clock.say("starting the servers, filling the table");
    let world = World::start(options, true)?;
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
