//! What reading a session leaves to be done, behind the request's back: touches, and ids that are over.
//!
//! All of it may be lost without harm: the next request of the same session asks for it again.

use crate::{statistics::Statistics, token::HashedId};
use sqlx::{PgPool, postgres::types::PgInterval};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::sleep};

/// The most jobs that wait; further ones are dropped.
const QUEUE: usize = 4_096;
/// The most jobs that share their statements.
const BATCH: usize = 1_024;
/// How long a database that refuses to be written to is left in peace.
const RETRY: Duration = Duration::from_secs(2);

/// Something to be written about one session.
#[derive(Debug)]
pub(super) enum Job {
    /// The session was used.
    Touch(HashedId),
    /// The session was presented although its time is over: its row can go.
    Reap(HashedId),
    /// The session was presented although it was ended: an event.
    NoteRefusal(HashedId),
}

/// The queue of jobs. Taking one never makes anybody wait.
#[derive(Clone, Debug)]
pub(super) struct BackgroundWriter(mpsc::Sender<Job>);

impl BackgroundWriter {
    pub(super) fn start(pool: PgPool, touch_every: PgInterval, statistics: Arc<Statistics>) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(work(queue, pool, touch_every, statistics));
        Self(jobs)
    }

    pub(super) fn send(&self, job: Job) {
        let _ = self.0.try_send(job);
    }
}

/// Works until the last sender is gone. Jobs that come while a statement is under way share the next one.
async fn work(
    mut queue: mpsc::Receiver<Job>,
    pool: PgPool,
    touch_every: PgInterval,
    statistics: Arc<Statistics>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let mut work = Work::default();
        batch.drain(..).for_each(|job| work.add(job));
        if let Err(error) = work.run(&pool, touch_every, &statistics).await {
            // A standby that took over, an outage: reading goes on, and all of this will be sent again.
            tracing::debug!(%error, "uses of sessions are not written down at the moment");
            sleep(RETRY).await;
        }
    }
}

#[derive(Default)]
struct Work {
    touch: BTreeSet<HashedId>,
    reap: BTreeSet<HashedId>,
    refused: BTreeSet<HashedId>,
}

impl Work {
    fn add(&mut self, job: Job) {
        match job {
            Job::Touch(id) => self.touch.insert(id),
            Job::Reap(id) => self.reap.insert(id),
            Job::NoteRefusal(id) => self.refused.insert(id),
        };
    }

    async fn run(self, pool: &PgPool, touch_every: PgInterval, statistics: &Statistics) -> sqlx::Result<()> {
        if !self.touch.is_empty() {
            let touched = sqlx::query_scalar!(
                r#"select session.touch($1, $2) as "touched!""#,
                &texts(self.touch),
                touch_every
            )
            .fetch_one(pool)
            .await?;
            statistics.count_touches(touched.unsigned_abs());
        }
        if !self.reap.is_empty() {
            sqlx::query_scalar!("select session.reap($1)", &texts(self.reap))
                .fetch_one(pool)
                .await?;
        }
        if !self.refused.is_empty() {
            sqlx::query_scalar!("select session.refused($1)", &texts(self.refused))
                .fetch_one(pool)
                .await?;
        }
        Ok(())
    }
}

fn texts(ids: BTreeSet<HashedId>) -> Vec<String> {
    ids.into_iter().map(|id| id.as_str().to_owned()).collect()
}
