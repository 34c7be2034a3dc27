//! A private `PostgreSQL` for the first page, for development and for tests.
//!
//! Whoever clones the project should see the shop after one command, without installing a database by hand,
//! without a container and without writing a connection string. [`Server::ensure`] finds the `PostgreSQL`
//! programs of this computer, makes a cluster in the project's ignored data folder, starts it, and gives back a
//! *lease*: the server runs as long as anybody has one, and whoever is last stops it.
//!
//! It never touches a database it did not make: it only ever connects to its own cluster, and asks that cluster
//! for its data folder before anything else.
//!
//! | module | about |
//! |---|---|
//! | `server`, `maintenance` | what callers ask for: a running server; its status, stopping, resetting |
//! | `binaries`, `account` | `PostgreSQL`'s programs, and the user they run as |
//! | `site`, `folder` | the files of one server, and making them private |
//! | `cluster`, `postmaster`, `process` | the data folder, starting and stopping, what the process table says |
//! | `lease` | who uses the server, and who is the last |
//! | `endpoint`, `database`, `logins`, `verifier` | the port and connections; databases; logins of the services' roles, and what is kept of their passwords |
//! | `template`, `role_settings`, `test_database` | a migrated database for each test |

#[cfg(not(unix))]
compile_error!("dev-postgres needs a Unix; on Windows use WSL, or give the server a DATABASE_URL");

mod account;
mod binaries;
mod cluster;
mod database;
mod endpoint;
mod error;
mod folder;
mod lease;
mod logins;
mod maintenance;
mod options;
mod postmaster;
mod process;
mod progress;
mod role_settings;
mod server;
mod site;
mod template;
pub mod test_database;
mod verifier;

pub use account::Account;
pub use error::Error;
pub use logins::Login;
pub use maintenance::{Status, fetch, reset, stop};
pub use options::{HOME_VARIABLE, Options};
pub use progress::Progress;
pub use role_settings::copy_role_settings;
pub use server::Server;
pub use test_database::{Prototype, TestDatabase};
