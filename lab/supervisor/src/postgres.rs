//! The private PostgreSQL of a run: a template that is migrated and filled once, and a copy of it for each scene.

use std::{net::SocketAddr, process::Command};

use anyhow::{Context, Result};
use dev_deployment::{
    cluster::port_of,
    database::Database,
    dev_postgres::DevPostgres,
    process::{self, Output},
    psql, workspace,
};

/// The database that the scenes' are copied from.
const TEMPLATE: &str = "lab";
/// Databases are made from here, because nobody may be connected to a template that is copied.
const MAINTENANCE: &str = "postgres";

/// A PostgreSQL of the lab's own. Dropping it ends the server.
pub struct Postgres {
    template: Database,
    /// The address it listens on.
    pub address: SocketAddr,
    owner: String,
    server: DevPostgres,
}

impl Postgres {
    /// Starts a new, empty one in this folder of the workspace, and fills the template. What a run that was broken off has left
    /// there is thrown away.
    pub fn start(folder: &str, release: bool, output: &Output) -> Result<Self> {
        let server = DevPostgres {
            home: Some(workspace::at(folder)),
            release,
        };
        server.run("reset")?;
        let template = Database::start_private(TEMPLATE, server.clone(), output)?;
        let owner = &template.urls.owner;
        let address = SocketAddr::from(([127, 0, 0, 1], port_of(owner)?));
        for command in ["migrate", "seed", "demo-members"] {
            let mut monolith = Command::new(workspace::program("monolith", release));
            monolith
                .arg(command)
                .current_dir(workspace::root())
                .env("DATABASE_URL", owner)
                .env_remove("SESSION_STORE");
            process::run_named(command, &mut monolith, output)
                .with_context(|| format!("cannot fill the database of the lab: {command}"))?;
        }
        Ok(Self {
            owner: template.beside(MAINTENANCE).urls.owner.clone(),
            address,
            template,
            server,
        })
    }

    /// A fresh copy of the template; one of the same name is gone, with everybody who was connected to it.
    pub fn create(&self, name: &str) -> Result<Database> {
        self.remove(name)?;
        psql::ask(
            &self.owner,
            &[&format!("create database {name} template {TEMPLATE}")],
        )?;
        Ok(self.template.beside(name))
    }

    /// Removes a scene's database.
    pub fn remove(&self, name: &str) -> Result<()> {
        psql::ask(
            &self.owner,
            &[&format!("drop database if exists {name} with (force)")],
        )
        .map(drop)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.server.run("reset") {
            eprintln!("the lab's PostgreSQL stays behind: {error:#}");
        }
    }
}
