//! The same figures three times: for the terminal, for readers, for programs.

use std::fmt::Write;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    chart::{self, Bar, Group},
    checks::Checks,
    figures::Figures,
    goals,
    machine::Machine,
    options::Options,
    publish::{self, Files, Goal},
    reading,
    scenario::SCENARIOS,
    table::{percent, table, thousands},
};

const NAME: &str = "session";
const METHOD: &str = "\
Written by `cargo xtask bench session`; do not edit. Server (one monolith, release build), PostgreSQL and load share the
cores of one machine, so the figures are comparable with each other and with nothing else. Each connection of the load sends
its next request when it has read the answer to the last one (HTTP/1.1, kept alive, no TLS, no compression). Every answer
is checked: status 200, and in it the nickname of the member whose cookie was sent; one wrong answer and there are no figures.
The published store is `tower-sessions-sqlx-store` below `SessionManagerLayer`, in the same program, with as many rows of
its own; its records carry the member themselves.

Everything was warmed up, and then measured once in each round, in turn forth and back. Figures are medians of the rounds with
the least and the greatest; ratios are taken within a round, and then their median. CPU time, statements and write-ahead log
(WAL) are per request, from the counters of the kernel and of PostgreSQL; the operating system's work for the network is in the CPU
time of whoever caused it. The last use of the sessions is spread over the last minute before each measurement, as it is after
a minute of such traffic, so some have to be touched; \"every session due\" is the worst case, in which none was seen for a while.
`pgbench` (`-M prepared -j 1`) reads one row of `session.record` by its key and sends no HTTP: the floor.
";
/// What is compared, with what.
const RATIOS: [(&str, &str, &str); 14] = [
    (
        "category page: member to guest, 64 connections",
        "category-ours",
        "category-guest",
    ),
    (
        "category page: member to guest, 16 connections",
        "category-ours-16",
        "category-guest-16",
    ),
    (
        "category page: published store to guest, 64 connections",
        "category-stock",
        "category-guest",
    ),
    (
        "category page: ours to published store, 64 connections",
        "category-ours",
        "category-stock",
    ),
    (
        "category page: every session due to steady traffic",
        "category-due",
        "category-ours",
    ),
    (
        "category page: a million sessions to a thousand",
        "category-large",
        "category-small",
    ),
    ("search page: member to guest", "search-ours", "search-guest"),
    (
        "search page: published store to guest",
        "search-stock",
        "search-guest",
    ),
    (
        "search page: ours to published store",
        "search-ours",
        "search-stock",
    ),
    ("viewer endpoint: member to guest", "viewer-ours", "viewer-guest"),
    (
        "viewer endpoint: ours to published store, 64 connections",
        "viewer-ours",
        "viewer-stock",
    ),
    (
        "viewer endpoint: ours to published store, 16 connections",
        "viewer-ours-16",
        "viewer-stock-16",
    ),
    ("viewer endpoint: ours to pgbench", "viewer-ours", "floor"),
    (
        "viewer endpoint: published store to pgbench",
        "viewer-stock",
        "floor",
    ),
];

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &Options, machine: &Machine, figures: &Figures, checks: &Checks) -> Result<()> {
    let goals = goals::judge(figures, checks);
    publish::show(&format!("{}\n{}", scenarios(figures), ratios(figures)), &goals);
    let files = Files {
        name: NAME,
        quick: options.quick,
    };
    files.samples(&to_json(machine, figures, checks, &goals))?;
    files.page(&markdown(machine, figures, checks, &goals))?;
    files.picture(&picture(figures))
}

fn scenarios(figures: &Figures) -> String {
    let head = [
        "what",
        "connections",
        "requests/s",
        "least–most",
        "p50 ms",
        "p99 ms",
        "server µs",
        "PostgreSQL µs",
        "load µs",
        "session statements",
        "others",
        "WAL bytes",
    ];
    let rows = SCENARIOS.iter().map(|scenario| {
        let of = |digits: usize, value: &dyn Fn(&crate::figures::Sample) -> Option<f64>| {
            let value = figures.of(scenario.key, value);
            value.map_or_else(|| "–".to_owned(), |value| format!("{:.digits$}", value.median))
        };
        let rate = figures.rate(scenario.key);
        let rate = |show: &dyn Fn(crate::figures::Spread) -> String| rate.map_or_else(String::new, show);
        vec![
            scenario.title.to_owned(),
            scenario.connections.to_string(),
            rate(&|rate| thousands(rate.median)),
            rate(&|rate| format!("{}–{}", thousands(rate.least), thousands(rate.most))),
            of(1, &|sample| sample.p50_us.map(|us| us / 1e3)),
            of(1, &|sample| sample.p99_us.map(|us| us / 1e3)),
            of(0, &|sample| sample.each().server.map(|seconds| seconds * 1e6)),
            of(0, &|sample| Some(sample.each().database * 1e6)),
            of(0, &|sample| sample.load.map(|seconds| seconds * 1e6)),
            of(2, &|sample| Some(sample.each().session + sample.each().touches)),
            of(2, &|sample| Some(sample.each().others)),
            of(0, &|sample| Some(sample.each().wal)),
        ]
    });
    table(&head, &rows.collect::<Vec<_>>())
}

