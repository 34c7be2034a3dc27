//! The results of runs, for programs (JSON) and for people (Markdown).

pub mod document;
pub mod markdown;
pub mod sanitise;

use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::verdict::Failure;

/// One run of the suite against one deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The name: `T7: split, two copies each`, of which the part before the colon is the short name.
    pub name: String,
    /// The name of the system that the adapter describes.
    pub system: String,
    /// The records of the cases, sorted by id.
    pub cases: Vec<Record>,
}

/// The result of one case in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The id of the case.
    pub id: String,
    /// The outcome of the case.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The duration of the case in milliseconds.
    pub milliseconds: u64,
}

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// The demand holds.
    Passed,
    /// The demand does not hold.
    Failed(Failure),
    /// The case was not judged.
    Skipped {
        /// The reason why it was not judged.
        reason: String,
    },
}

impl Run {
    /// The part of the name before the colon.
    pub fn short_name(&self) -> &str {
        self.name.split(':').next().unwrap_or_default().trim()
    }

    /// The record of the case `id`.
    pub fn of(&self, id: &str) -> Option<&Record> {
        self.cases.iter().find(|record| record.id == id)
    }

    /// The numbers of cases that passed, failed and were skipped.
    pub fn totals(&self) -> [usize; 3] {
        totals(self.cases.iter())
    }

    /// Reads a run from the JSON file that [`Run::write`] wrote.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no run", path.display()))
    }

    /// Writes the run as JSON.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The numbers of cases that passed, failed and were skipped.
pub fn totals<'a>(records: impl Iterator<Item = &'a Record>) -> [usize; 3] {
    let mut totals = [0; 3];
    for record in records {
        totals[match record.outcome {
            Outcome::Passed => 0,
            Outcome::Failed(_) => 1,
            Outcome::Skipped { .. } => 2,
        }] += 1;
    }
    totals
}
