//! The figures for the terminal and for readers.

use anyhow::Result;
use serde_json::json;

use super::{
    goals::judge,
    scenario::{AT_HALF, ROUND, Scenario},
};
use crate::{
    figures::{Figures, Sample},
    machine::Machine,
    options::BuyingOptions,
    publish::{self, Files, Goal},
    table::{missing, number, table, thousands, times},
};

const METHOD: &str = "\
Written by `cargo xtask bench buying`; do not edit. Server (one monolith, release build), PostgreSQL and load share the cores of one
machine, so the figures are comparable with each other and with nothing else. Each connection sends its next request when it has read the
answer to the last one (HTTP/1.1, kept alive, no TLS, no compression). Every answer is checked: its status, and in it the member's nickname,
the pieces in the cart or the number of the order; one wrong answer and there are no figures.

An order is the form of a checkout of one piece, which the member was shown before; that page is not in the time. Each form is sent once. After
every measurement of orders `mall.books()` finds nothing, stock and ordered pieces of each variant are together what they were, and
there are as many orders as numbers were given out: none was lost, none was there twice, nothing was sold that was not there.

Everything was warmed up, and then measured once in each round, in turn forth and back. Figures are medians of the rounds with the
least and the greatest; ratios are taken within a round, and then their median. CPU time and write-ahead log (WAL) are per request.
Statements are per request with a single connection; with more of them, requests share the session's.

\"At half that rate\" is measured after all rounds: requests are sent at half the median rate, at equal distances and whether answers come
or not. A latency counts from the moment at which the request was due; up to 1 ms of each is the load's timer.
";
const ROW: &str = "\
Who orders has the row of the variant until the order is committed, and everybody else who orders the same one waits for it. The shop does not
let that commit wait for the disk; before a member is told of the order another message does, which many orders share
([0037](../decisions/0037-orders.md)). In the same run the two functions were also replaced by ones that commit as usual. How much that
matters is a question of the disk.
";

/// What was found.
pub struct Found {
    pub figures: Figures,
    /// With one connection.
    pub alone: Figures,
    pub machine: Machine,
}

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &BuyingOptions, found: &Found) -> Result<()> {
    let goals = judge(found);
    let figures = figures(found);
    publish::show(&figures, &goals);
    let files = Files {
        name: "buying",
        quick: options.quick,
    };
    files.samples(&json!({ "figures": found.figures.to_json(), "alone": found.alone.to_json() }))?;
    files.page(&markdown(found, &goals, &figures))
}

fn markdown(found: &Found, goals: &[Goal], figures: &str) -> String {
    let hot = |to| found.figures.ratio("hot", to).map_or_else(missing, times);
    let text = format!(
        "# What buying costs\n\n{METHOD}\n## Goals\n\n{}\n## Figures\n\n{figures}\n## One variant for all\n\n{ROW}\n\
         - times as fast as with a row that waits for the disk: {}\n\
         - times as fast as orders of fifty variants: {}\n",
        publish::goals("goal", goals),
        hot("hot-waiting"),
        hot("fifty")
    );
    text + &publish::machine(&found.machine)
}

fn figures(found: &Found) -> String {
    let row = |scenario: &Scenario| {
        let of = |value: &dyn Fn(&Sample) -> Option<f64>, digits| {
            number(found.figures.of(scenario.key, value), digits)
        };
        let alone =
            |value: fn(&Sample) -> f64| number(found.alone.of(scenario.key, |sample| Some(value(sample))), 2);
        let rate = found.figures.rate(scenario.key);
        vec![
            scenario.title.to_owned(),
            scenario.action.connections().to_string(),
            rate.map_or_else(missing, |rate| thousands(rate.median)),
            rate.map_or_else(missing, |rate| {
                format!("{}–{}", thousands(rate.least), thousands(rate.most))
            }),
            of(&|sample| Some(sample.p50_us? / 1000.0), 1),
            of(&|sample| Some(sample.p99_us? / 1000.0), 1),
            of(&Sample::server_us, 0),
            of(&|sample| Some(sample.database_us()), 0),
            alone(statements),
            alone(about_sessions),
            of(&|sample| Some(sample.each().wal), 0),
        ]
    };
    table(
        &[
            "what",
            "connections",
            "requests/s",
            "least–most",
            "p50 ms",
            "p99 ms",
            "server µs",
            "PostgreSQL µs",
            "statements",
            "of them about the session",
            "WAL bytes",
        ],
        &ROUND.iter().chain(&AT_HALF).map(row).collect::<Vec<_>>(),
    )
}

/// All statements of a request.
pub fn statements(sample: &Sample) -> f64 {
    about_sessions(sample) + sample.each().others
}

fn about_sessions(sample: &Sample) -> f64 {
    let each = sample.each();
    each.session + each.touches
}
