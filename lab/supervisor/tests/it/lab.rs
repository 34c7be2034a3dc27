//! One lab for all tests of this program; each test has scenes of its own.

use std::{
    fs::File,
    sync::{Arc, LazyLock},
};

use dev_deployment::{port, process::Output, workspace};
use lab_model::{Lab, SceneId, Visitor};
use lab_supervisor::{Options, Supervisor};
use tokio::runtime::Runtime;

/// Kept by no test: the guard ends its processes with this program.
pub static LAB: LazyLock<TestLab> = LazyLock::new(TestLab::start);

pub struct TestLab {
    pub supervisor: Arc<Supervisor>,
    pub port: u16,
    runtime: Runtime,
}

impl TestLab {
    fn start() -> Self {
        Supervisor::build(false).unwrap();
        let runtime = Runtime::new().unwrap();
        let port = port::next_free(24_400).unwrap();
        let supervisor = runtime.block_on(Supervisor::start(Options {
            port,
            output: log("lab-test.log"),
            ..Options::default()
        }));
        Self {
            supervisor: supervisor.unwrap(),
            port,
            runtime,
        }
    }

    /// Runs a story to its end.
    pub fn tell<T>(&self, story: impl Future<Output = T>) -> T {
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

/// What the diagnosis says of a visitor: the codes of what fails first, those of what was found besides, and those of what
/// would fail next.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub first: Vec<String>,
    pub also: Vec<String>,
    pub next: Option<Vec<String>>,
}

pub async fn diagnosis(id: &SceneId, visitor: &Visitor) -> Said {
    let diagnosis = LAB.supervisor.diagnose(id, visitor).await.unwrap();
    let codes = |verdicts: &[diagnosis::Verdict]| verdicts.iter().map(diagnosis::Verdict::label).collect();
    Said {
        first: codes(&diagnosis.first.verdicts),
        also: codes(&diagnosis.also),
        next: diagnosis.next.map(|layer| codes(&layer.verdicts)),
    }
}
