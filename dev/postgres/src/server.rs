//! The running server as its users see it, and the way to it from nothing or from whatever a crash left.

use crate::binaries::Installation;
use crate::endpoint::{Endpoint, MAINTENANCE_DATABASE, choose_port, is_free, remember_port};
use crate::lease::{Lease, SetupLock};
use crate::postmaster::Postmaster;
use crate::progress::in_background;
use crate::site::Site;
use crate::{Error, Login, Options, Progress, cluster, database, logins};
use rand::rngs::OsRng;
use rand::{Rng, TryRngCore};
use sqlx::postgres::PgConnectOptions;
use std::path::Path;

/// Another program may take the chosen port in the moment before the server does.
const PORT_ATTEMPTS: usize = 3;

/// A running private `PostgreSQL` and a lease on it: the server runs at least as long as this value lives.
#[derive(Debug)]
pub struct Server {
    endpoint: Endpoint,
    lease: Lease,
}

impl Server {
    /// A running server: the one that runs already, or a freshly started one, or a freshly made one.
    pub async fn ensure(options: &Options, progress: Progress<'_>) -> Result<Self, Error> {
        #[cfg(feature = "download")]
        crate::binaries::download::if_missing(options, progress).await?;
        let options = options.clone();
        let (endpoint, lease) = in_background(progress, move |progress| set_up(&options, progress)).await?;
        let server = Self { endpoint, lease };
        server.endpoint.verify().await?;
        Ok(server)
    }

    /// A running server that follows this one, and only reads until it is promoted (`select pg_promote()`). Its own home, in
    /// `options`, is made if it is missing.
    ///
    /// Needs `pg_basebackup`, one of `PostgreSQL`'s client programs.
    pub async fn follower(&self, options: &Options, progress: Progress<'_>) -> Result<Self, Error> {
        let (copied, primary) = (options.clone(), self.endpoint.clone());
        in_background(progress, move |progress| {
            let site = Site::prepare(&copied)?;
            let _setup = SetupLock::take(&site.home, progress)?;
            if cluster::major_of(&site.data())?.is_some() {
                return Ok(());
            }
            let installation = Installation::choose(&copied, &site, Some(&primary.major.to_string()))?;
            cluster::copy(&site, &installation, &primary, progress)
        })
        .await?;
        Self::ensure(options, progress).await
    }

    /// A connection string for the admin role, with its password, to the database `postgres`.
    pub fn url(&self) -> String {
        self.endpoint.url(MAINTENANCE_DATABASE)
    }

    /// A connection string for the admin role to `database`, which need not exist yet.
    pub fn database_url(&self, database: &str) -> String {
        self.endpoint.url(database)
    }

    /// sqlx's options for a connection of the admin role to `database`.
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        self.endpoint.connect_options(database)
    }

    /// Makes the database unless it exists; any number of processes may ask for it at once.
    pub async fn ensure_database(&self, name: &str) -> Result<(), Error> {
        database::ensure(&self.endpoint, name).await
    }

    /// Lets the services' roles log in to `database`, which exists; any number of processes may ask for it at once.
    pub async fn ensure_logins(&self, database: &str) -> Result<Vec<Login>, Error> {
        logins::ensure(&self.endpoint, database, &mut OsRng.unwrap_err()).await
    }

    /// The TCP port on 127.0.0.1 that the server listens on.
    pub fn port(&self) -> u16 {
        self.endpoint.port
    }

    /// The major version of the server, 17 for example.
    pub fn major(&self) -> u32 {
        self.endpoint.major
    }

    /// The server's data folder, as in `show data_directory`.
    pub fn data_folder(&self) -> &Path {
        &self.endpoint.data
    }

    /// Gives the lease back; the result is `true` when it was the last and the server was stopped.
    ///
    /// Dropping does the same, but blocks its thread for the moment that the server needs to stop.
    pub async fn release(self) -> Result<bool, Error> {
        tokio::task::spawn_blocking(move || self.lease.give_back()).await?
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }
}

/// Blocks until the server runs; the returned lease keeps it running.
fn set_up(options: &Options, progress: Progress<'_>) -> Result<(Endpoint, Lease), Error> {
    let site = Site::prepare(options)?;
    let setup = SetupLock::take(&site.home, progress)?;
    let mut random = OsRng.unwrap_err();

    let major = cluster::major_of(&site.data())?;
    let installation = Installation::choose(options, &site, major.as_deref())?;
    if major.is_none() {
        cluster::create(&site, &installation, &mut random, progress)?;
    }
    let password = cluster::password(&site)?;

    let postmaster = Postmaster::new(&site, &installation);
    let port = match postmaster.running()? {
        Some(port) => port,
        None => start(&site, &postmaster, &mut random, &|| {
            progress(&format!("starting PostgreSQL {}…", installation.major));
        })?,
    };
    let lease = Lease::take(&site.home, postmaster, &setup)?;
    let endpoint = Endpoint {
        port,
        password,
        data: site.data(),
        major: installation.major,
    };
    Ok((endpoint, lease))
}

fn start(
    site: &Site,
    postmaster: &Postmaster,
    random: &mut impl Rng,
    announce: &dyn Fn(),
) -> Result<u16, Error> {
    announce();
    let mut attempt = 1;
    loop {
        let port = choose_port(site, random);
        match postmaster.start(port) {
            Ok(()) => {
                remember_port(site, port)?;
                return Ok(port);
            }
            Err(_) if attempt < PORT_ATTEMPTS && !is_free(port) => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}
