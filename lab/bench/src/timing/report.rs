//! The figures for the terminal and for readers, and what was aimed at.

use std::{fmt::Write, fs};

use anyhow::{Context, Result};
use dev_deployment::{paint, workspace};
use serde_json::json;

use super::{Times, rank};
use crate::{
    figures::spread,
    goals::Goal,
    machine::Machine,
    options::{FOLDER, PUBLISHED, TimingOptions},
    table::{missing, table},
};

const NAME: &str = "timing";
/// How far from a half the share of pairs may be in which the member's answer is the slower one.
const APART: f64 = 0.05;

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &TimingOptions, all: &[Times], machine: &Machine) -> Result<()> {
    let goals: Vec<_> = all.iter().map(judge).collect();
    let rows = rows(all);
    println!("\n{rows}");
    for goal in &goals {
        let mark = if goal.reached {
            paint::green("reached    ")
        } else {
            paint::red("not reached")
        };
        println!("{mark}  {}: {}", goal.aim, goal.found);
    }
    let times = all.iter().map(
        |times| json!({ "question": times.question.title, "member": times.known, "nobody": times.unknown }),
    );
    let times = times.collect::<serde_json::Value>();
    save(FOLDER, "json", &format!("{times:#}\n"))?;
    let folder = if options.quick { FOLDER } else { PUBLISHED };
    save(folder, "md", &markdown(&goals, &rows, machine, options.pairs))
}

fn save(folder: &str, end: &str, text: &str) -> Result<()> {
    let path = workspace::at(folder).join(format!("{NAME}.{end}"));
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn judge(times: &Times) -> Goal {
    let slower = rank::greater(&times.known, &times.unknown);
    Goal {
        aim: times.question.title,
        found: slower.map_or_else(missing, |share| {
            format!("the member's is slower in {:.1} % of the pairs", share * 100.0)
        }),
        reached: slower.is_some_and(|share| (share - 0.5).abs() <= APART),
    }
}

fn rows(all: &[Times]) -> String {
    let rows = all.iter().map(|times| {
        let median = |list: &[f64]| {
            let median = spread(list.to_vec()).map(|spread| spread.median * 1000.0);
            median.map_or_else(missing, |median| format!("{median:.3}"))
        };
        let slower = rank::greater(&times.known, &times.unknown);
        vec![
            times.question.title.to_owned(),
            median(&times.known),
            median(&times.unknown),
            slower.map_or_else(missing, |share| format!("{:.1} %", share * 100.0)),
        ]
    });
    table(
        &["form", "member ms", "nobody ms", "member slower"],
        &rows.collect::<Vec<_>>(),
    )
}

fn markdown(goals: &[Goal], rows: &str, machine: &Machine, pairs: u32) -> String {
    let each = usize::try_from(pairs).unwrap_or(usize::MAX);
    let mut text = format!(
        "# Whether the time of an answer says who has an account

Written by `cargo xtask bench timing`; do not edit. Each form is sent about a member and about nobody in turn, one request at a time, to a monolith
(release build) that does nothing else on this machine: nothing is closer or quieter than this, so whoever asks over a network sees less. The two answers are
compared as well, and must be the same but for dates, measured times, the content security
policy with its nonce, and the values of cookies.

*Member slower* is the share of pairs, one time of each kind, in which the member's answer took longer: 50 % if the times say nothing, 0 or
100 % if a single request gives it away. Times that cannot be told apart come out within {:.1} points of 50 % in 95 of 100 runs with {pairs} times
of each kind. The goal is {:.0} points.

| form | found | |
|---|---|---|
",
        rank::chance(each) * 100.0,
        APART * 100.0
    );
    for Goal { aim, found, reached } in goals {
        let mark = if *reached { "reached" } else { "**not reached**" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {aim} | {found} | {mark} |");
    }
    let _ = write!(text, "\n## Medians\n\n{rows}\n## The machine\n\n");
    for (name, value) in machine {
        let _ = writeln!(text, "- {name}: {value}");
    }
    text
}
