//! What a scenario came to.

use std::time::{Duration, Instant};

use anyhow::Result;
use diagnosis::{Diagnosis, Layer, Outcome as Kind, Text, Verdict, diagnose, evidence::Evidence};
use lab_model::{Lab, SceneId, Seen};
use serde::Serialize;

use crate::{
    invariant::{self, Invariant},
    scenario::Scenario,
    stage::Stage,
};

/// What a scenario came to on a scene.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The scenario: `S1`.
    pub scenario: &'static str,
    /// The scene.
    pub scene: SceneId,
    /// Whether it went as a visitor expects.
    pub passed: bool,
    /// The outcome as the golden file has it: `ok`, or the labels of what was found (`R1.copy + A9.reissue`).
    pub label: String,
    /// What happened, in a sentence.
    pub said: Text,
    /// What was recorded, without values of cookies.
    pub evidence: Evidence,
    /// What follows from it.
    pub diagnosis: Diagnosis,
    /// What the gateway has seen.
    pub seen: Vec<Seen>,
    /// What must hold in every history, and whether it did.
    pub invariants: Vec<Invariant>,
    /// How long it took.
    pub took: Duration,
}

/// Plays a scenario on a scene, which is started if it does not run, and emptied.
pub async fn run(lab: &dyn Lab, scene: &SceneId, scenario: Scenario) -> Result<Outcome> {
    on(lab, scene, scenario, false).await
}

/// Plays a scenario on a scene. One whose copies are `untouched` since it was started is not emptied: visitors are new in every
/// scenario, and those of before leave nothing but sessions that nobody uses.
pub(crate) async fn on(
    lab: &dyn Lab,
    scene: &SceneId,
    scenario: Scenario,
    untouched: bool,
) -> Result<Outcome> {
    let begin = Instant::now();
    let mut stage = Stage::prepare(lab, scene, scenario.id(), scenario.is_auth_only(), untouched).await?;
    let played = scenario.play(&mut stage).await?;
    let others: Vec<_> = played.others.iter().collect();
    let visitors: Vec<_> = std::iter::once(&played.judged)
        .chain(others.iter().copied())
        .collect();
    let seen = stage.seen(&visitors).await?;
    let evidence = stage.evidence(&played.judged, &others, &seen).await?;
    let diagnosis = diagnose(&evidence);
    Ok(Outcome {
        scenario: scenario.id(),
        scene: scene.clone(),
        passed: played.passed,
        label: label(played.passed, played.label, &diagnosis),
        said: played.said,
        invariants: invariant::check(&seen),
        evidence,
        diagnosis,
        seen,
        took: begin.elapsed(),
    })
}

/// The outcome as the golden file has it. What passes with a verdict against it, or fails without one, is neither.
fn label(passed: bool, own: Option<&str>, diagnosis: &Diagnosis) -> String {
    let first = labels(&diagnosis.first);
    match (passed, own, first.is_empty()) {
        (true, None, true) => "ok".to_owned(),
        (true, None, false) => format!("ok, but {first}"),
        (_, Some(own), _) => own.to_owned(),
        (false, None, true) => "failed, and nothing found".to_owned(),
        (false, None, false) => {
            let also = diagnosis.also.iter().map(Verdict::label);
            std::iter::once(first).chain(also).collect::<Vec<_>>().join(" + ")
        }
    }
}

/// The labels of a layer: of a set, with a bar between them.
fn labels(layer: &Layer) -> String {
    let labels: Vec<_> = layer.verdicts.iter().map(Verdict::label).collect();
    labels.join(" | ")
}

impl Outcome {
    /// Whether the diagnosis is one that a person can act on: fine, or a single cause.
    pub fn is_decided(&self) -> bool {
        matches!(self.diagnosis.outcome, Kind::Fine | Kind::Verdict)
    }
}
