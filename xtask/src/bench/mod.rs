//! `bench session`: what it costs to know who is asking.
//!
//! Everything runs on this machine: server, database and load share its cores, so figures are comparable within a run and
//! with nothing else. That is why goals are ratios, measured in turns (A B C C B A …) within one run.

mod chart;
mod counters;
mod figures;
mod goals;
mod login;
mod report;
mod scenario;
mod world;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{build, paint, site, stop};
use figures::Figures;
use scenario::SCENARIOS;
use world::World;

/// Data and results.
const FOLDER: &str = "target/bench";
/// What is committed.
const PUBLISHED: &str = "docs/benchmarks";
/// Few enough for each to have a core's half, and many who wait for each other.
pub const CONNECTIONS: [u16; 2] = [16, 64];
/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(9);

pub struct Options {
    /// Sessions in the table.
    pub rows: u32,
    /// How often each scenario is measured.
    pub rounds: u16,
    /// How long each time.
    pub seconds: u16,
    /// With unoptimised programs, and nothing is published.
    pub trial: bool,
    pub build: bool,
    pub port: u16,
}

impl Options {
    pub fn usual(trial: bool) -> Self {
        Self {
            rows: if trial { 20_000 } else { 1_000_000 },
            rounds: if trial { 2 } else { 4 },
            seconds: if trial { 1 } else { 3 },
            trial,
            build: true,
            port: 3970,
        }
    }

    fn release(&self) -> bool {
        !self.trial
    }
}

/// Builds, fills, measures and writes down.
pub fn session(options: &Options) -> Result<()> {
    if options.build {
        // Not optimised: it is not measured, and looks after other databases as well.
        build::build(&[&["dev-postgres"]], false)?;
        build::build(&[&["monolith"], &["load"]], options.release())?;
    }
    site::stage()?;
    let started = Instant::now();
    let mut world = World::start(options)?;
    say(started, "measuring");
    let login = login::statements(&world)?;
    world.settle_statistics();
    let before = world.writes()?;
    let measuring = Instant::now();
    let mut figures = Figures::default();
    measure(&mut world, options, started, &mut figures)?;
    let minutes = measuring.elapsed().as_secs().div_ceil(60);
    let surroundings = world.surroundings(options)?;
    // They tell the server's statistics the rest when they end.
    let cluster = world.end_servers();
    let writes = world::writes_since(&cluster, &before)?;
    let facts = goals::Facts {
        login,
        writes,
        visitors: options.rows.min(world::KNOWN),
        minutes,
    };
    let goals = goals::judge(&figures, &facts);
    say(started, "done");
    report::write(options, &surroundings, &figures, &facts, &goals)
}

fn measure(world: &mut World, options: &Options, started: Instant, figures: &mut Figures) -> Result<()> {
    for connections in CONNECTIONS {
        let scenarios: Vec<_> = SCENARIOS
            .iter()
            .filter(|scenario| scenario.is_measured_at(connections))
            .collect();
        for round in 0..options.rounds {
            let mut turn = scenarios.clone();
            if round % 2 == 1 {
                turn.reverse();
            }
            for scenario in turn {
                if stop::asked() {
                    return Err(stop::Stopped.into());
                }
                if started.elapsed() > LIMIT {
                    bail!("not done after {} minutes", LIMIT.as_secs() / 60);
                }
                if let Some(sample) = scenario.measure(world, connections, options.seconds)? {
                    figures.add(scenario.key, connections, round, sample);
                }
            }
            say(started, &format!("{connections} connections, round {} of {}", round + 1, options.rounds));
        }
    }
    Ok(())
}

fn say(started: Instant, what: &str) {
    eprintln!(
        "{}",
        paint::dim(&format!("{:>4} s  {what}", started.elapsed().as_secs()))
    );
}
