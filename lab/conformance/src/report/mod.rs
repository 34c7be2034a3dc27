//! What came out, for programs and for people.

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
    /// `T7: split, two copies each`; what is before the colon is its short name.
    pub name: String,
    /// The system the adapter describes.
    pub system: String,
    /// By case id.
    pub cases: Vec<Record>,
}

/// One case in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The case.
    pub id: String,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How long it took.
    pub milliseconds: u64,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed(Failure),
    /// Not judged.
    Skipped {
        /// Why not.
        reason: String,
    },
}

impl Run {
    /// What is before the colon of its name.
    pub fn short_name(&self) -> &str {
        self.name.split(':').next().unwrap_or_default().trim()
    }

    /// The record of a case.
    pub fn of(&self, id: &str) -> Option<&Record> {
        self.cases.iter().find(|record| record.id == id)
    }

    /// How many passed, failed, were skipped.
    pub fn totals(&self) -> [usize; 3] {
        totals(self.cases.iter())
    }

    /// Reads what `write` wrote.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no run", path.display()))
    }

    /// Writes it as JSON.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// How many passed, failed, were skipped.
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
