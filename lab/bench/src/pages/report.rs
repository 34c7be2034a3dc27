//! The figures for the terminal and for readers.

use std::{fmt::Write, fs};

use anyhow::{Context, Result};
use dev_deployment::{paint, workspace};

use super::{
    measure::{Page, Scenario},
    server::Server,
};
use crate::{
    chart::{self, Bar, Group},
    figures::{Figures, Spread},
    machine::Machine,
    options::{FOLDER, PUBLISHED, PagesOptions},
    table::{table, thousands},
};

const NAME: &str = "pages";
const METHOD: &str = "\
Written by `cargo xtask bench pages`; do not edit. The same pages of the same catalogue, made by this shop (one monolith, release
build) and by the same shop written in other ways (`lab/peers/`, in production mode, with a process for each core). Servers,
PostgreSQL and load share the cores of one machine, so the figures are comparable with each other and with nothing else. Each
connection sends its next request when it has read the answer to the last one (HTTP/1.1, kept alive, no TLS). A member's page
has the member's nickname, which is read from the session table for every request; uncompressed answers are looked at, and one
wrong answer ends the run. The shop itself remembers its catalogue until that changes, and \"Express, catalogue cached\" remembers answers
and HTML for a second; what a page costs that nobody remembers is not in these figures.

Everything was warmed up, and then measured once in each round, in turn forth and back. Figures are medians of the rounds; ratios
are taken within a round, and then their median, with the least and the greatest. CPU time and statements are per request.
";

/// What was found.
pub struct Found {
    pub figures: Figures,
    pub memory: Vec<(Server, f64)>,
    pub bytes: Vec<(Server, Page, usize)>,
    pub machine: Machine,
    pub left_out: Vec<(&'static str, String)>,
}

/// What was aimed at.
struct Goal {
    aim: String,
    found: String,
    reached: bool,
}

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &PagesOptions, scenarios: &[Scenario], found: &Found) -> Result<()> {
    let goals = goals(found);
    let figures = figures(scenarios, &found.figures);
    println!("\n{figures}");
    for goal in &goals {
        let mark = if goal.reached {
            paint::green("reached    ")
        } else {
            paint::red("not reached")
        };
        println!("{mark}  {}: {}", goal.aim, goal.found);
    }
    let folder = if options.quick { FOLDER } else { PUBLISHED };
    save(FOLDER, "json", &format!("{:#}\n", found.figures.to_json()))?;
    save(folder, "md", &markdown(found, &goals, &figures))?;
    save(folder, "svg", &picture(&found.figures))
}

fn save(folder: &str, end: &str, text: &str) -> Result<()> {
    let path = workspace::at(folder).join(format!("{NAME}.{end}"));
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn key(server: Server, page: Page, who: &str) -> String {
    format!("{server:?}-{page:?}-{who}")
}

fn goals(found: &Found) -> Vec<Goal> {
    let Found { figures, memory, .. } = found;
    let category = || key(Server::Ours, Page::Category, "member-64");
    let mut goals = Vec::new();
    for (peer, wanted) in [
        (Server::Express, 12.0),
        (Server::ExpressCached, 3.0),
        (Server::Django, 20.0),
    ] {
        let ratio = figures.ratio(&category(), key(peer, Page::Category, "member-64").leak());
        goals.push(goal(
            format!(
                "a member's category page {wanted} times as fast as {}",
                peer.title()
            ),
            ratio.map(times),
            ratio.is_some_and(|ratio| ratio.median >= wanted),
        ));
    }
    let compressed = figures.ratio(
        &key(Server::Ours, Page::Category, "member-64-compressed"),
        category().leak(),
    );
    goals.push(goal(
        "compressed as a browser asks, at 85 % of the rate without".to_owned(),
        compressed.map(times),
        compressed.is_some_and(|ratio| ratio.median >= 0.85),
    ));
    for page in [
        Page::Front,
        Page::Category,
        Page::Product,
        Page::Search,
        Page::Nothing,
    ] {
        let ratio = figures.ratio(
            &key(Server::OursMany, page, "member-64"),
            key(Server::Ours, page, "member-64").leak(),
        );
        goals.push(goal(
            format!("many products at 85 % of the speed of few: {}", page.title()),
            ratio.map(times),
            ratio.is_some_and(|ratio| ratio.median >= 0.85),
        ));
    }
    for (server, mebibytes) in memory.iter().filter(|(server, _)| *server == Server::OursMany) {
        goals.push(goal(
            format!("at most 150 MiB of memory after all that: {}", server.title()),
            Some(format!("{mebibytes:.0} MiB")),
            *mebibytes <= 150.0,
        ));
    }
    goals
}

fn goal(aim: String, found: Option<String>, reached: bool) -> Goal {
    Goal {
        aim,
        found: found.unwrap_or_else(|| "not measured".to_owned()),
        reached,
    }
}

fn times(ratio: Spread) -> String {
    format!("{:.2} ({:.2}–{:.2})", ratio.median, ratio.least, ratio.most)
}

fn figures(scenarios: &[Scenario], figures: &Figures) -> String {
    let number = |value: Option<Spread>, digits: usize| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{:.digits$}", value.median))
    };
    let rows: Vec<_> = scenarios
        .iter()
        .map(|scenario| {
            let of = |value: &dyn Fn(&crate::figures::Sample) -> Option<f64>| figures.of(scenario.key, value);
            let who = if scenario.member { "member" } else { "guest" };
            let how = if scenario.compressed { ", compressed" } else { "" };
            let ours = matches!(scenario.server, Server::Ours | Server::OursMany);
            vec![
                format!(
                    "{}, {}, {who}{how}",
                    scenario.server.title(),
                    scenario.page.title()
                ),
                scenario.connections.to_string(),
                figures
                    .rate(scenario.key)
                    .map_or_else(|| "–".to_owned(), |rate| thousands(rate.median)),
                number(of(&|sample| Some(sample.p50_us? / 1000.0)), 1),
                number(of(&|sample| Some(sample.p99_us? / 1000.0)), 1),
                number(of(&|sample| Some(sample.each().server? * 1e6)), 0),
                number(of(&|sample| Some(sample.each().database * 1e6)), 0),
                if ours {
                    number(of(&|sample| Some(sample.each().others)), 2)
                } else {
                    "–".to_owned()
                },
            ]
        })
        .collect();
    table(
        &[
            "what",
            "connections",
            "requests/s",
            "p50 ms",
            "p99 ms",
            "server µs",
            "PostgreSQL µs",
            "catalogue statements",
        ],
        &rows,
    )
}

