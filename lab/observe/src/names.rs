//! The metrics that an expression asks for.

use std::collections::BTreeSet;

use anyhow::Result;
use regex_lite::Regex;

/// Words between expressions.
const OPERATORS: [&str; 4] = ["and", "or", "unless", "bool"];

/// The names of the metrics in an expression of Prometheus.
pub fn of(expression: &str) -> Result<BTreeSet<String>> {
    // Selectors, ranges and texts, and the labels of groups: whatever is no metric.
    let other = Regex::new(
        r#"\{[^}]*\}|\[[^\]]*\]|"[^"]*"|\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)"#,
    )?;
    let rest = other.replace_all(expression, " ");
    let names = Regex::new(r"[A-Za-z_:][A-Za-z0-9_:]*\s*\(?")?;
    Ok(names
        .find_iter(&rest)
        .map(|word| word.as_str().trim_end())
        .filter(|word| !word.ends_with('(') && !OPERATORS.contains(word))
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_told_from_everything_else() {
        let expression = r#"(sum by (job) (rate(a_total{code=~"5..",x!~"/(b|c)"}[5m])) or 0 * up) / on (job)
                            histogram_quantile(0.99, sum by (le) (rate(c_bucket[10m]))) unless job:d:ratio > 0.05"#;
        let names: Vec<_> = of(expression).unwrap().into_iter().collect();
        assert_eq!(names, ["a_total", "c_bucket", "job:d:ratio", "up"]);
    }
}
