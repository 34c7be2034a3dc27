//! How to connect, and what a connection must be before anybody uses it.

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};

/// A way to the database, with the role to act as there.
///
/// Nothing is said in the start-up packet that a connection pooler would refuse or drop, and nothing is assumed: every
/// connection is asked whether its server is the primary and as which role it acts.
#[derive(Clone, Debug)]
pub struct Connector {
    options: PgConnectOptions,
    role: Option<&'static str>,
}

impl Connector {
    /// Connects as the login that the options name.
    pub fn new(options: PgConnectOptions) -> Self {
        Self {
            // PgBouncer before 1.20 knows neither. Since version 12 of PostgreSQL its own default loses no digit.
            options: options.extra_float_digits(None),
            role: None,
        }
    }

    /// Acts as this role, which the login is or may become.
    #[must_use]
    pub const fn acting_as(mut self, role: &'static str) -> Self {
        self.role = Some(role);
        self
    }

    /// How connections are opened; [`establish`](Self::establish) has to follow.
    pub const fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// A connection that is ready for use.
    ///
    /// # Errors
    /// As [`establish`](Self::establish), or when none can be opened.
    pub async fn connect(&self) -> sqlx::Result<PgConnection> {
        let mut connection = self.options.connect().await?;
        self.establish(&mut connection).await?;
        Ok(connection)
    }

    /// Makes a new connection ready: it leads to the primary and acts as the role, with the role's settings.
    ///
    /// # Errors
    /// [`sqlx::Error::Protocol`] if the server is in recovery, a database error if the login may not become the role.
    pub async fn establish(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let (in_recovery, user): (bool, String) =
            sqlx::query_as("select pg_is_in_recovery(), current_user::text")
                .fetch_one(&mut *connection)
                .await?;
        if in_recovery {
            return Err(not_primary());
        }
        match self.role {
            Some(role) if role != user => step_down(connection, role).await,
            _ => Ok(()),
        }
    }

    /// Asks a connection that was in use before whether its server is still the primary.
    ///
    /// # Errors
    /// [`sqlx::Error::Protocol`] if the server is in recovery.
    pub async fn verify(connection: &mut PgConnection) -> sqlx::Result<()> {
        let in_recovery = sqlx::query_scalar("select pg_is_in_recovery()");
        if in_recovery.fetch_one(connection).await? {
            return Err(not_primary());
        }
        Ok(())
    }
}

impl From<PgConnectOptions> for Connector {
    fn from(options: PgConnectOptions) -> Self {
        Self::new(options)
    }
}

/// Becomes `role` for as long as the connection lives. PostgreSQL gives a role's settings only to who logs in as it.
async fn step_down(connection: &mut PgConnection, role: &'static str) -> sqlx::Result<()> {
    sqlx::query("select set_config('role', $1, false)")
        .bind(role)
        .execute(&mut *connection)
        .await?;
    let statement =
        "select set_config(split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), false)
         from pg_db_role_setting, unnest(setconfig) setting
         where setrole = $1::regrole
           and setdatabase in (0, (select oid from pg_database where datname = current_database()))
         order by setdatabase";
    sqlx::query(statement).bind(role).execute(connection).await?;
    Ok(())
}

fn not_primary() -> sqlx::Error {
    sqlx::Error::Protocol("this server is in recovery, so it is not the primary (any more)".into())
}
