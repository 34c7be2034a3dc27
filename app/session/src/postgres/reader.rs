//! Look-ups that share their way to the database.
//!
//! A request that asks while a statement is under way waits and shares the next one with all others that wait. It never
//! joins a statement that has been sent: its answer is read after it asked, so a session that was ended before is seen
//! as ended. That is why this needs no cache, and nothing has to be invalidated.
//!
//! There is one connection: with more of them the statements only get smaller, and each costs the database nearly as much
//! as a large one.

use super::{
    Connector,
    health::Health,
    look_up::{LookUp, look_up},
    renewal::Periods,
    standby,
};
use crate::{
    error::SessionError,
    statistics::{Found, Statistics},
    token::HashedId,
};
use sqlx::{PgConnection, error::DatabaseError};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tracing::{Instrument, Span};

/// The most ids in one statement.
const BATCH: usize = 256;
/// The most requests that wait; further ones are told at once that there is no answer.
const QUEUE: usize = 4_096;
/// The longest a request waits for an answer, and a connection for the database.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(800);
/// A statement that takes longer is given up, and its connection with it.
const STATEMENT_TIMEOUT: Duration = Duration::from_millis(500);
/// The time between two attempts to reach a database that is away.
const RETRY: Duration = Duration::from_millis(500);
/// The idle time after which a connection is asked whether it still leads to the primary.
const PING_AFTER: Duration = Duration::from_secs(10);
/// The age at which a connection is replaced: whoever has moved the database's address moves us along.
const MAX_LIFETIME: Duration = Duration::from_mins(5);
/// The longest such a question may take.
const PING_TIMEOUT: Duration = Duration::from_millis(250);

type Answer = Result<LookUp, StoreUnavailable>;

/// The error of a store that did not answer.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the session table could not be read in time")]
pub(super) struct StoreUnavailable;

struct Ask {
    id: HashedId,
    answer: oneshot::Sender<Answer>,
    /// The span of who asks.
    span: Span,
}

/// A handle that asks for sessions. The connection behind it is open until the last handle is gone.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    asks: mpsc::Sender<Ask>,
    health: Health,
    statistics: Arc<Statistics>,
}

impl Reader {
    /// Starts the worker, which connects in the background.
    pub(super) fn start(
        connector: Connector,
        periods: Periods,
        require_standby: bool,
        health: Health,
        statistics: Arc<Statistics>,
    ) -> Self {
        let (asks, queue) = mpsc::channel(QUEUE);
        statistics.note_reader(false);
        let worker = Worker {
            was_slow: false,
            queue,
            connector,
            periods,
            require_standby,
            health: health.clone(),
            statistics: statistics.clone(),
        };
        tokio::spawn(worker.work());
        Self {
            asks,
            health,
            statistics,
        }
    }

    /// Looks up what this id is now.
    pub(crate) async fn look_up(&self, id: HashedId) -> Result<LookUp, SessionError> {
        let answer = if self.health.is_down() {
            Err(StoreUnavailable)
        } else {
            let asked = Instant::now();
            let span = tracing::debug_span!("session look-up");
            let answer = self.ask(id, span.clone()).instrument(span).await;
            self.statistics.count_look_up(asked.elapsed());
            answer
        };
        self.statistics
            .count(answer.as_ref().map_or(Found::Unavailable, LookUp::found));
        answer.map_err(SessionError::unavailable)
    }

    async fn ask(&self, id: HashedId, span: Span) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.asks
            .try_send(Ask { id, answer, span })
            .map_err(|_| StoreUnavailable)?;
        timeout(ANSWER_TIMEOUT, answered)
            .await
            .map_err(|_| StoreUnavailable)?
            .map_err(|_| StoreUnavailable)?
    }
}

/// The one connection and what is done with it.
struct Worker {
    /// Whether the last statement took too long.
    was_slow: bool,
    queue: mpsc::Receiver<Ask>,
    connector: Connector,
    periods: Periods,
    /// Whether a server that no standby follows is as good as none.
    require_standby: bool,
    health: Health,
    statistics: Arc<Statistics>,
}

impl Worker {
    /// Works until nobody can ask any more.
    async fn work(mut self) {
        while let Some(connection) = self.connect().await {
            self.health.up();
            self.statistics.note_reader(true);
            if let End::Nobody = self.serve(connection).await {
                return;
            }
            self.statistics.note_reader(false);
        }
    }

    /// Tries until there is a connection; meanwhile nobody is kept waiting. `None` when nobody is left to wait.
    async fn connect(&mut self) -> Option<PgConnection> {
        loop {
            match timeout(ANSWER_TIMEOUT, self.open()).await {
                Ok(Ok(connection)) => return Some(connection),
                Ok(Err(error)) => tracing::warn!(%error, "the session table cannot be reached"),
                Err(_) => tracing::warn!("the session table cannot be reached: no answer in time"),
            }
            self.health.down();
            while let Ok(ask) = self.queue.try_recv() {
                let _ = ask.answer.send(Err(StoreUnavailable));
            }
            if self.queue.is_closed() {
                return None;
            }
            sleep(RETRY).await;
        }
    }

    /// A connection for nothing but look-ups.
    async fn open(&self) -> sqlx::Result<PgConnection> {
        let mut connection = self.connector.connect().await?;
        if self.require_standby {
            standby::verify(&mut connection).await?;
        }
        // The server shall not go on with what nobody waits for. And the statement is planned once, whatever the tables grow to
        // afterwards: never for a table so small that reading all of it is as good.
        let settings =
            "select set_config('statement_timeout', $1, false), set_config('enable_seqscan', 'off', false),
                               set_config('enable_bitmapscan', 'off', false)";
        sqlx::query(settings)
            .bind(STATEMENT_TIMEOUT.as_millis().to_string())
            .execute(&mut connection)
            .await?;
        Ok(connection)
    }

