//! The command line.

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use lab_model::SceneId;
use lab_scenarios::{Scenario, lang::Lang, matrix::Selection};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

/// What `help` prints.
pub const HELP: &str = include_str!("help.txt");

/// What was asked for.
pub struct Words {
    pub command: Command,
    pub options: Options,
}

/// A command.
pub enum Command {
    Help,
    Serve,
    Up { scene: SceneId },
    Run(Run),
    Matrix(Matrix),
    Replay { file: PathBuf },
    Remedies { json: bool },
}

/// A scenario to be played.
pub struct Run {
    pub scenario: Scenario,
    pub scene: SceneId,
    pub explain: bool,
    pub record: Option<PathBuf>,
}

/// A matrix to be played.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Default)]
pub struct Matrix {
    pub selection: Selection,
    pub json: bool,
    pub svg: bool,
    pub md: bool,
    pub write: bool,
}

/// What all commands can be told.
pub struct Options {
    /// The port, if one was named.
    pub port: Option<u16>,
    pub lang: Lang,
    pub build: bool,
    pub release: bool,
}

/// Reads the words after the name of the program.
#[expect(clippy::too_many_lines, reason = "a table of options and commands")]
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Words> {
    let mut parser = Parser::from_args(words);
    let mut options = Options {
        port: None,
        lang: Lang::from_environment(),
        build: true,
        release: false,
    };
    let mut values: Vec<String> = Vec::new();
    let (mut matrix, mut on, mut explain, mut record, mut help) =
        (Matrix::default(), None, false, None, false);
    // Options that only some commands have, as they were written.
    let mut special: Vec<&'static str> = Vec::new();
    while let Some(word) = parser.next()? {
        match word {
            Long("help") | Short('h') => help = true,
            Long("port") => options.port = Some(parser.value()?.parse()?),
            Long("lang") => options.lang = Lang::parse(&parser.value()?.string()?)?,
            Long("no-build") => options.build = false,
            Long("release") => options.release = true,
            Long("on") => {
                special.push("--on");
                on = Some(scene(&parser.value()?.string()?));
            }
            Long("explain") => {
                special.push("--explain");
                explain = true;
            }
            Long("record") => {
                special.push("--record");
                record = Some(PathBuf::from(parser.value()?));
            }
            Long("only") => {
                special.push("--only");
                matrix.selection = selection(&parser.value()?.string()?);
            }
            Long("json") => {
                special.push("--json");
                matrix.json = true;
            }
            Long("svg") => {
                special.push("--svg");
                matrix.svg = true;
            }
            Long("md") => {
                special.push("--md");
                matrix.md = true;
            }
            Long("write") => {
                special.push("--write");
                matrix.write = true;
            }
            Value(value) => values.push(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut values = values.into_iter();
    let name = values.next().unwrap_or_else(|| "serve".to_owned());
    let mut value = |what: &str| {
        values
            .next()
            .with_context(|| format!("{name} wants {what}; see session-lab help"))
    };
    let (command, has): (_, &[&str]) = match name.as_str() {
        _ if help => {
            return Ok(Words {
                command: Command::Help,
                options,
            });
        }
        "help" => (Command::Help, &[]),
        "serve" => (Command::Serve, &[]),
        "up" => (
            Command::Up {
                scene: scene(&value("a scene")?),
            },
            &[],
        ),
        "run" => {
            let id = value("a scenario")?;
            let scenario = Scenario::find(&id)
                .with_context(|| format!("there is no scenario {id}: there are S1 to S16"))?;
            let scene = on.context("run wants a scene: --on T3")?;
            let run = Run {
                scenario,
                scene,
                explain,
                record,
            };
            (Command::Run(run), &["--on", "--explain", "--record"])
        }
        "matrix" => (
            Command::Matrix(matrix),
            &["--only", "--json", "--svg", "--md", "--write"],
        ),
        "remedies" => (Command::Remedies { json: matrix.json }, &["--json"]),
        "replay" => (
            Command::Replay {
                file: value("a file")?.into(),
            },
            &[],
        ),
        _ => bail!("there is no command {name}; see session-lab help"),
    };
    if let Some(stranger) = special.iter().find(|option| !has.contains(option)) {
        bail!("{name} has no option {stranger}; see session-lab help");
    }
    ensure!(
        values.next().is_none(),
        "{name} got too many words; see session-lab help"
    );
    Ok(Words { command, options })
}

fn scene(text: &str) -> SceneId {
    text.parse().unwrap_or_else(|never| match never {})
}

/// `T3,S1`: what is no scenario is a scene.
fn selection(text: &str) -> Selection {
    let mut selection = Selection::default();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match Scenario::find(word) {
            Some(scenario) => selection.scenarios.push(scenario),
            None => selection.scenes.push(scene(word)),
        }
    }
    selection
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Words> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn options_in_any_order() -> Result<()> {
        let Command::Run(run) = words("run --explain --on t4+postgres s15 --lang zh --port 4500")?.command
        else {
            bail!("no run")
        };
        assert_eq!(
            (run.scenario, run.scene.to_string()),
            (Scenario::S15, "t4+postgres".into())
        );
        assert!(run.explain && run.record.is_none());
        let Command::Matrix(matrix) = words("matrix --only T3,S1 --json --no-build")?.command else {
            bail!("no matrix")
        };
        assert!(matrix.json && matrix.selection.scenarios == [Scenario::S1]);
        assert_eq!(matrix.selection.scenes.len(), 1);
        assert!(matches!(words("")?.command, Command::Serve));
        assert!(matches!(words("run --help")?.command, Command::Help));
        Ok(())
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            "fly",
            "run",
            "run S1",
            "run S99 --on T3",
            "up",
            "up T3 T4",
            "serve --json",
            "replay",
            "matrix --port x",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
    }
}
