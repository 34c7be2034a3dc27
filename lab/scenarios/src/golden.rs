//! What each scenario must come to on each scene: `golden.toml`, the one place where it is written down.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use lab_model::SceneId;
use serde::Deserialize;

use crate::scenario::Scenario;

/// The file.
const TEXT: &str = include_str!("../golden.toml");
/// A cell that is not played, because the question makes no sense there.
pub const NOT_PLAYED: &str = "-";
/// A cell that went as a visitor expects.
pub const OK: &str = "ok";

/// Stands in `why` for all scenes on which a scenario is not played.
const EVERY: &str = "*";

/// The expectations.
#[derive(Clone, Debug)]
pub struct Golden {
    /// The scenes, in the order of the lesson.
    pub scenes: Vec<SceneEntry>,
    expected: BTreeMap<Scenario, BTreeMap<String, String>>,
    why: BTreeMap<Scenario, BTreeMap<String, Why>>,
}

/// A scene, as tables show it.
#[derive(Clone, Debug, Deserialize)]
pub struct SceneEntry {
    /// Its name.
    pub id: String,
    /// What it is, in a few words.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Why a cell is as it is, where that is not plain.
#[derive(Clone, Debug, Deserialize)]
pub struct Why {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

#[derive(Deserialize)]
struct File {
    scenes: Vec<SceneEntry>,
    scenario: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    why: BTreeMap<String, Why>,
    #[serde(flatten)]
    cells: BTreeMap<String, String>,
}

impl Golden {
    /// The file as it was compiled in.
    pub fn read() -> Result<Self> {
        Self::parse(TEXT)
    }

    fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).context("golden.toml")?;
        let (mut expected, mut why) = (BTreeMap::new(), BTreeMap::new());
        for (name, row) in file.scenario {
            let scenario =
                Scenario::find(&name).with_context(|| format!("golden.toml: there is no {name}"))?;
            for scene in &file.scenes {
                ensure!(
                    row.cells.contains_key(&scene.id),
                    "golden.toml: {name} says nothing of {}",
                    scene.id
                );
            }
            let known = |id: &String| id == EVERY || file.scenes.iter().any(|scene| &scene.id == id);
            let unknown = row.cells.keys().chain(row.why.keys()).find(|id| !known(id));
            ensure!(
                unknown.is_none(),
                "golden.toml: {name} names {unknown:?}, which is no scene"
            );
            for (id, label) in &row.cells {
                ensure!(
                    label != NOT_PLAYED || row.why.contains_key(id) || row.why.contains_key(EVERY),
                    "golden.toml: {name} on {id} is not played, and nobody says why"
                );
            }
            expected.insert(scenario, row.cells);
            why.insert(scenario, row.why);
        }
        for scenario in Scenario::ALL {
            ensure!(
                expected.contains_key(&scenario),
                "golden.toml says nothing of {}",
                scenario.id()
            );
        }
        Ok(Self {
            scenes: file.scenes,
            expected,
            why,
        })
    }

    /// What a scenario must come to on a scene; `None` if the file does not know the scene.
    pub fn expected(&self, scenario: Scenario, scene: &str) -> Option<&str> {
        self.expected[&scenario].get(scene).map(String::as_str)
    }

    /// Why that is so, if the file says.
    pub fn why(&self, scenario: Scenario, scene: &str) -> Option<&Why> {
        let why = &self.why[&scenario];
        let of_all = || {
            why.get(EVERY)
                .filter(|_| self.expected(scenario, scene) == Some(NOT_PLAYED))
        };
        why.get(scene).or_else(of_all)
    }
}

impl SceneEntry {
    /// The name as the lab takes it.
    pub fn scene(&self) -> SceneId {
        self.id.parse().unwrap_or_else(|never| match never {})
    }
}

/// The codes of a label without their reasons: `R1.copy + A9.reissue` is `R1 A9`.
pub fn short(label: &str) -> String {
    let words = label.split_whitespace().filter(|word| *word != "+");
    let codes = words.map(|word| word.split('.').next().unwrap_or(word));
    codes.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_speaks_of_every_cell() -> Result<()> {
        let golden = Golden::read()?;
        assert_eq!(golden.expected(Scenario::S1, "T7"), Some(OK));
        assert_eq!(golden.expected(Scenario::S1, "T2a"), Some("A1.sibling"));
        assert_eq!(golden.expected(Scenario::S1, "T99"), None);
        Ok(())
    }

    #[test]
    fn holes_and_strangers_are_refused() {
        for wrong in [
            TEXT.replacen("T0 = ", "T00 = ", 1),
            TEXT.replacen("[scenario.S1]", "[scenario.S77]", 1),
        ] {
            assert!(Golden::parse(&wrong).is_err());
        }
    }

    #[test]
    fn a_short_label_has_codes_only() {
        assert_eq!(short("R1.copy + A9.reissue"), "R1 A9");
        assert_eq!(short("A1.sibling"), "A1");
        assert_eq!(short("no-list"), "no-list");
    }
}
