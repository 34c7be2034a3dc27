//! Who asks for which page.

use anyhow::{Context, Result, ensure};

use super::server::{self, NICKNAME, Server, World};
use crate::{
    counters::Counters,
    figures::Sample,
    load::{self, Load},
};

/// As a current browser asks.
const BROWSER: &str = "gzip, deflate, br, zstd";

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Front,
    Category,
    Product,
    /// Words that some products have.
    Search,
    /// Words that none has.
    Nothing,
}

impl Page {
    /// In tables.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Front => "front page",
            Self::Category => "category",
            Self::Product => "product",
            Self::Search => "search",
            Self::Nothing => "search, nothing found",
        }
    }

    fn path(self, world: &World) -> String {
        match self {
            Self::Front => "/".to_owned(),
            Self::Category => format!("/c/{}", world.category),
            Self::Product => "/p/100101".to_owned(),
            Self::Search => "/search?q=%E8%80%B3%E6%9C%BA".to_owned(),
            Self::Nothing => "/search?q=zzzz".to_owned(),
        }
    }

    /// What is on it, in whichever way it was made.
    const fn sign(self) -> &'static str {
        match self {
            Self::Nothing => "class=\"notice\"",
            Self::Product => "class=\"product\"",
            _ => "class=\"card\"",
        }
    }
}

/// One kind of visits.
pub struct Scenario {
    pub key: &'static str,
    pub server: Server,
    pub page: Page,
    pub member: bool,
    pub connections: u16,
    /// Whether answers are compressed as a browser asks.
    pub compressed: bool,
}

/// All of them, of the servers that run.
pub fn scenarios(world: &World) -> Vec<Scenario> {
    use Page::{Category, Front, Nothing, Product, Search};
    let mut all = Vec::new();
    let mut add = |server, page, member, connections, compressed| {
        let who = if member { "member" } else { "guest" };
        let how = if compressed { "-compressed" } else { "" };
        // Kept for as long as the program runs, and it runs once.
        let key = format!("{server:?}-{page:?}-{who}-{connections}{how}").leak();
        all.push(Scenario {
            key,
            server,
            page,
            member,
            connections,
            compressed,
        });
    };
    for page in [Front, Category, Product, Search, Nothing] {
        for member in [false, true] {
            add(Server::Ours, page, member, 64, false);
        }
        add(Server::Ours, page, true, 16, false);
        add(Server::Ours, page, true, 64, true);
        add(Server::OursMany, page, true, 64, false);
    }
    for server in [
        Server::Express,
        Server::ExpressUntouched,
        Server::ExpressCached,
        Server::Django,
    ] {
        for page in [Front, Category, Product, Search] {
            add(server, page, true, 64, false);
        }
        add(server, Category, false, 64, false);
        add(server, Category, true, 64, true);
    }
    all.retain(|scenario| world.has(scenario.server));
    all
}

impl Scenario {
    /// Measures once.
    pub fn measure(&self, world: &World, seconds: u16) -> Result<Sample> {
        let load = Load {
            path: self.page.path(world),
            visitors: self.member.then(|| server::member(self.server)),
            accept_encoding: self.compressed.then_some(BROWSER),
            expect: self.page.sign(),
            connections: self.connections,
            seconds,
        };
        let process = Some(world.process(self.server)?);
        let before = Counters::read(&world.cluster, process)?;
        let result = load::run(world.address(self.server)?, &load).with_context(|| self.key)?;
        Ok(result.with(Counters::read(&world.cluster, process)?.since(&before)))
    }
}

/// How long each server's pages are, uncompressed; looks at each of them before that.
pub fn bytes(world: &World) -> Result<Vec<(Server, Page, usize)>> {
    let mut all = Vec::new();
    for scenario in scenarios(world) {
        let Scenario { server, page, .. } = scenario;
        if all.iter().any(|(known, of, _)| (*known, *of) == (server, page)) {
            continue;
        }
        let (address, path) = (world.address(server)?, page.path(world));
        let visitors = std::fs::read_to_string(server::member(server))?;
        let cookie = visitors.split('\t').next().unwrap_or_default();
        let (guest, member) = (load::get(address, &path, "")?, load::get(address, &path, cookie)?);
        ensure!(
            !guest.contains(NICKNAME) && member.contains(NICKNAME) && member.contains(page.sign()),
            "{path} of {} is not what it is taken for",
            server.title()
        );
        let body = guest.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        all.push((server, page, body.len()));
    }
    Ok(all)
}
