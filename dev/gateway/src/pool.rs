//! The copies of one service, and which of them are known to be alive.

use std::{
    net::SocketAddr,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::task::JoinHandle;

use crate::{
    PoolConfig,
    health::{self, Checks},
    upstream::{Connections, Upstream},
};

/// The copies of one service, with the turn of the round robin.
pub(crate) struct Pool {
    /// The name of the pool, which routes use.
    pub name: String,
    /// All copies, alive or not.
    copies: RwLock<Vec<Watched>>,
    turn: AtomicUsize,
}

/// A copy that is asked at regular times whether it lives, until this value is dropped.
struct Watched {
    copy: Arc<Upstream>,
    checks: JoinHandle<()>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.checks.abort();
    }
}

impl Pool {
    /// The pool with its copies, called after it.
    pub fn new(config: &PoolConfig, connections: &Connections, checks: Checks) -> Self {
        let pool = Self {
            name: config.name.clone(),
            copies: RwLock::default(),
            turn: AtomicUsize::new(0),
        };
        for (address, number) in config.copies.iter().zip(1..) {
            let name = format!("{}-{number}", config.name);
            pool.add(name, *address, connections, checks);
        }
        pool
    }

    /// Adds a copy, from now on asked whether it lives. One of the same name is replaced.
    pub fn add(&self, name: String, address: SocketAddr, connections: &Connections, checks: Checks) {
        self.remove(&name);
        let copy = Arc::new(Upstream::new(name, address, connections));
        let checks = tokio::spawn(health::watch(copy.clone(), connections.clone(), checks));
        let mut copies = self.copies.write().unwrap_or_else(PoisonError::into_inner);
        copies.push(Watched { copy, checks });
        copies.sort_by(|one, other| one.copy.name.cmp(&other.copy.name));
    }

    /// Takes a copy away; requests that it has are answered by it.
    pub fn remove(&self, name: &str) {
        let mut copies = self.copies.write().unwrap_or_else(PoisonError::into_inner);
        copies.retain(|watched| watched.copy.name != name);
    }

    /// The living copies in turn: each call begins with the next one. Those that are ready come before the others.
    pub fn next_living(&self) -> Vec<Arc<Upstream>> {
        let copies = self.copies.read().unwrap_or_else(PoisonError::into_inner);
        let living = copies.iter().map(|watched| watched.copy.clone());
        let (mut ready, mut unready): (Vec<_>, Vec<_>) =
            living.filter(|copy| copy.alive()).partition(|copy| copy.ready());
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        for copies in [&mut ready, &mut unready] {
            let turn = turn % copies.len().max(1);
            copies.rotate_left(turn);
        }
        ready.append(&mut unready);
        ready
    }
}
