//! What operators see of the catalogue in memory.

use super::version::{Reads, Version};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};
use std::{fmt, sync::atomic::Ordering::Relaxed};

/// The catalogue of a process, for those who ask for metrics.
#[derive(Debug)]
pub(crate) struct CatalogueMetrics(pub(crate) Version);

impl Collector for CatalogueMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Reads {
            memory,
            database,
            outage,
        } = self.0.reads();
        let mut answers = encoder.encode_descriptor(
            "catalogue_answers",
            "Answers about the catalogue, by where they came from.",
            None,
            MetricType::Counter,
        )?;
        for (from, count) in [("memory", memory), ("database", database), ("outage", outage)] {
            let count = ConstCounter::new(count.load(Relaxed));
            count.encode(answers.encode_family(&[("from", from)])?)?;
        }
        let followed = ConstGauge::new(u32::from(self.0.current().is_some()));
        followed.encode(encoder.encode_descriptor(
            "catalogue_followed",
            "Whether this copy hears of changes to the catalogue.",
            None,
            MetricType::Gauge,
        )?)
    }
}