fn ratios(figures: &Figures) -> String {
    let rows = RATIOS.iter().filter_map(|(title, of, to)| {
        let ratio = figures.ratio(of, to)?;
        Some(vec![(*title).to_owned(), percent(ratio)])
    });
    table(&["ratio", "median (least–most)"], &rows.collect::<Vec<_>>())
}

fn markdown(machine: &Machine, figures: &Figures, checks: &Checks, goals: &[Goal]) -> String {
    let mut text = format!(
        "# What sessions cost\n\n{METHOD}\n![Requests a second by strategy]({NAME}.svg)\n\n## Goals\n\n{}\n## What it says\n\n{}\n\
         ## Figures\n\n{}\n## Ratios\n\n{}",
        publish::goals("goal", goals),
        reading::of(figures, checks),
        scenarios(figures),
        ratios(figures)
    );
    for (title, cost) in [("login", &checks.login), ("logout", &checks.logout)] {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "\n## A {title}\n\nTakes {:.0} ms alone on the machine, and asks the database:\n",
            cost.took.as_secs_f64() * 1e3
        );
        for (statement, times) in &cost.statements {
            let _ = writeln!(text, "- {times:.1} × `{}`", shortened(statement));
        }
    }
    text + &publish::machine(machine)
}

/// A statement is recognised by its beginning.
fn shortened(statement: &str) -> String {
    const LENGTH: usize = 90;
    if statement.chars().count() <= LENGTH {
        return statement.to_owned();
    }
    statement.chars().take(LENGTH).chain(['…']).collect()
}

fn picture(figures: &Figures) -> String {
    let bar = |(label, scenario, ours)| {
        let value = figures.rate(scenario)?.median;
        Some(Bar { label, value, ours })
    };
    let group = |title, bars: [Option<Bar<'static>>; 3]| Group {
        title,
        bars: bars.into_iter().flatten().collect(),
    };
    let page = |guest, ours, stock| {
        [
            ("guest", guest, false),
            ("member", ours, true),
            ("member, published store", stock, false),
        ]
        .map(bar)
    };
    let groups = [
        group(
            "Category page",
            page("category-guest", "category-ours", "category-stock"),
        ),
        group(
            "Search page, no query of its own",
            page("search-guest", "search-ours", "search-stock"),
        ),
        group(
            "Viewer endpoint, JSON",
            page("viewer-guest", "viewer-ours", "viewer-stock"),
        ),
        group(
            "PostgreSQL alone",
            [bar(("pgbench, one row", "floor", false)), None, None],
        ),
    ];
    chart::draw("Requests a second, 64 connections", &groups)
}

fn to_json(machine: &Machine, figures: &Figures, checks: &Checks, goals: &[Goal]) -> Value {
    let goals = goals
        .iter()
        .map(|goal| json!({"aim": goal.aim, "found": goal.found, "reached": goal.reached}));
    let machine = machine
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)));
    json!({
        "machine": Value::Object(machine.collect()),
        "goals": Value::Array(goals.collect()),
        "checks": checks.to_json(),
        "samples": figures.to_json(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scenarios_that_are_measured_are_compared() {
        let known = |key: &str| SCENARIOS.iter().any(|scenario| scenario.key == key);
        for (title, of, to) in RATIOS {
            assert!(known(of) && known(to), "{title}");
        }
    }

    #[test]
    fn a_statement_is_cut_between_characters() {
        assert_eq!(shortened("select 1"), "select 1");
        let long = shortened(&"会".repeat(200));
        assert!(long.ends_with("会…") && long.chars().count() == 91);
    }
}
