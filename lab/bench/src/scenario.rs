//! Who asks what of which server.

use anyhow::Result;

use crate::{
    counters::Counters,
    figures::Sample,
    filling::{VISITORS, VISITORS_FEW, VISITORS_SMALL},
    floor,
    load::{self, Load},
    touches::{self, Age},
    world::{self, Server, World},
};

/// One kind of request.
#[derive(Debug)]
pub struct Scenario {
    pub key: &'static str,
    pub title: &'static str,
    what: What,
    pub connections: u16,
    /// A goal is about it.
    long: bool,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Http(Server, Page, Who),
    /// No HTTP: `pgbench`.
    Floor,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Products, and where they belong, from the database.
    Category,
    /// Without words: nothing but the page's frame, and no database besides the session's.
    Search,
    /// JSON: who is asking.
    Viewer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Guest,
    /// All whose cookies are known, last seen at some moment of the last minute, as after a minute of such visits.
    Member,
    /// A tenth of them.
    Few,
    /// All of them, each of whom was last seen so long ago that it is time to write it down again.
    Due,
}

use Page::{Category, Search, Viewer};
use Server::{Ours, Small, Stock};
use What::{Floor, Http};
use Who::{Due, Few, Guest, Member};

#[rustfmt::skip]
const fn many(key: &'static str, title: &'static str, what: What, long: bool) -> Scenario {
    Scenario { key, title, what, connections: 64, long }
}

const fn fewer(key: &'static str, title: &'static str, what: What) -> Scenario {
    Scenario {
        connections: 16,
        ..many(key, title, what, false)
    }
}

/// What is compared stands side by side.
#[rustfmt::skip]
pub const SCENARIOS: [Scenario; 20] = [
    many("category-guest", "category page, guest", Http(Ours, Category, Guest), true),
    many("category-ours", "category page, member", Http(Ours, Category, Member), true),
    many("category-stock", "category page, member, published store", Http(Stock, Category, Member), true),
    many("category-due", "category page, member, every session due for a touch", Http(Ours, Category, Due), false),
    many("category-large", "category page, 1,000 members, large table", Http(Ours, Category, Few), true),
    many("category-small", "category page, 1,000 members, 1,000 rows", Http(Small, Category, Few), true),
    many("search-guest", "search page, guest", Http(Ours, Search, Guest), true),
    many("search-ours", "search page, member", Http(Ours, Search, Member), true),
    many("search-stock", "search page, member, published store", Http(Stock, Search, Member), true),
    many("viewer-guest", "viewer endpoint, guest", Http(Ours, Viewer, Guest), false),
    many("viewer-guest-stock", "viewer endpoint, guest, published store", Http(Stock, Viewer, Guest), false),
    many("viewer-stock", "viewer endpoint, member, published store", Http(Stock, Viewer, Member), true),
    many("viewer-ours", "viewer endpoint, member", Http(Ours, Viewer, Member), true),
    many("floor", "pgbench, one row by its key", Floor, true),
    fewer("category-guest-16", "category page, guest", Http(Ours, Category, Guest)),
    fewer("category-ours-16", "category page, member", Http(Ours, Category, Member)),
    fewer("category-stock-16", "category page, member, published store", Http(Stock, Category, Member)),
    fewer("viewer-guest-16", "viewer endpoint, guest", Http(Ours, Viewer, Guest)),
    fewer("viewer-ours-16", "viewer endpoint, member", Http(Ours, Viewer, Member)),
    fewer("viewer-stock-16", "viewer endpoint, member, published store", Http(Stock, Viewer, Member)),
];

impl Page {
    /// What guests and nobody else must see.
    pub fn guest(self) -> &'static str {
        match self {
            Self::Category | Self::Search => "你好，请登录",
            Self::Viewer => r#"{"state":"guest"}"#,
        }
    }
}

impl Scenario {
    /// Of so many seconds.
    pub fn seconds(&self, seconds: u16) -> u16 {
        if self.long { seconds } else { (seconds / 2).max(1) }
    }

    /// Measures once.
    pub fn measure(&self, world: &World, seconds: u16) -> Result<Sample> {
        let What::Http(server, page, who) = self.what else {
            return floor::measure(world, self.connections, seconds);
        };
        match who {
            Member | Few => touches::age(world, server, Age::Spread)?,
            Due => touches::age(world, server, Age::Due)?,
            Guest => {}
        }
        let load = Load {
            visitors: who.file(server).map(world::file),
            expect: page.guest(),
            ..Load::of(world.path(page), self.connections, seconds)
        };
        let process = Some(world.process(server)?);
        let before = Counters::read(&world.cluster, process)?;
        let result = load::run(world.address(server)?, &load)?;
        Ok(result.with(Counters::read(&world.cluster, process)?.since(&before)))
    }
}

impl Who {
    fn file(self, server: Server) -> Option<&'static str> {
        match (self, server) {
            (Self::Guest, _) => None,
            (_, Small) => Some(VISITORS_SMALL),
            (Self::Few, _) => Some(VISITORS_FEW),
            (Self::Member | Self::Due, _) => Some(VISITORS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_scenario_has_a_name_of_its_own() {
        let keys: BTreeSet<_> = SCENARIOS.iter().map(|scenario| scenario.key).collect();
        assert_eq!(keys.len(), SCENARIOS.len());
        let titles: BTreeSet<_> = SCENARIOS
            .iter()
            .map(|scenario| (scenario.title, scenario.connections))
            .collect();
        assert_eq!(titles.len(), SCENARIOS.len());
    }
}
