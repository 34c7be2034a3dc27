//! Who asks for which page.

use anyhow::{Context, Result, ensure};

use super::{
    page::Page,
    server::Server,
    world::{self, NICKNAME, World},
};
use crate::{
    counters::Counters,
    figures::{Figures, Sample},
    load::{self, Load},
};

/// As a current browser asks.
pub const BROWSER: &str = "gzip, deflate, br, zstd";
/// The connections of most scenarios.
const MANY: u16 = 64;
/// Connections that leave a server some time.
const FEW: u16 = 16;

/// One kind of visits.
pub struct Scenario {
    pub key: &'static str,
    pub server: Server,
    pub page: Page,
    pub member: bool,
    pub connections: u16,
    /// Whether answers are compressed as a browser asks.
    pub compressed: bool,
    /// The scenario at half of whose rate requests are sent, whether answers come or not; without one, each connection sends its
    /// next request when it has read an answer.
    pub half_of: Option<String>,
}

/// The name of a scenario with many connections, of members without compression.
pub fn of_members(server: Server, page: Page) -> String {
    format!("{server:?}-{page:?}-member-{MANY}")
}

/// The name of a scenario of members who ask for a compressed page, as browsers do.
pub fn compressed(server: Server, page: Page) -> String {
    of_members(server, page) + "-compressed"
}

/// The name of a scenario of guests.
pub fn of_guests(server: Server, page: Page) -> String {
    format!("{server:?}-{page:?}-guest-{MANY}")
}

/// The name of a scenario at half the rate of the one of members.
pub fn at_half(server: Server, page: Page) -> String {
    of_members(server, page) + "-half"
}

impl Scenario {
    /// Of members, with many connections, without compression.
    fn new(server: Server, page: Page) -> Self {
        Self {
            key: "",
            server,
            page,
            member: true,
            connections: MANY,
            compressed: false,
            half_of: None,
        }
    }

    fn of_guests(self) -> Self {
        Self {
            member: false,
            ..self
        }
    }

    fn with_few(self) -> Self {
        Self {
            connections: FEW,
            ..self
        }
    }

    fn compressed(self) -> Self {
        Self {
            compressed: true,
            ..self
        }
    }

    fn at_half(self) -> Self {
        Self {
            half_of: Some(self.name()),
            ..self
        }
    }

    fn name(&self) -> String {
        let Self {
            server,
            page,
            connections,
            ..
        } = self;
        let who = if self.member { "member" } else { "guest" };
        let compressed = if self.compressed { "-compressed" } else { "" };
        let half = if self.half_of.is_some() { "-half" } else { "" };
        format!("{server:?}-{page:?}-{who}-{connections}{compressed}{half}")
    }

    /// In tables.
    pub fn title(&self) -> String {
        let who = if self.member { "member" } else { "guest" };
        let compressed = if self.compressed { ", compressed" } else { "" };
        let half = if self.half_of.is_some() {
            ", at half that rate"
        } else {
            ""
        };
        let (server, page) = (self.server.title(), self.page.title());
        format!("{server}, {page}, {who}{compressed}{half}")
    }

    /// Measures once; `known` has what was measured before.
    pub fn measure(&self, world: &World, known: &Figures, seconds: u16) -> Result<Sample> {
        let rate = match &self.half_of {
            Some(of) => Some(known.rate(of).context("there is no rate to halve")?.median / 2.0),
            None => None,
        };
        let load = Load {
            visitors: self.member.then(|| world::member(self.server)),
            accept_encoding: self.compressed.then_some(BROWSER),
            expect: self.page.sign(),
            rate,
            ..Load::of(self.page.path(&world.category), self.connections, seconds)
        };
        let process = Some(world.process(self.server)?);
        let before = Counters::read(&world.cluster, process)?;
        let result = load::run(world.address(self.server)?, &load).with_context(|| self.key)?;
        Ok(result.with(Counters::read(&world.cluster, process)?.since(&before)))
    }
}

/// The scenarios of one round, and those at half a rate, which come when all rates are known.
pub struct Plan {
    pub rounds: Vec<Scenario>,
    pub at_half: Vec<Scenario>,
}

