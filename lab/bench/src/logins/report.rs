//! The figures for the terminal and for readers, and what was aimed at.

use anyhow::Result;

use super::{AT_ONCE, OTHERS, PAGES};
use crate::{
    figures::{Figures, Sample},
    machine::Machine,
    options::LoginOptions,
    publish::{self, Files, Goal},
    table::{missing, number, percent, table, times},
};

/// The rate of bare hashes that logins shall have.
const LEFT: f64 = 0.9;
/// The times that the slowest hundredth of the pages may take while members log in.
const SLOWER: f64 = 2.0;

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &LoginOptions, figures: &Figures, machine: &Machine) -> Result<()> {
    let goals = judge(figures);
    let rows = rows(figures);
    publish::show(&rows, &goals);
    let files = Files {
        name: "login",
        quick: options.quick,
    };
    files.samples(&figures.to_json())?;
    files.page(&markdown(&goals, &rows, machine))
}

fn judge(figures: &Figures) -> Vec<Goal> {
    let rate = figures.ratio("logins", "bare");
    let slower = figures.times("pages-meanwhile", "pages", |sample| sample.p99_us);
    vec![
        Goal {
            aim: "logins a second at 90 % of bare hashes or more".to_owned(),
            found: rate.map_or_else(missing, percent),
            reached: rate.is_some_and(|rate| rate.median >= LEFT),
        },
        Goal {
            aim: "99 % of others' pages in twice their time or less while 50 logins wait".to_owned(),
            found: slower.map_or_else(missing, |slower| format!("{} times", times(slower))),
            reached: slower.is_some_and(|slower| slower.median <= SLOWER),
        },
    ]
}

fn rows(figures: &Figures) -> String {
    let row = |title: &str, key: &str| {
        let of = |value: &dyn Fn(&Sample) -> Option<f64>, digits| number(figures.of(key, value), digits);
        vec![
            title.to_owned(),
            of(&|sample| Some(sample.rate), 1),
            of(&|sample| Some(sample.p50_us? / 1000.0), 1),
            of(&|sample| Some(sample.p99_us? / 1000.0), 1),
            of(&Sample::server_us, 0),
        ]
    };
    table(
        &["what", "a second", "p50 ms", "p99 ms", "server µs"],
        &[
            row("bare hashes, one on each core", "bare"),
            row("logins", "logins"),
            row("others' pages", "pages"),
            row("others' pages while members log in", "pages-meanwhile"),
            row("those logins", "logins-meanwhile"),
        ],
    )
}

fn markdown(goals: &[Goal], rows: &str, machine: &Machine) -> String {
    let text = format!(
        "# What a login costs

Written by `cargo xtask bench login`; do not edit. Server (one monolith, release build), PostgreSQL and load share the cores of one
machine. A login is the form that a script posts: the account is found, the attempt counted, the password hashed (Argon2id with the
shop's parameters), the session written, and the answer must hold the member's nickname. {AT_ONCE} connections log in without a pause, each
time another member. The bare hashes are made by a program that does nothing else, one thread on each core, in memory that it keeps.

The others are members too: {PAGES:.0} category pages a second on {OTHERS} connections, at equal distances and whether answers come or
not, and the nickname must be on each. A latency counts from the moment at which the request was due. Figures are medians of the
rounds; ratios are taken within a round, and then their median, with the least and the greatest. Autovacuum is off, so that it falls into
nobody's round; all tables are vacuumed and analysed before members log in instead.

## Goals

{}
## Figures

{rows}",
        publish::goals("goal", goals)
    );
    text + &publish::machine(machine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counters::Counters;

    #[test]
    fn each_goal_has_its_limit() {
        let reached = |logins: f64, p99: f64| {
            let mut figures = Figures::default();
            let sample = |rate, p99| Sample {
                p99_us: Some(p99),
                ..Sample::of(rate, 1.0, Counters::default())
            };
            figures.add("bare", 1, sample(100.0, 1.0));
            figures.add("logins", 1, sample(logins, 1.0));
            figures.add("pages", 1, sample(1.0, 100.0));
            figures.add("pages-meanwhile", 1, sample(1.0, p99));
            judge(&figures).iter().filter(|goal| goal.reached).count()
        };
        assert_eq!(
            [
                reached(90.0, 200.0),
                reached(89.0, 200.0),
                reached(90.0, 201.0),
                reached(89.0, 201.0)
            ],
            [2, 1, 1, 0]
        );
        let nothing = judge(&Figures::default());
        assert!(
            nothing.iter().all(|goal| !goal.reached),
            "what was not measured is not reached"
        );
    }
}
