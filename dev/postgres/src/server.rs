//! The running server, as its users see it.

use crate::endpoint::{Endpoint, MAINTENANCE_DATABASE};
use crate::lease::Lease;
use crate::{Error, Login, Options, Progress, background, logins, setup};
use sqlx::postgres::PgConnectOptions;
use std::path::Path;

/// A running private `PostgreSQL`. It runs at least as long as this value lives.
#[derive(Debug)]
pub struct Server {
    endpoint: Endpoint,
    lease: Lease,
}

impl Server {
    /// Gives a running server: the one that already runs, or a freshly started one, or a freshly made one.
    pub async fn ensure(options: &Options, progress: Progress<'_>) -> Result<Self, Error> {
        #[cfg(feature = "download")]
        crate::download::if_missing(options, progress).await?;
        let options = options.clone();
        let (endpoint, lease) =
            background::run(progress, move |progress| setup::run(&options, progress)).await?;
        let server = Self { endpoint, lease };
        server.endpoint.verify().await?;
        Ok(server)
    }

    /// A connection string for the admin role, with its password, to the database `postgres`.
    pub fn url(&self) -> String {
        self.endpoint.url(MAINTENANCE_DATABASE)
    }

    /// A connection string for the admin role to `database`, which need not exist yet.
    pub fn database_url(&self, database: &str) -> String {
        self.endpoint.url(database)
    }

    /// The same for sqlx.
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        self.endpoint.connect_options(database)
    }

    /// Makes the database unless it exists; any number of processes may ask for it at once.
    pub async fn ensure_database(&self, name: &str) -> Result<(), Error> {
        self.endpoint.ensure_database(name).await
    }

    /// Lets the services' roles log in to `database`, which exists; any number of processes may ask for it at once.
    pub async fn ensure_logins(&self, database: &str) -> Result<Vec<Login>, Error> {
        logins::ensure(&self.endpoint, database).await
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.endpoint.port
    }

    /// The major version.
    pub fn major(&self) -> u32 {
        self.endpoint.major
    }

    /// The data folder.
    pub fn data_folder(&self) -> &Path {
        &self.endpoint.data
    }

    /// Gives the lease back; `true` when it was the last and the server was stopped.
    ///
    /// Dropping does the same, but blocks its thread for the moment that the server needs to stop.
    pub async fn release(self) -> Result<bool, Error> {
        tokio::task::spawn_blocking(move || self.lease.give_back()).await?
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }
}
