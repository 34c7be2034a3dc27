//! `bench capacity`: what a login, a look-up, a logout and the rest of a session's life use up of server, database and disk, for those
//! who size machines.

mod apart;
mod clean_up;
mod goals;
mod report;
mod scenario;
mod stock;
mod waits;
mod written;

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::{
    course::{Course, SERVER_AND_LOAD},
    figures::Figures,
    logins::{Filling, World},
    machine,
    options::Options,
    table::thousands,
};
use report::Found;
use scenario::{SCENARIOS, Visits};

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(15);
/// Seconds of each scenario.
const WARMING_UP: u16 = 1;
/// Of those whose sessions are there; one who logs out is used up.
const KNOWN: u32 = 125_000;
const PER_MEMBER: u32 = 8;

/// The table's filling.
pub const fn filling(sessions: u32) -> Filling {
    Filling {
        sessions,
        known: KNOWN,
        per_member: PER_MEMBER,
    }
}

/// Builds, fills, measures and writes down.
pub fn run(options: &Options) -> Result<()> {
    // Each cookie is another member's.
    ensure!(
        options.rows >= KNOWN * PER_MEMBER && options.rows.is_multiple_of(KNOWN),
        "--rows must be a multiple of {KNOWN}, {} or more",
        KNOWN * PER_MEMBER
    );
    let course = Course::begin(options.build, SERVER_AND_LOAD, LIMIT)?;
    course.say("starting the server, filling the table");
    let world = World::start(options.port, filling(options.rows), true)?;
    let bytes = stock::bytes_of_a_session(&world, options.rows)?;
    let mut visits = Visits::of(&world)?;
    // Measured once more than there are rounds: what is written is counted apart.
    let seconds = usize::from(WARMING_UP) + usize::from(options.seconds) * (usize::from(options.rounds) + 1);
    ensure!(
        Visits::used_up(seconds) <= visits.left(),
        "{} visitors can log out, too few for so many rounds of so many seconds",
        visits.left()
    );
    course.say("warming up");
    for scenario in &SCENARIOS {
        course.check()?;
        scenario.measure(&world, &mut visits, WARMING_UP)?;
    }
    course.say("counting what is written");
    let written = written::count(&world, &mut visits, options.seconds)?;
    course.say("looking for logins that wait for each other");
    let waits = waits::look(&world, options.seconds)?;
    let mut figures = Figures::default();
    for round in 1..=options.rounds {
        for scenario in course.round(round, options.rounds, &SCENARIOS) {
            course.check()?;
            let sample = scenario.measure(&world, &mut visits, options.seconds)?;
            figures.add(scenario.key, round, sample);
        }
    }
    let memory = stock::memory(&world)?;
    let mut machine = machine::common(&world.cluster)?;
    machine.extend([
        (
            "sessions",
            format!(
                "{} in the table, {PER_MEMBER} of each member",
                thousands(options.rows.into())
            ),
        ),
        machine::rounds(options.rounds, options.seconds),
    ]);
    course.say("deleting sessions that are over");
    let clean_up = clean_up::measure(world)?;
    course.say("done");
    let found = Found {
        figures,
        written,
        waits,
        memory,
        bytes,
        clean_up,
    };
    report::write(options, &found, &machine)
}
