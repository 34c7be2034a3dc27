//! One lab for all tests of this program.

use std::{
    fs::File,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use dev_deployment::{port, process::Output, workspace};
use diagnosis::Outcome;
use lab_model::{Lab, SceneId, Visitor};
use lab_supervisor::{Options, Supervisor};
use tokio::runtime::Runtime;

/// Kept by no test: the guard ends its processes with this program.
pub static LAB: LazyLock<TestLab> = LazyLock::new(TestLab::start);

/// What its processes write goes to this file below `target/`.
pub const LOG: &str = "lab-test.log";

pub struct TestLab {
    pub supervisor: Arc<Supervisor>,
    pub port: u16,
    runtime: Runtime,
    /// One story at a time: some change scenes in which others are told.
    turn: Mutex<()>,
}

impl TestLab {
    fn start() -> Self {
        Supervisor::build(false).unwrap();
        let runtime = Runtime::new().unwrap();
        let port = port::next_free(24_400).unwrap();
        let supervisor = runtime.block_on(Supervisor::start(Options {
            port,
            output: log(LOG),
            ..Options::default()
        }));
        Self {
            supervisor: supervisor.unwrap(),
            port,
            runtime,
            turn: Mutex::default(),
        }
    }

    /// Runs a story to its end.
    pub fn tell<T>(&self, story: impl Future<Output = T>) -> T {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.runtime.block_on(story)
    }
}

/// A file that processes write to.
pub fn log(name: &str) -> Output {
    let path = workspace::at("target").join(name);
    drop(File::create(&path).unwrap());
    Output::File(Arc::new(File::options().append(true).open(path).unwrap()))
}

pub fn scene(name: &str) -> SceneId {
    name.parse().unwrap()
}

/// The codes of what fails first for a visitor; none if nothing does. Anything but a verdict or a good end is a failure of the test.
pub async fn codes(id: &SceneId, visitor: &Visitor) -> Vec<String> {
    let diagnosis = LAB.supervisor.diagnose(id, visitor).await.unwrap();
    let labels: Vec<_> = diagnosis
        .first
        .verdicts
        .iter()
        .map(diagnosis::Verdict::label)
        .collect();
    let evidence = LAB.supervisor.evidence(id, visitor).await.unwrap();
    let decided = matches!(diagnosis.outcome, Outcome::Fine | Outcome::Verdict);
    assert!(
        decided || diagnosis.outcome == Outcome::CouldNotRun && labels.is_empty(),
        "{id}: {labels:?} {evidence:#?}"
    );
    labels
}
