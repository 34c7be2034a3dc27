//! One T9 for all tests of this program.

use dev_deployment::{port, process::Output, workspace};
use lab_sso::{Registration, deployment::Deployment};
use std::{
    fs::File,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};
use tokio::runtime::Runtime;

/// Kept by no test: the guard ends its processes with this program.
pub(crate) static WORLD: LazyLock<World> = LazyLock::new(World::start);

pub(crate) struct World {
    pub(crate) t9: Deployment,
    pub(crate) port: u16,
    runtime: Runtime,
    turn: Mutex<()>,
}

impl World {
    fn start() -> Self {
        Deployment::build().expect("it is built");
        let runtime = Runtime::new().expect("a runtime");
        let port = port::next_free(24_900).expect("a free port");
        let log = workspace::at("target").join("sso-test.log");
        drop(File::create(&log).expect("a log"));
        let log = File::options().append(true).open(log).expect("a log");
        let started = Deployment::start(port, Output::File(Arc::new(log)));
        let t9 = runtime.block_on(started).expect("T9 starts");
        Self {
            t9,
            port,
            runtime,
            turn: Mutex::default(),
        }
    }

    /// One story at a time: all are about the same member, who logs out on all devices now and then.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An address of the authority.
    pub(crate) fn authority(&self, path: &str) -> String {
        self.t9.authority.at(path)
    }

    /// An address of the site with this number.
    pub(crate) fn site(&self, number: usize, path: &str) -> String {
        self.t9.sites[number].at(path)
    }

    pub(crate) fn registration(&self, number: usize) -> &Registration {
        &self.t9.registrations[number]
    }

    /// Runs a statement in the database with this number: the authority's is the first.
    pub(crate) fn execute(&self, database: usize, statement: &str) -> u64 {
        self.runtime.block_on(async {
            let pool = sqlx::PgPool::connect(&self.t9.databases[database])
                .await
                .expect("a database");
            let done = sqlx::query(statement).execute(&pool).await.expect(statement);
            done.rows_affected()
        })
    }

    /// One text of the database with this number.
    pub(crate) fn text(&self, database: usize, question: &str) -> Option<String> {
        self.runtime.block_on(async {
            let pool = sqlx::PgPool::connect(&self.t9.databases[database])
                .await
                .expect("a database");
            sqlx::query_scalar(question)
                .fetch_optional(&pool)
                .await
                .expect(question)
        })
    }
}
