//! All scenarios on all scenes, compared with what is expected.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use futures::{StreamExt, stream};
use lab_model::{Lab, SceneId};
use serde::Serialize;

use crate::{
    Outcome, Scenario,
    golden::{Golden, NOT_PLAYED},
    outcome,
    stage::refused,
};

/// The scenes that are played at once: two cores and a database share them.
const AT_ONCE: usize = 4;
/// How often a cell is played again that could not be played to its end.
const ATTEMPTS: usize = 2;

/// Some of the cells.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The scenarios; all if there are none.
    pub scenarios: Vec<Scenario>,
    /// The scenes; all if there are none.
    pub scenes: Vec<SceneId>,
}

/// A cell that was played.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// The scenario.
    pub scenario: &'static str,
    /// The scene.
    pub scene: String,
    /// What is expected.
    pub expected: String,
    /// What it came to, or why it could not be played.
    pub found: String,
    /// Whether these are the same.
    pub as_expected: bool,
    /// The time it took, in milliseconds.
    pub took_ms: u128,
    /// What was recorded, unless it could not be played.
    #[serde(skip)]
    pub outcome: Option<Box<Outcome>>,
}

/// A run of the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// The cells, in the order of the golden file.
    pub cells: Vec<Cell>,
    /// The time all of it took, in milliseconds.
    pub took_ms: u128,
}

impl Matrix {
    /// The cells that differ from what is expected.
    pub fn differing(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| !cell.as_expected)
    }
}

impl Selection {
    /// Whether it is all cells.
    pub const fn is_everything(&self) -> bool {
        self.scenarios.is_empty() && self.scenes.is_empty()
    }

    fn has_scene(&self, id: &SceneId) -> bool {
        self.scenes.is_empty()
            || self
                .scenes
                .iter()
                .any(|wanted| wanted.to_string().eq_ignore_ascii_case(&id.to_string()))
    }

    fn has_scenario(&self, scenario: Scenario) -> bool {
        self.scenarios.is_empty() || self.scenarios.contains(&scenario)
    }
}

/// Plays the selected cells, some scenes side by side, and tells of each as soon as it is played. On each scene those scenarios come
/// first that leave its copies alone, so that they need not be started anew; a scene is stopped when its last one is over.
pub async fn play(
    lab: &Arc<dyn Lab>,
    golden: &Golden,
    selection: &Selection,
    tell: impl Fn(&Cell) + Send + Sync,
) -> Result<Matrix> {
    let begin = Instant::now();
    let scenes = golden
        .scenes
        .iter()
        .map(|scene| (scene.id.clone(), scene.scene()));
    let scenes: Vec<_> = scenes.filter(|(_, id)| selection.has_scene(id)).collect();
    let tell = &tell;
    let rows = stream::iter(scenes).map(|(name, id)| async move {
        let mut scenarios = Scenario::ALL.to_vec();
        scenarios.retain(|scenario| selection.has_scenario(*scenario));
        scenarios.sort_by_key(|scenario| scenario.touches_copies());
        let mut cells: Vec<(Scenario, Cell)> = Vec::new();
        // It is started by its first scenario.
        let mut untouched = true;
        for scenario in scenarios {
            let expected = golden.expected(scenario, &name).unwrap_or(NOT_PLAYED);
            if expected == NOT_PLAYED {
                continue;
            }
            let cell = Box::pin(cell(lab.as_ref(), &name, &id, scenario, expected, untouched)).await;
            tell(&cell);
            untouched = cell.outcome.is_some() && !scenario.touches_copies();
            cells.push((scenario, cell));
        }
        lab.stop(&id).await.map_err(refused)?;
        cells.sort_by_key(|(scenario, _)| *scenario);
        let cells: Vec<_> = cells.into_iter().map(|(_, cell)| cell).collect();
        anyhow::Ok(cells)
    });
    let rows: Vec<_> = rows.buffered(AT_ONCE).collect().await;
    let cells: Result<Vec<_>> = rows.into_iter().collect();
    Ok(Matrix {
        cells: cells?.into_iter().flatten().collect(),
        took_ms: begin.elapsed().as_millis(),
    })
}

async fn cell(
    lab: &dyn Lab,
    name: &str,
    id: &SceneId,
    scenario: Scenario,
    expected: &str,
    untouched: bool,
) -> Cell {
    let begin = Instant::now();
    let mut played = outcome::on(lab, id, scenario, untouched).await;
    for _ in 1..ATTEMPTS {
        if played.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        played = outcome::run(lab, id, scenario).await;
    }
    let (found, outcome) = match played {
        Ok(outcome) => (outcome.label.clone(), Some(Box::new(outcome))),
        Err(error) => (format!("not played: {error:#}"), None),
    };
    Cell {
        scenario: scenario.id(),
        scene: name.to_owned(),
        expected: expected.to_owned(),
        as_expected: found == expected,
        found,
        took_ms: begin.elapsed().as_millis(),
        outcome,
    }
}
