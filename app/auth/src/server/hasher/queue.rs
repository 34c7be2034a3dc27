//! How full the queue of passwords is, for operators.

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::gauge::ConstGauge,
};
use std::{fmt, sync::Arc};
use tokio::sync::Semaphore;

/// The queue of a [`Hasher`](super::Hasher), as seen from outside.
#[derive(Debug)]
pub(in crate::server) struct HashQueue {
    places: Arc<Semaphore>,
    limit: usize,
}

impl HashQueue {
    /// The queue in which these are the places that are free, of so many.
    pub(super) fn new(places: Arc<Semaphore>, limit: usize) -> Self {
        Self { places, limit }
    }
}

impl Collector for HashQueue {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let taken = self.limit.saturating_sub(self.places.available_permits());
        for (name, help, value) in [
            (
                "password_hash_queue",
                "Passwords that are hashed or wait to be.",
                taken,
            ),
            (
                "password_hash_queue_limit",
                "Passwords that may be hashed or wait; further ones are refused.",
                self.limit,
            ),
        ] {
            let value = ConstGauge::new(value);
            value.encode(encoder.encode_descriptor(name, help, None, value.metric_type())?)?;
        }
        Ok(())
    }
}
