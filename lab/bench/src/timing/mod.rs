//! `bench timing`: whether the time of an answer says who has an account (ASVS 5.0 6.3.8).

mod question;
mod rank;
mod report;
mod world;

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::{course::Course, options::TimingOptions};
use question::{ALL, Question, Whose};
use world::World;

/// Whatever happens, it ends after so long.
const LIMIT: Duration = Duration::from_mins(15);
/// Requests before those that count: connections are opened and statements prepared.
const WARM_UP: u32 = 10;

/// How long the answers to one question took, in seconds.
struct Times {
    question: Question,
    /// Of members.
    known: Vec<f64>,
    /// Of nobody.
    unknown: Vec<f64>,
}

/// Builds, asks and writes down. An answer that says in words who has an account ends it.
pub fn run(options: &TimingOptions) -> Result<()> {
    let course = Course::begin(options.build, &[&["monolith"]], LIMIT)?;
    course.say("starting the server, filling the tables");
    let world = World::start(options, true)?;
    let mut all = Vec::new();
    for question in ALL {
        course.say(question.title);
        let mut times = Times {
            question,
            known: Vec::new(),
            unknown: Vec::new(),
        };
        for number in 0..WARM_UP + options.pairs {
            course.check()?;
            // Neither is always the first, so that what drifts favours nobody.
            let turn = if number % 2 == 0 {
                [Whose::Member, Whose::Nobody]
            } else {
                [Whose::Nobody, Whose::Member]
            };
            let mut said = Vec::new();
            world.forget_attempts()?;
            for whose in turn {
                let (answer, took) = world.ask(&question, whose, number)?;
                said.push(answer);
                if number >= WARM_UP {
                    let took = took.as_secs_f64();
                    match whose {
                        Whose::Member => times.known.push(took),
                        Whose::Nobody => times.unknown.push(took),
                    }
                }
            }
            ensure!(
                said[0] == said[1],
                "{}: the answers differ: {:.400} and {:.400}",
                question.title,
                said[0],
                said[1]
            );
        }
        all.push(times);
    }
    let machine = world.describe(options)?;
    course.say("done");
    // Before anybody reads: nothing of ours runs any more.
    drop(world);
    report::write(options, &all, &machine)
}
