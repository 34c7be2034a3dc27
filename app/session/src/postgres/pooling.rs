//! Whether a connection pooler stands before the database, and how it shares what it has.

use super::Connector;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Row};

/// How many others try to get hold of a connection's server process. A pooler gives them the one that was used last; while
/// others come and go it may take more than one.
const OTHERS: usize = 3;

impl Connector {
    /// Whether a connection keeps its server process for as long as it lives. It does without a pooler and with one that gives it
    /// away for a whole session. One that gives it away for a transaction (PgBouncer: `pool_mode=transaction`) loses what
    /// this crate says once and relies on afterwards: prepared statements, the role, the settings of the look-up.
    ///
    /// # Errors
    /// When no connection can be opened, or a pooler refuses what a session may do.
    pub async fn keeps_its_process(&self) -> sqlx::Result<bool> {
        let mut connection = self.options().connect().await?;
        let before = process(&mut connection).await?;
        let mut others = Vec::new();
        for _ in 0..OTHERS {
            let mut other = self.options().connect().await?;
            // Holds what it gets.
            sqlx::raw_sql("begin").execute(&mut other).await?;
            let is_shared = process(&mut other).await? == before;
            others.push(other);
            if is_shared {
                return Ok(false);
            }
        }
        let is_kept = process(&mut connection).await? == before;
        for other in others {
            other.close().await?;
        }
        connection.close().await?;
        Ok(is_kept)
    }
}

/// Asks without a prepared statement, which is what may not work.
async fn process(connection: &mut PgConnection) -> sqlx::Result<i32> {
    connection
        .fetch_one(sqlx::raw_sql("select pg_backend_pid()"))
        .await?
        .try_get(0)
}
