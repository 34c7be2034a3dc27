//! `bench login`: what a login costs beside its password's hash, and what those feel who look at pages meanwhile.

mod report;
mod world;

use std::time::Duration;

use anyhow::Result;

use crate::{
    course::{Course, SERVER_AND_LOAD},
    figures::Figures,
    machine,
    options::LoginOptions,
};
pub use world::{Filling, Hash, World};

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(10);
/// Members who log in at the same time, each again and again.
const AT_ONCE: u16 = 50;
/// Of each member one session.
pub const FILLING: Filling = Filling {
    sessions: 10_200,
    known: 10_200,
    per_member: 1,
};
/// Pages a second that others look at, whether answers come or not.
const PAGES: f64 = 200.0;
/// The connections on which they do.
const OTHERS: u16 = 16;

/// What is measured in a round, in this order or in the opposite one.
const ROUND: [Scenario; 4] = [
    Scenario::Bare,
    Scenario::Logins,
    Scenario::Pages,
    Scenario::PagesMeanwhile,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scenario {
    /// Nothing but hashes, one on each core.
    Bare,
    /// Members log in.
    Logins,
    /// Members look at a category.
    Pages,
    /// Pages that members look at while others log in.
    PagesMeanwhile,
}

impl Scenario {
    const fn key(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Logins => "logins",
            Self::Pages => "pages",
            Self::PagesMeanwhile => "pages-meanwhile",
        }
    }
}

/// Builds, fills, measures and writes down.
pub fn run(options: &LoginOptions) -> Result<()> {
    let course = Course::begin(options.build, SERVER_AND_LOAD, LIMIT)?;
    course.say("starting the server, filling the tables");
    let world = World::start(options.port, FILLING, true)?;
    let mut figures = Figures::default();
    let measure = |scenario: Scenario, seconds, round, figures: &mut Figures| {
        course.check()?;
        let sample = match scenario {
            Scenario::Bare => World::hash(seconds)?,
            Scenario::Logins => world.log_in(Hash::Shops, AT_ONCE, seconds)?,
            Scenario::Pages => world.look(seconds)?,
            Scenario::PagesMeanwhile => {
                let (pages, logins) = world.look_meanwhile(seconds)?;
                figures.add("logins-meanwhile", round, logins);
                pages
            }
        };
        figures.add(scenario.key(), round, sample);
        anyhow::Ok(())
    };
    course.say("warming up");
    for scenario in ROUND {
        measure(scenario, 1, 0, &mut Figures::default())?;
    }
    for round in 1..=options.rounds {
        for scenario in course.round(round, options.rounds, ROUND) {
            measure(scenario, options.seconds, round, &mut figures)?;
        }
    }
    let mut machine = machine::common(&world.cluster)?;
    machine.push(machine::rounds(options.rounds, options.seconds));
    course.say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &figures, &machine)
}
