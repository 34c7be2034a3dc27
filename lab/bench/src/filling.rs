//! Sessions by the million, and the visitors whose cookies are known.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};

use crate::{
    floor, load,
    login::{self, COOKIE},
    scenario::Page,
    world::{self, Server, World},
};
use dev_deployment::{psql, workspace};

/// Sessions whose cookies are used.
pub const KNOWN: u32 = 10_000;
/// Of them, those that are compared with a table that has no more.
pub const FEW: u32 = 1_000;
/// Sessions of one member, who may have ten; of each only one is used.
const PER_MEMBER: u32 = 8;
/// The most products on a page.
const PAGE: usize = 24;
pub const MEMBERS_SQL: &str = "lab/bench/src/sql/members.sql";
pub const SESSIONS_SQL: &str = "lab/bench/src/sql/sessions.sql";

/// The visitors with a session in the large table, in the small one, and as few of the large one.
pub const VISITORS: &str = "visitors";
pub const VISITORS_SMALL: &str = "visitors-small";
pub const VISITORS_FEW: &str = "visitors-few";
pub const VISITOR_ALONE: &str = "visitor-alone";

/// Fills both databases, each after a real login has left a row to be copied.
pub fn fill(world: &World, rows: u32) -> Result<()> {
    ensure!(
        rows >= KNOWN * PER_MEMBER && rows.is_multiple_of(KNOWN),
        "--rows must be a multiple of {KNOWN}, {} or more",
        KNOWN * PER_MEMBER
    );
    let many = fill_one(world, Server::Ours, rows, KNOWN, PER_MEMBER)?;
    let few = fill_one(world, Server::Small, FEW, FEW, 1)?;
    let every_tenth = many.iter().step_by((KNOWN / FEW) as usize).cloned();
    write(VISITORS_FEW, &every_tenth.collect::<Vec<_>>())?;
    write(VISITOR_ALONE, &many[..1])?;
    write(VISITORS, &many)?;
    write(VISITORS_SMALL, &few)?;
    floor::prepare(world)?;
    look_around(world)
}

fn fill_one(world: &World, server: Server, rows: u32, known: u32, per_member: u32) -> Result<Vec<String>> {
    let url = world.url(server)?;
    run_file(url, MEMBERS_SQL, &[])?;
    login::log_in(world.address(server)?, login::COPIED)?;
    let with_stock = server == Server::Ours;
    if with_stock {
        login::log_in(world.address(Server::Stock)?, login::COPIED)?;
    }
    let variables = [
        ("rows", rows.to_string()),
        ("known", known.to_string()),
        ("per_member", per_member.to_string()),
        ("with_stock", with_stock.to_string()),
    ];
    let visitors = run_file(url, SESSIONS_SQL, &variables)?;
    let visitors: Vec<_> = visitors.lines().map(|line| format!("{COOKIE}={line}")).collect();
    let nicknames: BTreeSet<_> = visitors
        .iter()
        .filter_map(|line| line.split('\t').nth(1))
        .collect();
    ensure!(
        visitors.len() == known as usize && nicknames.len() == visitors.len(),
        "{} visitors of {} members were made, not {known}",
        visitors.len(),
        nicknames.len()
    );
    Ok(visitors)
}

fn write(name: &str, visitors: &[String]) -> Result<()> {
    Ok(fs::write(world::file(name), visitors.join("\n") + "\n")?)
}

/// Runs a file of statements with these variables, and gives what they answer.
pub fn run_file(url: &str, file: &str, variables: &[(&str, String)]) -> Result<String> {
    let mut psql = psql::command(url);
    psql.args(["--tuples-only", "--no-align", "-f"])
        .arg(workspace::at(file));
    for (name, value) in variables {
        psql.args(["-v", &format!("{name}={value}")]);
    }
    psql::output(&mut psql)
}

/// The category with the most products on its first page, and how many those are.
pub fn fullest_category(world: &World) -> Result<(String, usize)> {
    let answer = world.ask(
        Server::Ours,
        &[&format!(
            "select c.slug, least(count(*), {PAGE}) from mall.card join mall.category c on c.id = top_id \
             group by c.slug, c.position order by 2 desc, c.position limit 1"
        )],
    )?;
    let (slug, cards) = answer.split_once('|').context("there are no products")?;
    Ok((slug.to_owned(), cards.parse()?))
}

/// That pages are what they are taken for: nothing is compared before.
fn look_around(world: &World) -> Result<()> {
    let visitors = fs::read_to_string(world::file(VISITOR_ALONE))?;
    let (cookie, nickname) = visitors.trim_end().split_once('\t').unwrap_or_default();
    for page in [Page::Category, Page::Search, Page::Viewer] {
        let path = world.path(page);
        for server in [Server::Ours, Server::Stock] {
            let get = |cookie| load::get(world.address(server)?, &path, cookie);
            let (guest, member) = (get("")?, get(cookie)?);
            ensure!(
                guest.contains(page.guest()) && !guest.contains(nickname) && !guest.contains("顾客"),
                "{path} does not take somebody without a cookie for a guest"
            );
            ensure!(member.contains(nickname), "{path} does not show {nickname}");
            let cards = guest.matches("href=\"/p/").count();
            ensure!(
                page != Page::Category || cards >= world.cards,
                "{path} has {cards} products, not {}",
                world.cards
            );
        }
    }
    Ok(())
}
