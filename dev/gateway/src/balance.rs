//! Load balancing: which copy is asked first.
//!
//! With sessions in a shared table every answer here is right. With sessions in each copy's memory, round robin
//! loses the visitor at once (T4) and the two others only when their copy dies or a copy is added (T5).

use std::{
    cmp::Reverse,
    hash::{DefaultHasher, Hash, Hasher},
    net::IpAddr,
    str::FromStr,
    sync::Arc,
};

use anyhow::{Error, bail};
use axum::http::HeaderMap;

use crate::{cookie, pool::Pool, upstream::Upstream};

/// The rule by which a copy is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Balance {
    /// Round robin: each copy in turn.
    #[default]
    RoundRobin,
    /// Sticky: the first time in turn, from then on the copy that is named in a cookie of the gateway's.
    Sticky,
    /// Rendezvous hashing of the visitor's address: no cookie is needed, but everybody behind one address meets one copy.
    Hash {
        /// The name of a cookie whose value is hashed instead of the address. Not the session's cookie when sessions live in memory:
        /// it is made by the copy that the address led to, and its value would lead to another one.
        cookie: Option<String>,
    },
}

impl Balance {
    /// The living copies in the order in which they are to be tried. Those that are ready come first.
    pub(crate) fn order(&self, pool: &Pool, headers: &HeaderMap, client: IpAddr) -> Vec<Arc<Upstream>> {
        let mut copies = pool.next_living();
        match self {
            Self::RoundRobin => {}
            Self::Sticky => {
                let chosen = cookie::value(headers, &sticky_cookie(pool));
                copies.sort_by_key(|copy| (!copy.ready(), chosen != Some(copy.name.as_str())));
            }
            // The highest of all hashes of (visitor, copy) wins: when a copy goes, only its own visitors move.
            Self::Hash { cookie } => {
                let key = cookie.as_deref().and_then(|name| cookie::value(headers, name));
                copies.sort_by_key(|copy| {
                    let hash = key.map_or_else(|| hash((client, &copy.name)), |key| hash((key, &copy.name)));
                    (!copy.ready(), Reverse(hash))
                });
            }
        }
        copies
    }
}

/// The name of the cookie of a sticky pool. One cookie per pool: behind one host name (T8) a visitor sticks to a copy of each service.
pub(crate) fn sticky_cookie(pool: &Pool) -> String {
    format!("gateway-{}", pool.name)
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl FromStr for Balance {
    type Err = Error;

    /// Reads `round-robin`, `sticky`, `hash` or `hash:COOKIE`.
    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text.split_once(':') {
            None if text == "round-robin" => Self::RoundRobin,
            None if text == "sticky" => Self::Sticky,
            None if text == "hash" => Self::Hash { cookie: None },
            Some(("hash", cookie)) if !cookie.is_empty() => Self::Hash {
                cookie: Some(cookie.to_owned()),
            },
            _ => bail!("{text:?} is none of round-robin, sticky, hash, hash:COOKIE"),
        })
    }
}
