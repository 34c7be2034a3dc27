//! Where the server listens, and how to connect to it.

use crate::Error;
use crate::cluster::ADMIN;
use crate::database::close;
use crate::site::Site;
use rand::Rng;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, PgConnection};
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The database that is always there. Advisory locks count per database: whatever takes one connects to this.
pub(crate) const MAINTENANCE_DATABASE: &str = "postgres";

/// The only address the server listens on.
pub(crate) const ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// Below the ports that operating systems hand out to outgoing connections, so that the port is likely to be free
/// again after a restart, and away from 5432, where a real server may live.
const PORTS: Range<u16> = 15_432..25_432;
const PORT_CHOICES: usize = 100;

/// The address of a running server with its admin's password: everything one needs to connect.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// The TCP port on [`ADDRESS`].
    pub port: u16,
    /// The admin role's password.
    pub password: String,
    /// The server's data folder.
    pub data: PathBuf,
    /// The server's major version.
    pub major: u32,
}

impl Endpoint {
    /// A connection string for the admin role to `database`.
    pub(crate) fn url(&self, database: &str) -> String {
        self.url_as(ADMIN, &self.password, database)
    }

    /// A connection string for `role` to `database`.
    pub(crate) fn url_as(&self, role: &str, password: &str, database: &str) -> String {
        let Self { port, .. } = self;
        // Said aloud, so that a PGSSLMODE in the environment does not ask for what the server does not offer.
        format!("postgres://{role}:{password}@{ADDRESS}:{port}/{database}?sslmode=disable")
    }

    /// sqlx's options for the admin role to `database`, which take nothing from the environment.
    pub(crate) fn connect_options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host(&ADDRESS.to_string())
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

    /// Fails with [`Error::ForeignServer`] unless the server behind the port is the one on our data folder.
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

/// A free TCP port: that of last time when nobody listens there, else another one.
pub(crate) fn choose_port(site: &Site, random: &mut impl Rng) -> u16 {
    let remembered = std::fs::read_to_string(site.port())
        .ok()
        .and_then(|text| text.trim().parse().ok());
    let others = (0..PORT_CHOICES).map(|_| random.random_range(PORTS));
    // 0 lets the operating system choose; only ever needed when the whole range is taken.
    remembered
        .into_iter()
        .chain(others)
        .find(|port| is_free(*port))
        .unwrap_or_else(any_port)
}

/// Whether nobody listens on this port.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((ADDRESS, port)).is_ok()
}

/// Remembers the port for next time.
pub(crate) fn remember_port(site: &Site, port: u16) -> Result<(), Error> {
    let file = site.port();
    std::fs::write(&file, port.to_string()).map_err(Error::io("write", &file))
}

fn any_port() -> u16 {
    TcpListener::bind((ADDRESS, 0))
        .and_then(|socket| socket.local_addr())
        .map_or(PORTS.start, |own| own.port())
}
