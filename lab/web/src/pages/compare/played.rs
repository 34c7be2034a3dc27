//! What was played since the lab was started.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use diagnosis::Text;
use lab_scenarios::Scenario;
use tokio::sync::watch;

use super::super::{router::App, scene::parse, turns::Borrowed};

/// What was played since the lab was started: the outcome of each cell.
#[derive(Clone, Default)]
pub struct Played(Arc<Table>);

#[derive(Default)]
struct Table {
    cells: Mutex<HashMap<(Scenario, String), Cell>>,
    /// The last news in a sentence.
    said: Mutex<Option<Text>>,
    changes: watch::Sender<()>,
}

/// The outcome of a cell.
#[derive(Clone)]
pub enum Cell {
    /// It will be played.
    Waiting,
    /// It is being played.
    Playing,
    /// Its label, and what happened.
    Done(String, Text),
}

impl Played {
    fn cells(&self) -> MutexGuard<'_, HashMap<(Scenario, String), Cell>> {
        self.0.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, scenario: Scenario, scene: &str, cell: Cell) {
        self.cells().insert((scenario, scene.to_owned()), cell);
        self.0.changes.send_replace(());
    }

    fn say(&self, text: Text) {
        *self.0.said.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        self.0.changes.send_replace(());
    }

    /// The outcome of a cell; `None` if it was not played.
    pub fn get(&self, scenario: Scenario, scene: &str) -> Option<Cell> {
        self.cells().get(&(scenario, scene.to_owned())).cloned()
    }

    /// The last news in a sentence.
    pub fn said(&self) -> Option<Text> {
        self.0.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What tells of changes.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }

    /// Marks a scenario as one that will be played on these scenes; whether it was not already.
    pub fn reserve(&self, scenario: Scenario, scenes: &[(String, String)]) -> bool {
        let mut cells = self.cells();
        let under_way = scenes.iter().any(|(scene, _)| {
            let cell = cells.get(&(scenario, scene.clone()));
            matches!(cell, Some(Cell::Waiting | Cell::Playing))
        });
        if !under_way {
            let waiting = scenes
                .iter()
                .map(|(scene, _)| ((scenario, scene.clone()), Cell::Waiting));
            cells.extend(waiting);
        }
        drop(cells);
        self.0.changes.send_replace(());
        !under_way
    }
}

/// Plays a scenario on scenes, each with the outcome that is written down for it, when its turn has come.
pub async fn play(app: App, scenario: Scenario, scenes: Vec<(String, String)>) {
    let turn = app.turns.next().await;
    let (played, count) = (&app.played, scenes.len());
    let mut differing = Vec::new();
    for (scene, expected) in scenes {
        played.set(scenario, &scene, Cell::Playing);
        let borrowed = Borrowed::of(app.lab.as_ref(), parse(&scene)).await;
        let outcome = Box::pin(lab_scenarios::run(app.lab.as_ref(), &parse(&scene), scenario)).await;
        borrowed.give_back(app.lab.as_ref()).await;
        let (label, said) = match outcome {
            Ok(outcome) => (outcome.label, outcome.said),
            Err(error) => {
                let reason = format!("{error:#}");
                ("?".to_owned(), Text::new(reason.clone(), reason))
            }
        };
        if label != expected {
            differing.push(scene.clone());
        }
        played.set(scenario, &scene, Cell::Done(label, said));
    }
    drop(turn);
    played.say(result(scenario, count, &differing));
}

/// What a scenario came to on all of its scenes.
fn result(scenario: Scenario, count: usize, differing: &[String]) -> Text {
    let id = scenario.id();
    if differing.is_empty() {
        return Text::new(
            format!("{id} 演完了：{count} 个场景都和写定的一样。"),
            format!("{id} was played: as written down on all of {count} scenes."),
        );
    }
    Text::new(
        format!("{id} 演完了：{} 和写定的不一样。", differing.join("、")),
        format!(
            "{id} was played: not as written down on {}.",
            differing.join(", ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenes(names: &[&str]) -> Vec<(String, String)> {
        let scene = |name: &&str| ((*name).to_owned(), "ok".to_owned());
        names.iter().map(scene).collect()
    }

    #[test]
    fn a_scenario_is_not_played_twice_at_once() {
        let played = Played::default();
        let scenes = scenes(&["T1", "T7"]);
        assert!(played.reserve(Scenario::S1, &scenes));
        assert!(!played.reserve(Scenario::S1, &scenes));
        assert!(
            played.reserve(Scenario::S2, &scenes),
            "another one waits for its turn"
        );
        for (scene, _) in &scenes {
            played.set(
                Scenario::S1,
                scene,
                Cell::Done("ok".to_owned(), Text::new("", "")),
            );
        }
        assert!(played.reserve(Scenario::S1, &scenes));
    }

    #[test]
    fn what_differs_is_named() {
        let differing = ["T3".to_owned(), "T4".to_owned()];
        assert!(result(Scenario::S1, 15, &differing).en.ends_with("on T3, T4."));
        assert!(result(Scenario::S1, 15, &[]).zh.contains("15"));
    }
}
