//! Every shipped expression, asked of a Prometheus that looks at a healthy shop.

use anyhow::{Context, Result, ensure};

use crate::{
    names,
    prometheus::Prometheus,
    shipped::{self, Expression},
};

/// What has no answer as long as nothing is wrong: the alerts, all of them.
const EMPTY_WHEN_HEALTHY: [&str; 9] = [
    "alert ErrorBudgetBurnsFast",
    "alert ErrorBudgetBurnsSlowly",
    "alert StoreAway",
    "alert SessionsNotShared",
    "alert LoginFailureBurst",
    "alert HashQueueFull",
    "alert CopyCutOff",
    "alert CopyGone",
    "alert MigrationMissing",
];

/// Asks for all alerts and panels. Returns how many expressions that were.
pub fn ask(prometheus: &Prometheus) -> Result<usize> {
    let known = prometheus.metrics()?;
    let alerts = shipped::alerts()?.into_iter().map(|alert| alert.expression);
    let expressions: Vec<_> = alerts.chain(shipped::panels()?).collect();
    let mut complaints = Vec::new();
    for expression in &expressions {
        let Expression { place, text } = expression;
        let values = prometheus
            .query(&shipped::hastened(text)?)
            .with_context(|| format!("{place}: {text}"))?;
        if EMPTY_WHEN_HEALTHY.contains(&place.as_str()) {
            if !values.is_empty() {
                complaints.push(format!("{place} is not silent: {values:?}"));
            }
        } else if values.is_empty() || values.iter().all(|value| value.is_nan()) {
            complaints.push(format!("{place} shows nothing: {text}"));
        }
        for name in names::of(text)? {
            if !known.contains(&name) {
                complaints.push(format!("{place} asks for {name}, which nobody has"));
            }
        }
    }
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(expressions.len())
}
