//! What was aimed at, and whether it was reached.

use super::{
    measure::{at_half, compressed, of_guests, of_members},
    page::Page,
    report::Found,
    server::Server,
};
use crate::{
    figures::{Figures, Spread},
    publish::Goal,
    table::times,
};

/// How many times as fast a member's category page shall be as a peer's.
const CATEGORY: [(Server, f64); 5] = [
    (Server::Express, 12.0),
    (Server::ExpressCached, 3.0),
    (Server::Django, 20.0),
    (Server::Askama, 5.0),
    (Server::AskamaCached, 0.6),
];
/// How many times as fast a guest's front page shall be as a peer's, and whether that is only the best that is hoped for.
const FRONT: [(Server, f64, &str); 2] = [(Server::Leptos, 1.5, ""), (Server::Maud, 0.8, " (at best)")];
/// The rate, of that without, that shall be left with compression, and with many products.
const LEFT: f64 = 0.85;
/// At half the peak rate, in ms.
const SLOWEST: f64 = 50.0;
/// In MiB.
const MEMORY: f64 = 150.0;

/// Compares.
pub fn judge(found: &Found) -> Vec<Goal> {
    let Found { figures, memory, .. } = found;
    let mut goals = Vec::new();
    let ours = |page| of_members(Server::Ours, page);
    for (peer, wanted) in CATEGORY {
        goals.push(at_least(
            format!(
                "a member's category page {wanted} times as fast as {}",
                peer.title()
            ),
            figures.ratio(&ours(Page::Category), &of_members(peer, Page::Category)),
            wanted,
        ));
    }
    for (peer, wanted, note) in FRONT {
        goals.push(at_least(
            format!(
                "a guest's front page {wanted} times as fast as {}{note}",
                peer.title()
            ),
            figures.ratio(
                &of_guests(Server::Ours, Page::Front),
                &of_guests(peer, Page::Front),
            ),
            wanted,
        ));
    }
    let catalogue = || Page::ALL.into_iter().filter(|page| page.is_of_the_catalogue());
    goals.push(at_least(
        "compressed as a browser asks, at 85 % of the rate without".to_owned(),
        figures.ratio(&compressed(Server::Ours, Page::Category), &ours(Page::Category)),
        LEFT,
    ));
    for page in catalogue() {
        goals.push(at_least(
            format!("many products at 85 % of the speed of few: {}", page.title()),
            figures.ratio(&of_members(Server::OursMany, page), &ours(page)),
            LEFT,
        ));
    }
    for (server, page) in Page::ALL
        .map(|page| (Server::Ours, page))
        .into_iter()
        .chain(catalogue().map(|page| (Server::OursMany, page)))
    {
        goals.push(in_time(figures, server, page));
    }
    for (server, mebibytes) in memory.iter().filter(|(server, _)| *server == Server::OursMany) {
        goals.push(Goal {
            aim: format!(
                "at most {MEMORY} MiB of memory after all that: {}",
                server.title()
            ),
            found: format!("{mebibytes:.0} MiB"),
            reached: *mebibytes <= MEMORY,
        });
    }
    goals
}

fn at_least(aim: String, ratio: Option<Spread>, wanted: f64) -> Goal {
    Goal {
        aim,
        found: ratio.map_or_else(not_measured, times),
        reached: ratio.is_some_and(|ratio| ratio.median >= wanted),
    }
}

/// At a constant rate; the requests that the load itself could not send in time would be missing in it.
fn in_time(figures: &Figures, server: Server, page: Page) -> Goal {
    let key = at_half(server, page);
    let slow = figures.of(&key, |sample| Some(sample.p99_us? / 1000.0));
    let rate = figures.rate(&key).map_or(0.0, |rate| rate.median);
    Goal {
        aim: format!(
            "99 % of answers within {SLOWEST} ms at half the rate: {}, {}",
            server.title(),
            page.title()
        ),
        found: slow.map_or_else(not_measured, |slow| {
            format!(
                "{:.1} ms ({:.1}–{:.1}) at {rate:.0}/s",
                slow.median, slow.least, slow.most
            )
        }),
        reached: slow.is_some_and(|slow| slow.median <= SLOWEST),
    }
}

fn not_measured() -> String {
    "not measured".to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{counters::Counters, figures::Sample};

    fn found(rates: &[(String, f64)], p99_us: f64, memory: f64) -> Found {
        let mut figures = Figures::default();
        for (key, rate) in rates {
            let sample = Sample {
                p99_us: Some(p99_us),
                ..Sample::of(*rate, 1.0, Counters::default())
            };
            figures.add(key.clone().leak(), 1, sample);
        }
        Found {
            figures,
            memory: vec![(Server::OursMany, memory), (Server::Express, 1000.0)],
            bytes: Vec::new(),
            machine: Vec::new(),
            left_out: Vec::new(),
        }
    }

    fn is_reached(goals: &[Goal], part: &str) -> bool {
        goals.iter().find(|goal| goal.aim.contains(part)).unwrap().reached
    }

    #[test]
    fn each_goal_has_its_limit() {
        let category = |server| of_members(server, Page::Category);
        let front = |server| of_guests(server, Page::Front);
        let rates = |askama| {
            vec![
                (category(Server::Ours), 500.0),
                (category(Server::Askama), askama),
                (category(Server::AskamaCached), 833.0),
                (front(Server::Ours), 150.0),
                (front(Server::Leptos), 100.0),
                (front(Server::Maud), 188.0),
                (at_half(Server::Ours, Page::Viewer), 250.0),
            ]
        };
        let goals = judge(&found(&rates(100.0), 50_000.0, 150.0));
        let reached: Vec<_> = goals
            .iter()
            .filter(|goal| goal.reached)
            .map(|goal| &goal.aim)
            .collect();
        assert_eq!(reached.len(), 5, "{reached:?}");
        assert!(is_reached(&goals, "as Askama"));
        assert!(is_reached(&goals, "as Askama, catalogue cached"));
        assert!(is_reached(&goals, "as Leptos"));
        assert!(!is_reached(&goals, "as Maud"));
        assert!(is_reached(&goals, "viewer endpoint"));
        let goals = judge(&found(&rates(101.0), 50_001.0, 150.1));
        assert!(!is_reached(&goals, "as Askama"));
        assert!(!is_reached(&goals, "viewer endpoint"));
        assert!(!is_reached(&goals, "MiB"));
    }

    #[test]
    fn what_was_not_measured_is_not_reached() {
        let goals = judge(&found(&[], 0.0, 1000.0));
        assert!(goals.iter().all(|goal| !goal.reached), "{goals:?}");
    }
}