/// All scenarios of the servers that run.
pub fn plan(has: impl Fn(Server) -> bool) -> Plan {
    let (mut rounds, mut at_half) = (Vec::new(), Vec::new());
    for page in Page::ALL {
        let ours = |server| Scenario::new(server, page);
        rounds.extend([
            ours(Server::Ours).of_guests(),
            ours(Server::Ours),
            ours(Server::Ours).with_few(),
        ]);
        at_half.push(ours(Server::Ours).at_half());
        if page.is_of_the_catalogue() {
            rounds.extend([ours(Server::Ours).compressed(), ours(Server::OursMany)]);
            at_half.push(ours(Server::OursMany).at_half());
        }
    }
    rounds.extend(Page::COMPARED.map(|page| Scenario::new(Server::OursPlain, page)));
    for server in Server::PEERS {
        let of = |page| Scenario::new(server, page);
        if server.has_members() {
            rounds.extend(Page::COMPARED.map(of));
            rounds.extend([of(Page::Category).of_guests(), of(Page::Category).compressed()]);
        } else {
            rounds.extend(Page::COMPARED.map(|page| of(page).of_guests()));
        }
    }
    let named = |scenario: Scenario| Scenario {
        // Kept for as long as the program runs, and it runs once.
        key: scenario.name().leak(),
        ..scenario
    };
    let of_those_that_run = |scenarios: Vec<Scenario>| {
        let running = scenarios.into_iter().filter(|scenario| has(scenario.server));
        running.map(named).collect()
    };
    Plan {
        rounds: of_those_that_run(rounds),
        at_half: of_those_that_run(at_half),
    }
}

/// How long each server's pages are, uncompressed; looks at each of them before that.
pub fn bytes(world: &World, scenarios: &[Scenario]) -> Result<Vec<(Server, Page, usize)>> {
    let mut all = Vec::new();
    for Scenario { server, page, .. } in scenarios {
        let (server, page) = (*server, *page);
        if all.iter().any(|(known, of, _)| (*known, *of) == (server, page)) {
            continue;
        }
        let (address, path) = (world.address(server)?, page.path(&world.category));
        let guest = load::get(address, &path, "")?;
        let mut right = guest.contains(page.sign()) && !guest.contains(NICKNAME);
        if server.has_members() {
            let visitors = std::fs::read_to_string(world::member(server))?;
            let cookie = visitors.split('\t').next().unwrap_or_default();
            let member = load::get(address, &path, cookie)?;
            let shows_the_same = page == Page::Viewer || member.contains(page.sign());
            right &= shows_the_same && member.contains(NICKNAME);
        }
        ensure!(right, "{path} of {} is not what it is taken for", server.title());
        let body = guest.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        all.push((server, page, body.len()));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_scenario_has_a_name_of_its_own() {
        let Plan { rounds, at_half } = plan(|_| true);
        let count = rounds.len() + at_half.len();
        let all: Vec<_> = rounds.iter().chain(&at_half).collect();
        let keys: BTreeSet<_> = all.iter().map(|scenario| scenario.key).collect();
        let titles: BTreeSet<_> = all
            .iter()
            .map(|scenario| (scenario.title(), scenario.connections))
            .collect();
        assert_eq!((keys.len(), titles.len()), (count, count));
        for scenario in &at_half {
            let whole = scenario.half_of.as_deref();
            assert!(
                rounds.iter().any(|other| Some(other.key) == whole),
                "{}",
                scenario.key
            );
        }
        assert!(plan(|server| server != Server::Maud).rounds.len() < rounds.len());
    }

    #[test]
    fn scenarios_are_found_by_their_names() {
        let Plan {
            rounds,
            at_half: halves,
        } = plan(|_| true);
        let is_there = |key: &str| rounds.iter().chain(&halves).any(|scenario| scenario.key == key);
        assert!(is_there(&of_members(Server::Askama, Page::Category)));
        assert!(is_there(&of_guests(Server::Leptos, Page::Front)));
        assert!(is_there(&compressed(Server::Ours, Page::English)));
        assert!(is_there(&at_half(Server::OursMany, Page::Nothing)));
    }
}
