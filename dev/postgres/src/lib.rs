//! A private `PostgreSQL` for the first page, for development and for tests.
//!
//! Whoever clones the project should see the shop after one command, without installing a database by hand,
//! without a container and without writing a connection string. [`Server::ensure`] finds the `PostgreSQL`
//! programs of this computer, makes a cluster in the project's ignored data folder, starts it, and gives back a
//! *lease*: the server runs as long as anybody has one, and whoever is last stops it.
//!
//! It never touches a database it did not make: it only ever connects to its own cluster, and asks that cluster
//! for its data folder before anything else.

#[cfg(not(unix))]
compile_error!("dev-postgres needs a Unix; on Windows use WSL, or give the server a DATABASE_URL");

mod account;
mod background;
mod binaries;
mod cluster;
mod database_name;
#[cfg(feature = "download")]
mod download;
mod endpoint;
mod error;
mod folder;
mod lease;
mod logins;
mod maintenance;
mod options;
mod password;
mod pid_file;
mod port;
mod postmaster;
mod process;
mod program;
mod reachable;
mod server;
mod setup;
mod site;
mod status;
mod template;
pub mod test_database;

pub use error::Error;
pub use logins::Login;
pub use maintenance::{fetch, reset, stop};
pub use options::{HOME_VARIABLE, Options};
pub use server::Server;
pub use status::Status;
pub use test_database::TestDatabase;

/// Hears what takes longer than a moment: "creating the database cluster…".
///
/// A callback and not a logger, because the first page shows it in the terminal before any logger is set up.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);
