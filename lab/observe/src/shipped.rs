//! The files that are shipped, and how they are read for a trial.

use std::fs;

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;
use regex_lite::{Captures, Regex};
use serde_json::Value as Json;
use serde_yaml_ng::Value;

/// The configuration of Prometheus.
pub const SCRAPE: &str = "deploy/prometheus/prometheus.yml";
/// The rules.
pub const RULES: &str = "deploy/prometheus/alerts.yml";
/// The tests of the rules.
pub const TESTS: &str = "deploy/prometheus/alerts.test.yml";
/// The dashboard.
pub const DASHBOARD: &str = "deploy/grafana/cfmall.json";
/// The description of all of it.
pub const DOCUMENT: &str = "docs/observability.md";

/// The most panels that somebody looks at.
const PANELS: usize = 20;

/// How much faster time passes in a trial: five minutes are ten seconds.
const HASTE: u64 = 30;
/// The shortest time in a trial.
const SHORTEST: u64 = 2;
/// The time between two questions in a trial, in seconds.
const INTERVAL: u64 = 2;

/// Something that Prometheus is asked.
#[derive(Clone, Debug)]
pub struct Expression {
    /// Where it stands.
    pub place: String,
    pub text: String,
}

/// An alert.
#[derive(Clone, Debug)]
pub struct Alert {
    pub name: String,
    pub expression: Expression,
    pub runbook: String,
}

/// The text of a file.
pub fn read(file: &str) -> Result<String> {
    fs::read_to_string(workspace::at(file)).with_context(|| format!("cannot read {file}"))
}

/// The alerts of the rules.
pub fn alerts() -> Result<Vec<Alert>> {
    let rules: Value = serde_yaml_ng::from_str(&read(RULES)?)?;
    let mut alerts = Vec::new();
    for group in rules["groups"].as_sequence().context("no groups")? {
        for rule in group["rules"].as_sequence().context("no rules")? {
            let Some(name) = rule["alert"].as_str() else {
                continue;
            };
            let text = |value: &Value, what: &str| {
                let text = value.as_str().map(str::to_owned);
                text.with_context(|| format!("{name} has no {what}"))
            };
            text(&rule["for"], "for")?;
            text(&rule["labels"]["severity"], "severity")?;
            alerts.push(Alert {
                name: name.to_owned(),
                expression: Expression {
                    place: format!("alert {name}"),
                    text: text(&rule["expr"], "expression")?,
                },
                runbook: text(&rule["annotations"]["runbook_url"], "runbook")?,
            });
        }
    }
    Ok(alerts)
}

/// Fails if an alert does not lead to a section of the document that says what to do.
pub fn check_runbooks() -> Result<()> {
    let document = read(DOCUMENT)?;
    for Alert { name, runbook, .. } in alerts()? {
        let section = format!("\n### {name}\n");
        ensure!(
            runbook == format!("{DOCUMENT}#{}", name.to_lowercase()) && document.contains(&section),
            "{name} leads to {runbook}, where nothing is said of it"
        );
    }
    Ok(())
}

/// The expressions of the dashboard, as Grafana would ask them.
pub fn panels() -> Result<Vec<Expression>> {
    let dashboard: Json = serde_json::from_str(&read(DASHBOARD)?)?;
    let panels = dashboard["panels"].as_array().context("no panels")?;
    let mut expressions = Vec::new();
    let mut count = 0;
    for panel in panels {
        let title = panel["title"].as_str().context("a panel has no title")?;
        if panel["type"] == "row" {
            continue;
        }
        count += 1;
        for target in panel["targets"].as_array().context("a panel asks nothing")? {
            let text = target["expr"].as_str().context("a target asks nothing")?;
            expressions.push(Expression {
                place: format!("panel {title}"),
                text: text.replace("$job", ".+").replace("$__rate_interval", "10m"),
            });
        }
    }
    ensure!(count <= PANELS, "{count} panels are more than {PANELS}");
    Ok(expressions)
}

/// Rules or an expression in which time passes faster.
pub fn hastened(text: &str) -> Result<String> {
    let durations = Regex::new(r"(\[|for: )(\d+)([smhd])")?;
    let hastened = durations.replace_all(text, |found: &Captures<'_>| {
        let unit = match &found[3] {
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => 1,
        };
        let seconds = found[2].parse::<u64>().unwrap_or_default() * unit / HASTE;
        format!("{}{}s", &found[1], seconds.max(SHORTEST))
    });
    Ok(hastened.into_owned())
}

/// The configuration of Prometheus with these copies in place of the hosts of each job, and with short intervals.
pub fn configuration(copies: impl Fn(&str) -> Vec<String>) -> Result<String> {
    let mut scrape: Value = serde_yaml_ng::from_str(&read(SCRAPE)?)?;
    for interval in ["scrape_interval", "evaluation_interval"] {
        scrape["global"][interval] = format!("{INTERVAL}s").into();
    }
    let jobs = scrape["scrape_configs"].as_sequence_mut().context("no jobs")?;
    for job in jobs {
        let name = job["job_name"].as_str().context("a job has no name")?.to_owned();
        let copies = copies(&name);
        let group = job["static_configs"]
            .as_sequence_mut()
            .and_then(|groups| groups.first_mut());
        let group = group.with_context(|| format!("{name} asks nobody"))?;
        let shipped = group["targets"].as_sequence().map_or(0, Vec::len);
        ensure!(
            shipped == copies.len(),
            "{name} asks {shipped} copies, and {} run",
            copies.len()
        );
        group["targets"] = copies.into_iter().map(Value::from).collect::<Vec<_>>().into();
    }
    Ok(serde_yaml_ng::to_string(&scrape)?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_faster_and_thresholds_stay() {
        let rule = "expr: rate(a_total[5m]) > 14.4 * 0.001 and rate(a_total[1h]) > 5\nfor: 1m";
        assert_eq!(
            hastened(rule).unwrap(),
            "expr: rate(a_total[10s]) > 14.4 * 0.001 and rate(a_total[120s]) > 5\nfor: 2s"
        );
    }

    #[test]
    fn nine_alerts_lead_to_what_is_to_be_done() {
        assert_eq!(alerts().unwrap().len(), 9);
        check_runbooks().unwrap();
    }

    #[test]
    fn the_dashboard_fits_on_a_screen() {
        assert!(panels().unwrap().len() >= 15);
    }
}
