//! What is said at the end: for people, for programs, and for a file.

mod human;
mod stack;
mod stand_in;

use diagnosis::{Diagnosis, Text};
use serde_json::json;

use crate::record::Record;

pub use human::human;
pub use stand_in::stand_ins;

/// The diagnosis and the evidence as JSON, with the labels of the verdicts in front.
pub fn json(diagnosis: &Diagnosis, record: &Record) -> String {
    let labels = |layer: &diagnosis::Layer| {
        let verdicts = layer.verdicts.iter();
        verdicts.map(diagnosis::Verdict::label).collect::<Vec<_>>()
    };
    let also: Vec<_> = diagnosis.also.iter().map(diagnosis::Verdict::label).collect();
    let stack = stack::recognise(&record.evidence).map(|stack| stack.name);
    let value = json!({
        "outcome": diagnosis.outcome,
        "exit": diagnosis.outcome.exit_code(),
        "first": labels(&diagnosis.first),
        "next": diagnosis.next.as_ref().map(labels),
        "also": also,
        "stack": stack,
        "diagnosis": diagnosis,
        "evidence": record,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// An obstacle as JSON.
pub fn json_of_obstacle(text: &Text) -> String {
    let value = json!({ "outcome": "could-not-run", "exit": 3, "sentence": text });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}
