//! The tables of the report.

use super::{
    measure::{Scenario, compressed, of_guests, of_members},
    page::Page,
    report::Found,
    server::Server,
};
use crate::{
    figures::{Figures, Sample},
    table::{missing, number, table, thousands, times},
};

const HEAD: [&str; 8] = [
    "what",
    "connections",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "server µs",
    "PostgreSQL µs",
    "catalogue statements",
];

/// What was measured, a row for each scenario.
pub fn figures(scenarios: &[Scenario], figures: &Figures) -> String {
    let row = |scenario: &Scenario| {
        let of =
            |value: &dyn Fn(&Sample) -> Option<f64>, digits| number(figures.of(scenario.key, value), digits);
        let rate = figures.rate(scenario.key);
        let statements = if scenario.server.is_ours() {
            of(&|sample| Some(sample.each().others), 2)
        } else {
            missing()
        };
        vec![
            scenario.title(),
            scenario.connections.to_string(),
            rate.map_or_else(missing, |rate| thousands(rate.median)),
            of(&|sample| Some(sample.p50_us? / 1000.0), 1),
            of(&|sample| Some(sample.p99_us? / 1000.0), 1),
            of(&Sample::server_us, 0),
            of(&|sample| Some(sample.database_us()), 0),
            statements,
        ]
    };
    table(&HEAD, &scenarios.iter().map(row).collect::<Vec<_>>())
}

/// What a session and compression add to a page of this shop.
pub fn where_it_goes(figures: &Figures) -> String {
    let rows = Page::ALL.map(|page| {
        let guest = of_guests(Server::Ours, page);
        let member = of_members(Server::Ours, page);
        let compressed = compressed(Server::Ours, page);
        vec![
            page.title().to_owned(),
            number(figures.of(&guest, Sample::server_us), 0),
            number(figures.difference(&member, &guest, Sample::server_us), 0),
            number(
                figures.difference(&member, &guest, |sample| Some(sample.database_us())),
                0,
            ),
            number(figures.difference(&compressed, &member, Sample::server_us), 0),
        ]
    });
    table(
        &[
            "page",
            "made for a guest: server µs",
            "session: server µs",
            "session: PostgreSQL µs",
            "compression: server µs",
        ],
        &rows,
    )
}

/// What each shop holds in memory, and how long its pages are.
pub fn memory_and_bytes(found: &Found) -> String {
    let mut memory = found.memory.clone();
    memory.sort_by_key(|(server, _)| *server);
    let rows: Vec<_> = memory
        .into_iter()
        .map(|(server, mebibytes)| {
            let bytes = Page::COMPARED.map(|page| {
                let known = found
                    .bytes
                    .iter()
                    .find(|(of, shown, _)| (*of, *shown) == (server, page));
                known.map_or_else(missing, |(_, _, bytes)| {
                    thousands(f64::from(u32::try_from(*bytes).unwrap_or(u32::MAX)))
                })
            });
            [server.title().to_owned(), format!("{mebibytes:.0}")]
                .into_iter()
                .chain(bytes)
                .collect()
        })
        .collect();
    table(
        &[
            "shop",
            "memory, MiB",
            "front page, bytes",
            "category",
            "product",
            "search",
        ],
        &rows,
    )
}

/// How fast pages of this shop are with mimalloc, compared with the system's allocator, and the CPU time of each.
pub fn allocator(figures: &Figures) -> String {
    let rows = Page::COMPARED.map(|page| {
        let (with, without) = (
            of_members(Server::Ours, page),
            of_members(Server::OursPlain, page),
        );
        vec![
            page.title().to_owned(),
            figures.ratio(&with, &without).map_or_else(missing, times),
            number(figures.of(&with, Sample::server_us), 0),
            number(figures.of(&without, Sample::server_us), 0),
        ]
    });
    table(
        &[
            "page of a member",
            "times as fast with mimalloc",
            "server µs with it",
            "without",
        ],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counters::Counters;

    #[test]
    fn a_session_costs_what_a_member_s_page_takes_more() {
        let mut figures = Figures::default();
        let used = |server, database| {
            let used = Counters {
                server: Some(server),
                database,
                ..Counters::default()
            };
            Sample::of(100.0, 1.0, used)
        };
        figures.add(of_guests(Server::Ours, Page::Front).leak(), 1, used(0.010, 0.001));
        figures.add(
            of_members(Server::Ours, Page::Front).leak(),
            1,
            used(0.015, 0.003),
        );
        figures.add(
            compressed(Server::Ours, Page::Front).leak(),
            1,
            used(0.016, 0.003),
        );
        let table = where_it_goes(&figures);
        let cells: Vec<_> = table
            .lines()
            .nth(2)
            .unwrap_or_default()
            .split('|')
            .map(str::trim)
            .collect();
        assert_eq!(cells[1..6], ["front page", "100", "50", "20", "10"]);
        assert!(table.lines().last().unwrap_or_default().contains('–'));
    }
}
