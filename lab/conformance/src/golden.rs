//! Golden files: which cases are expected to fail or to be skipped, so that a change in either direction is noticed.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::report::{Outcome, Run};

/// The expectations of a run: case ids with reasons. Every case in neither list is expected to pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Golden {
    /// The cases that are expected to fail.
    pub fail: BTreeMap<String, String>,
    /// The cases that are expected to be skipped.
    pub skip: BTreeMap<String, String>,
}

impl Golden {
    /// Reads the expectations from a file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is no list of expectations", path.display()))
    }

    /// Writes the expectations to a file.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = toml::to_string(self)?;
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// The expectations that this run fulfils.
    pub fn of(run: &Run) -> Self {
        let mut golden = Self::default();
        for record in &run.cases {
            match &record.outcome {
                Outcome::Passed => {}
                Outcome::Failed(failure) => {
                    golden.fail.insert(record.id.clone(), failure.seen.clone());
                }
                Outcome::Skipped { reason } => {
                    golden.skip.insert(record.id.clone(), reason.clone());
                }
            }
        }
        golden
    }

    /// A sentence for each case of the run that did not end as expected. Reasons are for people and not compared.
    pub fn surprises(&self, run: &Run) -> Vec<String> {
        let surprise = |record: &crate::report::Record| {
            let id = &record.id;
            let (fails, is_skipped) = (self.fail.contains_key(id), self.skip.contains_key(id));
            match &record.outcome {
                Outcome::Passed if fails => Some(format!("{id} passes, and was expected to fail")),
                Outcome::Passed if is_skipped => Some(format!("{id} passes, and was expected to be skipped")),
                Outcome::Failed(failure) if !fails => {
                    let detail = failure.detail.as_deref().unwrap_or_default();
                    Some(format!(
                        "{id} fails, and was not expected to: {} {detail}",
                        failure.seen
                    ))
                }
                Outcome::Skipped { reason } if !is_skipped => {
                    Some(format!("{id} was skipped unexpectedly: {reason}"))
                }
                _ => None,
            }
        };
        run.cases.iter().filter_map(surprise).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{report::Record, verdict::Failure};

    fn run() -> Run {
        let outcomes = [
            Outcome::Passed,
            Outcome::Failed(Failure {
                expected: "x".into(),
                seen: "y".into(),
                detail: None,
            }),
            Outcome::Skipped { reason: "z".into() },
        ];
        let record = |(id, outcome): (&str, &Outcome)| Record {
            id: id.into(),
            outcome: outcome.clone(),
            milliseconds: 0,
        };
        Run {
            name: "T1".into(),
            system: "cfmall".into(),
            cases: ["A01", "A02", "A03"]
                .into_iter()
                .zip(&outcomes)
                .map(record)
                .collect(),
        }
    }

    #[test]
    fn what_a_run_was_is_what_the_next_must_be() {
        let golden = Golden::of(&run());
        let text = toml::to_string(&golden).unwrap();
        assert_eq!(toml::from_str::<Golden>(&text).unwrap(), golden);
        assert_eq!(golden.surprises(&run()), Vec::<String>::new());
    }

    #[test]
    fn a_change_in_any_direction_is_a_surprise() {
        let expected: Golden = toml::from_str("[fail]\nA01 = 'r'\nA03 = 'r'\n[skip]\nA02 = 'r'").unwrap();
        assert_eq!(expected.surprises(&run()).len(), 3);
        let nothing = Golden::default();
        let surprises = nothing.surprises(&run()).join("; ");
        assert!(surprises.contains("A02 fails") && surprises.contains("A03 was skipped unexpectedly: z"));
    }
}