fn markdown(found: &Found, goals: &[Goal], figures: &str) -> String {
    let mut text =
        format!("# What pages cost\n\n{METHOD}\n![Requests a second by shop]({NAME}.svg)\n\n## Goals\n\n");
    text.push_str("| goal | found | |\n|---|---|---|\n");
    for Goal { aim, found, reached } in goals {
        let mark = if *reached { "reached" } else { "**not reached**" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {aim} | {found} | {mark} |");
    }
    let _ = write!(text, "\n## Figures\n\n{figures}\n## Memory and bytes\n\n");
    let of = |server: Server| found.memory.iter().find(|(known, _)| *known == server);
    let mut servers: Vec<_> = found.memory.iter().map(|(server, _)| *server).collect();
    servers.sort();
    let rows: Vec<_> = servers
        .into_iter()
        .map(|server| {
            let pages = [Page::Front, Page::Category, Page::Product, Page::Search];
            let bytes = pages.map(|page| {
                let known = found
                    .bytes
                    .iter()
                    .find(|(of, shown, _)| (*of, *shown) == (server, page));
                known.map_or_else(
                    || "–".to_owned(),
                    |(_, _, bytes)| thousands(f64::from(u32::try_from(*bytes).unwrap_or(u32::MAX))),
                )
            });
            let memory = of(server).map_or(0.0, |(_, memory)| *memory);
            [server.title().to_owned(), format!("{memory:.0}")]
                .into_iter()
                .chain(bytes)
                .collect()
        })
        .collect();
    text.push_str(&table(
        &[
            "shop",
            "memory, MiB",
            "front page, bytes",
            "category",
            "product",
            "search",
        ],
        &rows,
    ));
    text.push_str("\nMemory is that of all processes of a shop after the last round, without PostgreSQL. Bytes are a guest's, uncompressed;\nthe peers' product page has no island.\n");
    if !found.left_out.is_empty() {
        text.push_str("\n## Left out\n\n");
        for (name, why) in &found.left_out {
            let _ = writeln!(text, "- {name}: {why}");
        }
    }
    text.push_str("\n## The machine\n\n");
    for (name, value) in &found.machine {
        let _ = writeln!(text, "- {name}: {value}");
    }
    text
}

fn picture(figures: &Figures) -> String {
    let servers = [
        Server::Ours,
        Server::ExpressCached,
        Server::ExpressUntouched,
        Server::Express,
        Server::Django,
    ];
    let groups: Vec<_> = [Page::Category, Page::Front, Page::Product, Page::Search]
        .into_iter()
        .map(|page| Group {
            title: page.title(),
            bars: servers
                .into_iter()
                .filter_map(|server| {
                    let rate = figures.rate(&key(server, page, "member-64"))?;
                    Some(Bar {
                        label: server.title(),
                        value: rate.median,
                        ours: server == Server::Ours,
                    })
                })
                .collect(),
        })
        .collect();
    chart::draw("A member's pages a second, 64 connections", &groups)
}
