//! `bench check`: whether every benchmark can begin. It fills their tables by statements of its own, which are broken by a change of the
//! schema, and nobody would notice before the next measuring. The server is a development build; nothing is measured.

use std::time::Instant;

use anyhow::{Context, Result};
use dev_deployment::{build, paint, site};

use crate::{
    buying, logins,
    options::{BuyingOptions, CheckOptions, Options},
    touches::{self, Age},
    world::{Server, World},
};

/// The fewest sessions that `bench session` can be about.
const ROWS: u32 = 80_000;

/// Builds, and begins each of them.
pub fn run(options: &CheckOptions) -> Result<()> {
    if options.build {
        // Together, as for the tests, which have compiled them so.
        build::build(&[&["monolith", "dev-postgres"]], false)?;
    }
    site::stage()?;
    let port = options.port;
    begin("session", || {
        let usual = Options::usual(true);
        let world = World::start(
            &Options {
                rows: ROWS,
                port,
                ..usual
            },
            false,
        )?;
        touches::age(&world, Server::Ours, Age::Due)
    })?;
    begin("buying, and the catalogue of pages", || {
        let usual = BuyingOptions::usual(true);
        buying::World::start(&BuyingOptions { port, ..usual }, false)?.check()
    })?;
    begin("login and capacity", || {
        logins::World::start(port, logins::FILLING, false).map(drop)
    })
}

fn begin(what: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let started = Instant::now();
    work().context(what)?;
    println!(
        "{} {what} ({:.0} s)",
        paint::green("✓"),
        started.elapsed().as_secs_f32()
    );
    Ok(())
}