    /// Answers until the connection breaks.
    async fn serve(&mut self, mut connection: PgConnection) -> End {
        let mut batch = Vec::with_capacity(BATCH);
        let mut opened = Instant::now();
        loop {
            if opened.elapsed() > MAX_LIFETIME {
                opened = Instant::now();
                // If there is no other one, this one is still good.
                if let Ok(Ok(fresh)) = timeout(PING_TIMEOUT, self.open()).await {
                    connection = fresh;
                }
            }
            match timeout(PING_AFTER, self.next(&mut batch)).await {
                Ok(true) => {}
                Ok(false) => return End::Nobody,
                // Time may be up just after somebody has asked.
                Err(_) if !batch.is_empty() => {}
                Err(_) => match timeout(PING_TIMEOUT, Connector::verify(&mut connection)).await {
                    Ok(Ok(())) => continue,
                    _ => return End::Broken,
                },
            }
            let mut answers = self.ask_database(&mut connection, &batch).await;
            if let Err(error @ (QueryError::Broken(_) | QueryError::Follower | QueryError::Alone)) = &answers
            {
                // It may have died while it lay idle, as after a restart of the database. Nobody has been answered yet,
                // so asking again is asking for the first time.
                tracing::debug!(%error, "the connection to the session table is of no use any more; trying another one");
                if let Ok(Ok(fresh)) = timeout(PING_TIMEOUT, self.open()).await {
                    connection = fresh;
                    answers = self.ask_database(&mut connection, &batch).await;
                }
            }
            let broken = matches!(
                answers,
                Err(QueryError::Broken(_) | QueryError::Follower | QueryError::Alone | QueryError::Slow)
            );
            // A statement may be slow once, behind somebody's lock: then those who come next wait for another connection, and
            // whether that can be made says whether the database is away. Twice in a row, or a connection that broke and
            // could not be replaced at once, is an outage.
            let is_slow = matches!(answers, Err(QueryError::Slow));
            let was_slow = std::mem::replace(&mut self.was_slow, is_slow);
            if broken && (was_slow || !is_slow) {
                // Before the answers: who asks again after them is not kept waiting.
                self.health.down();
            }
            if let Err(error) = &answers {
                tracing::warn!(%error, requests = batch.len(), "sessions cannot be looked up");
            }
            for ask in batch.drain(..) {
                let answer = match &answers {
                    Ok(found) => Ok(found.get(ask.id.as_str()).cloned().unwrap_or(LookUp::Unknown)),
                    Err(_) => Err(StoreUnavailable),
                };
                // Whoever has gone away needs no answer.
                let _ = ask.answer.send(answer);
            }
            if broken {
                return End::Broken;
            }
        }
    }

    /// Takes all who wait into the batch. False when nobody can ask any more.
    ///
    /// Nobody is waited for: what comes while this statement is under way shares the next one. To let requests that are
    /// ready to run ask first makes statements larger and pages slower: when the statement leaves, there is no one left for
    /// the other core to work for.
    async fn next(&mut self, batch: &mut Vec<Ask>) -> bool {
        self.queue.recv_many(batch, BATCH).await > 0
    }

    async fn ask_database(
        &self,
        connection: &mut PgConnection,
        batch: &[Ask],
    ) -> Result<HashMap<String, LookUp>, QueryError> {
        let mut ids: Vec<_> = batch.iter().map(|ask| ask.id.as_str().to_owned()).collect();
        ids.sort_unstable();
        ids.dedup();
        // Nobody's child: of several requests. Each of them has a link to it.
        let span = tracing::debug_span!(parent: None, "session look-up, shared", sessions = ids.len());
        for ask in batch {
            ask.span.follows_from(&span);
        }
        let asking = look_up(connection, &ids, &self.periods, self.require_standby);
        let answers = timeout(STATEMENT_TIMEOUT, asking).instrument(span).await;
        self.statistics.count_batch(ids.len());
        let answers = answers.map_err(|_| QueryError::Slow)?.map_err(QueryError::from)?;
        if answers.in_recovery {
            return Err(QueryError::Follower);
        }
        if answers.alone {
            return Err(QueryError::Alone);
        }
        Ok(answers.found)
    }
}

enum End {
    /// Nobody can ask any more.
    Nobody,
    Broken,
}

#[derive(Debug, thiserror::Error)]
enum QueryError {
    #[error("no answer within {STATEMENT_TIMEOUT:?}")]
    Slow,
    #[error("{0}")]
    Broken(sqlx::Error),
    /// After a fail-over an old connection, or an old address, leads to a server that only follows: a session that has ended
    /// may still be alive there.
    #[error("this server is in recovery, so it is not the primary (any more)")]
    Follower,
    /// The server has lost its standbys, so that another one may have taken over: it is the last to hear of that.
    #[error("no synchronous standby follows this server, so another one may have taken over")]
    Alone,
    /// The connection is fine, the statement is not.
    #[error("{0}")]
    Refused(sqlx::Error),
}

impl From<sqlx::Error> for QueryError {
    fn from(error: sqlx::Error) -> Self {
        // Class 57P: the server is stopping, or somebody ended this connection.
        match error.as_database_error().and_then(DatabaseError::code) {
            Some(code) if !code.starts_with("57P") => Self::Refused(error),
            _ => Self::Broken(error),
        }
    }
}
