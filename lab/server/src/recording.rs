//! Runs that are kept in files.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result};
use diagnosis::{Diagnosis, diagnose, evidence::Evidence};
use lab_model::{SceneId, Seen};
use lab_scenarios::{Outcome, lang::Lang};
use serde::{Deserialize, Serialize};

use crate::explain;

/// The version of this format.
const VERSION: u32 = 1;

/// A run in a file. It shows no value of any cookie.
#[derive(Serialize)]
struct Kept<'a> {
    version: u32,
    scenario: &'a str,
    scene: &'a SceneId,
    label: &'a str,
    evidence: &'a Evidence,
    seen: &'a [Seen],
}

/// What is read of a file: one that was kept, or a bare evidence.
#[derive(Deserialize)]
#[serde(untagged)]
enum Read {
    Run { evidence: Evidence },
    Evidence(Evidence),
}

/// Keeps a run.
pub fn write(file: &Path, outcome: &Outcome) -> Result<()> {
    let kept = Kept {
        version: VERSION,
        scenario: outcome.scenario,
        scene: &outcome.scene,
        label: &outcome.label,
        evidence: &outcome.evidence,
        seen: &outcome.seen,
    };
    let mut text = serde_json::to_string_pretty(&kept)?;
    text.push('\n');
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Says again what follows from a run. The exit code is that of the diagnosis: 0 fine, 1 a verdict, 2 undecided, 3 nothing to say.
pub fn replay(file: &Path, lang: Lang) -> Result<ExitCode> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let read: Read =
        serde_json::from_str(&text).with_context(|| format!("{} is no recorded run", file.display()))?;
    let (Read::Run { evidence } | Read::Evidence(evidence)) = read;
    let diagnosis: Diagnosis = diagnose(&evidence);
    print!(
        "{}{}",
        explain::exchanges(&evidence, lang),
        explain::diagnosis(&diagnosis, lang)
    );
    Ok(ExitCode::from(diagnosis.outcome.exit_code()))
}
