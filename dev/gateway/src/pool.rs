//! The copies of one service, and which of them are known to be alive.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::{
    PoolConfig,
    upstream::{Connections, Upstream},
};

/// The copies of one service, with the turn of the round robin.
pub(crate) struct Pool {
    /// The name of the pool, which routes use.
    pub name: String,
    /// All copies, alive or not.
    pub copies: Vec<Arc<Upstream>>,
    turn: AtomicUsize,
}

impl Pool {
    /// The pool with its copies, called after it.
    pub fn new(config: &PoolConfig, connections: &Connections) -> Self {
        let copies = config.copies.iter().zip(1..);
        Self {
            name: config.name.clone(),
            copies: copies
                .map(|(address, number)| {
                    Upstream::new(format!("{}-{number}", config.name), *address, connections)
                })
                .map(Arc::new)
                .collect(),
            turn: AtomicUsize::new(0),
        }
    }

    /// The living copies in turn: each call begins with the next one.
    pub fn next_living(&self) -> Vec<&Upstream> {
        let mut living: Vec<_> = self
            .copies
            .iter()
            .map(AsRef::as_ref)
            .filter(|copy: &&Upstream| copy.alive())
            .collect();
        if !living.is_empty() {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % living.len();
            living.rotate_left(turn);
        }
        living
    }
}
