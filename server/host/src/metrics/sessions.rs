//! What the session stack counts, as metrics.

use app_session::{Distribution, Found, Statistics};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, NoLabelSet},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
    registry::Unit,
};
use std::{fmt, sync::Arc};

/// The statistics of a stack, for those who ask for metrics.
#[derive(Debug)]
pub(super) struct SessionMetrics(pub(super) Arc<Statistics>);

impl Collector for SessionMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Self(statistics) = self;
        let mut results = encoder.encode_descriptor(
            "session_lookups",
            "Presented session ids by what was found.",
            None,
            MetricType::Counter,
        )?;
        for found in Found::ALL {
            let count = ConstCounter::new(statistics.looked_up(found));
            count.encode(results.encode_family(&[("result", found.name())])?)?;
        }
        encode_times(&mut encoder, &statistics.look_up_times())?;
        for (name, help, count) in [
            (
                "session_cookie_without_session",
                "Requests with a session cookie to which no session is known, not even one that is over.",
                statistics.without_session(),
            ),
            (
                "session_lookup_batches",
                "Statements that looked sessions up.",
                statistics.batches(),
            ),
            (
                "session_lookup_batch_ids",
                "Ids in those statements.",
                statistics.batched_ids(),
            ),
            (
                "session_touches",
                "Sessions whose last use was written down.",
                statistics.touches(),
            ),
            (
                "session_events",
                "Verbs that begin, change or end sessions, as done here.",
                statistics.events(),
            ),
        ] {
            let count = ConstCounter::new(count);
            count.encode(encoder.encode_descriptor(name, help, None, MetricType::Counter)?)?;
        }
        if let Some(connected) = statistics.reader_is_connected() {
            let connected = ConstGauge::new(u32::from(connected));
            connected.encode(encoder.encode_descriptor(
                "session_reader_connected",
                "Whether the connection that looks sessions up stands.",
                None,
                MetricType::Gauge,
            )?)?;
        }
        Ok(())
    }
}

fn encode_times(encoder: &mut DescriptorEncoder<'_>, times: &Distribution) -> fmt::Result {
    let mut histogram = encoder.encode_descriptor(
        "session_lookup_duration",
        "The time that a request waits for a look-up, unless the store is known to be away.",
        Some(&Unit::Seconds),
        MetricType::Histogram,
    )?;
    histogram.encode_histogram::<NoLabelSet>(times.sum.as_secs_f64(), times.count(), &times.buckets, None)
}
