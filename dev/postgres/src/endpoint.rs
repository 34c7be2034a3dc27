//! Where the server listens, and how to connect to it.

use crate::cluster::ADMIN;
use crate::database_name::checked;
use crate::{Error, port};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::path::{Path, PathBuf};

/// Always there. Advisory locks count per database, so everything that takes one connects to this.
pub(crate) const MAINTENANCE_DATABASE: &str = "postgres";
/// Somebody else was faster: as PostgreSQL says it (`duplicate_database`), and as its catalogue does
/// (`unique_violation`).
const DUPLICATE: [&str; 2] = ["42P04", "23505"];

/// Everything one needs to connect.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub port: u16,
    pub password: String,
    pub data: PathBuf,
    pub major: u32,
}

impl Endpoint {
    /// A connection string for `database`.
    pub(crate) fn url(&self, database: &str) -> String {
        self.url_as(ADMIN, &self.password, database)
    }

    /// The same for another role.
    pub(crate) fn url_as(&self, role: &str, password: &str, database: &str) -> String {
        let Self { port, .. } = self;
        // Said aloud, so that a PGSSLMODE in the environment does not ask for what the server does not offer.
        format!(
            "postgres://{role}:{password}@{}:{port}/{database}?sslmode=disable",
            port::ADDRESS
        )
    }

    /// The same for sqlx, and not dependent on the environment.
    pub(crate) fn connect_options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host(&port::ADDRESS.to_string())
            .port(self.port)
            .username(ADMIN)
            .password(&self.password)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// A connection for making and dropping databases.
    pub(crate) async fn admin(&self) -> Result<PgConnection, Error> {
        let options = self.connect_options(MAINTENANCE_DATABASE);
        options
            .connect()
            .await
            .map_err(Error::sql("connect to the development database"))
    }

    /// Makes sure that the server behind the port is the one on our data folder.
    pub(crate) async fn verify(&self) -> Result<(), Error> {
        let mut admin = self.admin().await?;
        let found: String = sqlx::query_scalar("show data_directory")
            .fetch_one(&mut admin)
            .await
            .map_err(Error::sql("ask for the data folder"))?;
        close(admin).await;
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if canonical(Path::new(&found)) == canonical(&self.data) {
            return Ok(());
        }
        Err(Error::ForeignServer {
            port: self.port,
            expected: self.data.clone(),
            found,
        })
    }

    /// Makes the database unless it exists.
    pub(crate) async fn ensure_database(&self, name: &str) -> Result<(), Error> {
        let name = checked(name)?;
        let mut admin = self.admin().await?;
        let result = if exists(&mut admin, name).await? {
            Ok(())
        } else {
            create(&mut admin, name).await
        };
        close(admin).await;
        result
    }
}

/// Without the password.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            port, data, major, ..
        } = self;
        formatter
            .debug_struct("Endpoint")
            .field("port", port)
            .field("data", data)
            .field("major", major)
            .finish()
    }
}

/// Whether there is a database of this name.
pub(crate) async fn exists(admin: &mut PgConnection, name: &str) -> Result<bool, Error> {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(admin)
        .await
        .map_err(Error::sql("look for a database"))
}

/// Runs a statement that knows no parameters and no transaction.
pub(crate) async fn execute(admin: &mut PgConnection, statement: &str) -> Result<(), Error> {
    sqlx::raw_sql(statement)
        .execute(admin)
        .await
        .map(drop)
        .map_err(Error::sql(statement))
}

/// A polite good-bye. When it fails, the server has noticed already.
pub(crate) async fn close(connection: PgConnection) {
    let _ = connection.close().await;
}

async fn create(admin: &mut PgConnection, name: &str) -> Result<(), Error> {
    // template0: nobody can be connected to it, which would be an error for template1.
    match execute(admin, &format!("create database {name} template template0")).await {
        Err(Error::Sql {
            source: sqlx::Error::Database(error),
            ..
        }) if error.code().is_some_and(|code| DUPLICATE.contains(&&*code)) => Ok(()),
        other => other,
    }
}
