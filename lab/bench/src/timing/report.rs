//! The figures for the terminal and for readers, and what was aimed at.

use anyhow::Result;
use serde_json::json;

use super::{Times, rank};
use crate::{
    figures::spread,
    machine::Machine,
    options::TimingOptions,
    publish::{self, Files, Goal},
    table::{missing, table},
};

/// How far from a half the share of pairs may be in which the member's answer is the slower one.
const APART: f64 = 0.05;

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &TimingOptions, all: &[Times], machine: &Machine) -> Result<()> {
    let goals: Vec<_> = all.iter().map(judge).collect();
    let rows = rows(all);
    publish::show(&rows, &goals);
    let times = all.iter().map(
        |times| json!({ "question": times.question.title, "member": times.known, "nobody": times.unknown }),
    );
    let times = times.collect::<serde_json::Value>();
    let files = Files {
        name: "timing",
        quick: options.quick,
    };
    files.samples(&times)?;
    files.page(&markdown(&goals, &rows, machine, options.pairs))
}

fn judge(times: &Times) -> Goal {
    let slower = rank::greater(&times.known, &times.unknown);
    Goal {
        aim: times.question.title.to_owned(),
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
    let text = format!(
        "# Whether the time of an answer says who has an account

Written by `cargo xtask bench timing`; do not edit. Each form is sent about a member and about nobody in turn, one request at a time, to a monolith
(release build) that does nothing else on this machine: nothing is closer or quieter than this, so whoever asks over a network sees less. The two answers are
compared as well, and must be the same but for dates, measured times, the content security
policy with its nonce, and the values of cookies.

*Member slower* is the share of pairs, one time of each kind, in which the member's answer took longer: 50 % if the times say nothing, 0 or
100 % if a single request gives it away. Times that cannot be told apart come out within {:.1} points of 50 % in 95 of 100 runs with {pairs} times
of each kind. The goal is {:.0} points.

{}
## Medians

{rows}",
        rank::chance(each) * 100.0,
        APART * 100.0,
        publish::goals("form", goals)
    );
    text + &publish::machine(machine)
}
