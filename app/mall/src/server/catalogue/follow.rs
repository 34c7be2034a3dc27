//! Finding out that the catalogue has changed.

use super::Version;
use sqlx::{PgPool, postgres::PgListener};
use std::{
    io,
    time::{Duration, Instant},
};
use tokio::time::{sleep, sleep_until, timeout, timeout_at};

/// Where `mall.raise_version` notifies.
const CHANNEL: &str = "mall_catalogue";
/// The version is asked for at least so often, because notifications can be lost.
const AT_LEAST: Duration = Duration::from_millis(400);
/// And at most so often, however much is changed: each new version costs reading again what is shown.
const AT_MOST: Duration = Duration::from_millis(150);
/// The longest an answer may take before another connection is tried.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(400);
/// The pause before another connection is tried.
const RETRY: Duration = Duration::from_millis(200);
/// The age at which the connection is replaced, as in a pool: whoever has moved the database's address moves us along.
const MAX_LIFETIME: Duration = Duration::from_mins(5);

/// Keeps `version` up to date, on a connection of its own made as those of `pool` are, for as long as the process lives.
pub(crate) async fn follow(pool: &PgPool, version: &Version) {
    let mut follows = true;
    loop {
        match listen(&of_its_own(pool), version, &mut follows).await {
            Ok(()) => {}
            Err(error) => {
                // Once, and not five times a second until the database is back.
                if std::mem::take(&mut follows) {
                    tracing::warn!(%error, "changes of the catalogue cannot be heard: pages are read from the database");
                }
                sleep(RETRY).await;
            }
        }
    }
}

/// A pool of one connection, made as those of `pool` are. Another one each time: a connection that nobody answers on stays in its pool
/// until the system gives it up, and that takes minutes.
fn of_its_own(pool: &PgPool) -> PgPool {
    let options = pool.options().clone().max_connections(1);
    options.connect_lazy_with((*pool.connect_options()).clone())
}

/// Follows on one connection until it is old or no good.
async fn listen(pool: &PgPool, version: &Version, follows: &mut bool) -> sqlx::Result<()> {
    let mut connection = PgListener::connect_with(pool).await?;
    within(connection.listen(CHANNEL)).await?;
    let opened = Instant::now();
    while opened.elapsed() < MAX_LIFETIME {
        let asked = tokio::time::Instant::now();
        version.found(ask(&mut connection).await?, asked.into_std());
        if !std::mem::replace(follows, true) {
            tracing::info!("changes of the catalogue are heard again");
        }
        let heard = timeout_at(asked + AT_LEAST, connection.try_recv()).await;
        if let Ok(news) = heard {
            news?;
            // Many at once are one question.
            while connection.next_buffered().is_some() {}
            sleep_until(asked + AT_MOST).await;
        }
    }
    Ok(())
}

/// The version, from the primary.
async fn ask(connection: &mut PgListener) -> sqlx::Result<i64> {
    let question = sqlx::query_as("select version, pg_is_in_recovery() from mall.catalogue");
    let (version, in_recovery): (i64, bool) = within(question.fetch_one(connection)).await?;
    if in_recovery {
        return Err(sqlx::Error::Protocol(
            "this server is not the primary (any more)".into(),
        ));
    }
    Ok(version)
}

/// The answer to a question, or an error when it takes too long.
async fn within<T>(answer: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let answer = timeout(ANSWER_TIMEOUT, answer).await;
    answer.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}
