//! Whether the table of metrics says what the copies say.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use crate::shipped::{DOCUMENT, read};

/// Types by name.
type Families = BTreeMap<String, String>;

/// Compares what copies answered at `/metrics` with the table in the document, both ways.
pub fn compare(answers: &[String]) -> Result<()> {
    let exposed: Families = answers.iter().flat_map(|answer| exposed(answer)).collect();
    let documented = documented(&read(DOCUMENT)?);
    let differ = |one: &Families, other: &Families| -> Vec<String> {
        let missing = one.iter().filter(|(name, kind)| other.get(*name) != Some(kind));
        missing.map(|(name, kind)| format!("{name} ({kind})")).collect()
    };
    let (unknown, gone) = (differ(&exposed, &documented), differ(&documented, &exposed));
    ensure!(unknown.is_empty(), "not in {DOCUMENT}: {}", unknown.join(", "));
    ensure!(
        gone.is_empty(),
        "in {DOCUMENT} and not there: {}",
        gone.join(", ")
    );
    Ok(())
}

/// What an answer describes, by the name under which Prometheus keeps it.
fn exposed(answer: &str) -> Families {
    let types = answer.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    types
        .filter_map(|line| line.split_once(' '))
        .map(|(name, kind)| {
            let suffix = match kind {
                "counter" => "_total",
                "info" => "_info",
                _ => "",
            };
            (format!("{name}{suffix}"), kind.to_owned())
        })
        .collect()
}

/// The rows ``| `name` | type | …`` of a document.
fn documented(document: &str) -> Families {
    let kinds = ["counter", "gauge", "histogram", "info"];
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once("` | "))
        .filter_map(|(name, rest)| Some((name, rest.split_once(" |")?.0)))
        .filter(|(_, kind)| kinds.contains(kind))
        .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_prometheus_keeps() {
        let answer =
            "# HELP a_b Some.\n# TYPE a_b counter\na_b_total 1\n# TYPE build info\n# TYPE c gauge\n# EOF\n";
        let table = "| `a_b_total` | counter | | some |\n| `build_info` | info | | |\n| `c` | gauge | `x` | |\n| `X` | unset | |\n";
        assert_eq!(exposed(answer), documented(table));
        assert_eq!(exposed(answer).len(), 3);
    }
}
