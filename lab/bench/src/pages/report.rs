//! The figures for the terminal and for readers.

use std::fmt::Write;

use anyhow::Result;

use super::{
    goals::judge,
    measure::{Scenario, of_guests, of_members},
    page::Page,
    server::Server,
    tables,
};
use crate::{
    chart::{self, Bar, Group},
    figures::Figures,
    machine::Machine,
    options::PagesOptions,
    publish::{self, Files, Goal},
};

const NAME: &str = "pages";
const METHOD: &str = "\
Written by `cargo xtask bench pages`; do not edit. The same pages of the same catalogue, made by this shop (one monolith, release
build) and by the same shop written in other ways (`lab/peers/`, in production mode, with a process or thread for each core). Servers,
PostgreSQL and load share the cores of one machine, so the figures are comparable with each other and with nothing else. Each
connection sends its next request when it has read the answer to the last one (HTTP/1.1, kept alive, no TLS). A member's page
has the member's nickname, which is read from the session table for every request; uncompressed answers are looked at, and one
wrong answer ends the run. The shop itself remembers its catalogue until that changes, and the peers with \"catalogue cached\" remember
answers and HTML for a second; what a page costs that nobody remembers is not in these figures.

Askama is axum with askama, tower-sessions and its PostgreSQL store. Two more peers in Rust are limits: the whole catalogue is in their
memory, there is neither session nor database, and each page is rendered anew, in Leptos by an app in islands mode, in Maud by axum with
maud. All of these use the same allocator as the shop.

Everything was warmed up, and then measured once in each round, in turn forth and back. Figures are medians of the rounds; ratios
are taken within a round, and then their median, with the least and the greatest. CPU time and statements are per request.

\"At half that rate\" is measured after all rounds: requests are sent at half the median rate of the same page, at equal distances and
whether answers come or not. A latency counts from the moment at which the request was due, so what had to wait for a slow answer
counts as slow, too; up to 1 ms of each is the load's timer.
";
const WHERE: &str = "\
Differences within a round, of CPU time per request with 64 connections: a member's page takes more than a guest's by what their session
costs, in the server and in PostgreSQL (which does nothing else for a page that is remembered); a compressed page takes more than one
that is not by what compression costs. What lies within the spread of the rounds can be negative.
";
const ALLOCATOR: &str = "\
The shop as it is built, with mimalloc, beside the same one with the system's allocator; 64 connections, CPU time per request.
";
const BYTES: &str = "\
Memory is that of all processes of a shop after the last round, without PostgreSQL. Bytes are a guest's, uncompressed. The shop's lists
say by what they can be narrowed down, and its product page has an island; the peers have neither.
";

/// What was found.
pub struct Found {
    pub figures: Figures,
    pub memory: Vec<(Server, f64)>,
    pub bytes: Vec<(Server, Page, usize)>,
    pub machine: Machine,
    pub left_out: Vec<(&'static str, String)>,
}

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &PagesOptions, scenarios: &[Scenario], found: &Found) -> Result<()> {
    let goals = judge(found);
    let figures = tables::figures(scenarios, &found.figures);
    publish::show(&figures, &goals);
    let files = Files {
        name: NAME,
        quick: options.quick,
    };
    files.samples(&found.figures.to_json())?;
    files.page(&markdown(found, &goals, &figures))?;
    files.picture(&picture(&found.figures))
}

fn markdown(found: &Found, goals: &[Goal], figures: &str) -> String {
    let mut text = format!(
        "# What pages cost\n\n{METHOD}\n![Requests a second by shop]({NAME}.svg)\n\n## Goals\n\n{}\n## Figures\n\n{figures}\n",
        publish::goals("goal", goals)
    );
    let _ = write!(
        text,
        "## Where the time goes\n\n{}\n{WHERE}\n",
        tables::where_it_goes(&found.figures)
    );
    let _ = write!(
        text,
        "## The allocator\n\n{}\n{ALLOCATOR}\n",
        tables::allocator(&found.figures)
    );
    let _ = write!(
        text,
        "## Memory and bytes\n\n{}\n{BYTES}",
        tables::memory_and_bytes(found)
    );
    if !found.left_out.is_empty() {
        text.push_str("\n## Left out\n\n");
        for (name, why) in &found.left_out {
            let _ = writeln!(text, "- {name}: {why}");
        }
    }
    text + &publish::machine(&found.machine)
}

fn picture(figures: &Figures) -> String {
    let members = [
        Server::Ours,
        Server::AskamaCached,
        Server::Askama,
        Server::ExpressCached,
        Server::ExpressUntouched,
        Server::Express,
        Server::Django,
    ];
    let guests = [Server::Maud, Server::Ours, Server::Leptos];
    let bars = |servers: &[Server], key: &dyn Fn(Server) -> String| {
        let bar = |server: &Server| {
            Some(Bar {
                label: server.title(),
                value: figures.rate(&key(*server))?.median,
                ours: *server == Server::Ours,
            })
        };
        servers.iter().filter_map(bar).collect()
    };
    let of_members = |title, page| Group {
        title,
        bars: bars(&members, &|server| of_members(server, page)),
    };
    let groups = [
        of_members("category, member", Page::Category),
        of_members("front page, member", Page::Front),
        Group {
            title: "front page, guest",
            bars: bars(&guests, &|server| of_guests(server, Page::Front)),
        },
        of_members("product, member", Page::Product),
        of_members("search, member", Page::Search),
    ];
    chart::draw("Pages a second, 64 connections", &groups)
}
