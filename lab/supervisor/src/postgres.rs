//! The private PostgreSQL of a run: a template that is migrated and filled once, and a copy of it for each scene.

use std::{net::SocketAddr, process::Command};

use anyhow::{Context, Result};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version, password_hash::SaltString};
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
/// Enough for the copies of all scenes at once, each of which keeps half a dozen.
const CONNECTIONS: u16 = 600;
/// The demo members' password, which is in the README.
pub const PASSWORD: &str = "cfmall-demo";
/// Argon2's memory in KiB for the demo members' password. Each copy keeps what it has once needed: the usual 19 MiB each would be
/// most of what the lab needs.
const PASSWORD_MEMORY: u32 = 256;

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
            connections: Some(CONNECTIONS),
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
        let lighter = format!(
            "update auth.member set password_hash = {}",
            psql::quoted(&light_hash()?)
        );
        psql::ask(owner, &[&lighter])?;
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
            &[
                &format!("create database {name} template {TEMPLATE}"),
                &dev_postgres::copy_role_settings(TEMPLATE, name),
            ],
        )?;
        Ok(self.template.beside(name))
    }

    /// Changes something in a scene's database, as its owner.
    pub fn alter(&self, name: &str, statement: &str) -> Result<()> {
        psql::ask(&self.template.beside(name).urls.owner, &[statement]).map(drop)
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

/// A hash of the demo members' password that needs little memory.
fn light_hash() -> Result<String> {
    let refused = |error| anyhow::anyhow!("the password cannot be hashed: {error}");
    let params = Params::new(
        PASSWORD_MEMORY,
        Params::DEFAULT_T_COST,
        Params::DEFAULT_P_COST,
        None,
    )
    .map_err(|error| anyhow::anyhow!("the parameters are not valid: {error}"))?;
    let argon2 = Argon2::new(Algorithm::default(), Version::default(), params);
    let salt = SaltString::encode_b64(TEMPLATE.repeat(4).as_bytes()).map_err(refused)?;
    let hash = argon2
        .hash_password(PASSWORD.as_bytes(), &salt)
        .map_err(refused)?;
    Ok(hash.to_string())
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.server.run("reset") {
            eprintln!("the lab's PostgreSQL stays behind: {error:#}");
        }
    }
}
