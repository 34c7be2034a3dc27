//! Whether another server has everything that this one has acknowledged.

use super::Connector;
use sqlx::{Connection, PgConnection, PgExecutor};

impl Connector {
    /// Whether the database can say if a synchronous standby follows its server, as
    /// [`require_standby`](crate::SessionConfig::require_standby) needs it: the owner of `session.has_standby()` must have the rights of
    /// `pg_read_all_stats`.
    ///
    /// # Errors
    /// As [`connect`](Self::connect), or when the database cannot be asked.
    pub async fn can_see_standbys(&self) -> sqlx::Result<bool> {
        let mut connection = self.connect().await?;
        let statement = "select pg_has_role(proowner, 'pg_read_all_stats', 'usage')
                         from pg_proc where oid = 'session.has_standby()'::regprocedure";
        let can = sqlx::query_scalar(statement).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(can)
    }
}

/// Whether a synchronous standby follows the database's server, as far as the database [can see](Connector::can_see_standbys).
///
/// # Errors
/// When the database cannot be asked.
pub async fn has_standby(executor: impl PgExecutor<'_>) -> sqlx::Result<bool> {
    sqlx::query_scalar("select session.has_standby()")
        .fetch_one(executor)
        .await
}

/// Asks the server of a connection whether a synchronous standby follows it.
///
/// # Errors
/// [`sqlx::Error::Protocol`] if none does.
pub(super) async fn verify(connection: &mut PgConnection) -> sqlx::Result<()> {
    if has_standby(connection).await? {
        return Ok(());
    }
    Err(sqlx::Error::Protocol(
        "no synchronous standby follows this server, so another one may have taken over".into(),
    ))
}
