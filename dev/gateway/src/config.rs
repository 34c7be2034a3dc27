//! The configuration of a gateway, and its check before the start.

use std::{collections::BTreeSet, net::SocketAddr, str::FromStr, time::Duration};

use anyhow::{Context, Error, ensure};

use crate::{Balance, Route};

/// The configuration of a gateway.
#[derive(Debug, Clone)]
pub struct Config {
    /// The addresses to listen on.
    pub listen: Vec<SocketAddr>,
    /// The routing table: the first route that fits a request decides.
    pub routes: Vec<Route>,
    /// The pools: the copies of each service.
    pub pools: Vec<PoolConfig>,
    /// How a copy is chosen within a pool.
    pub balance: Balance,
    /// The time between two health checks of a copy.
    pub check_every: Duration,
}

/// The copies of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolConfig {
    /// The name that routes use; a copy is called after it: `auth-1`, `auth-2` …
    pub name: String,
    /// The addresses the copies listen on.
    pub copies: Vec<SocketAddr>,
}

impl Config {
    /// Fails for a configuration that would only fail later, at the first visitor.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.listen.is_empty(), "no --listen address");
        ensure!(
            !self.routes.is_empty(),
            "no --route: every request would be refused"
        );
        let mut names = BTreeSet::new();
        for pool in &self.pools {
            ensure!(!pool.copies.is_empty(), "the pool {} has no copies", pool.name);
            ensure!(names.insert(&pool.name), "the pool {} is given twice", pool.name);
        }
        for route in &self.routes {
            ensure!(
                names.contains(&route.pool),
                "a route leads to the pool {}, which is not given",
                route.pool
            );
        }
        Ok(())
    }
}

impl FromStr for PoolConfig {
    type Err = Error;

    /// Reads `auth=127.0.0.1:4101,127.0.0.1:4102`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (name, copies) = text
            .split_once('=')
            .context("a pool is written name=address,address")?;
        // The name travels in a cookie name and a header.
        ensure!(
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "the pool name {name:?} may only have letters, digits and hyphens"
        );
        let copies = copies
            .split(',')
            .map(|address| {
                address
                    .parse()
                    .with_context(|| format!("{address:?} is not an address like 127.0.0.1:4101"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            name: name.to_owned(),
            copies,
        })
    }
}
