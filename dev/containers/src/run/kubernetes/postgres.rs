//! The database: a private PostgreSQL in place of the cluster that the operator would make, with the owner and the roles of the
//! manifest.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use dev_deployment::{cluster::Cluster as Server, database::Database, process::Output, psql::quoted};

use super::super::ground;
use crate::kubernetes::{Cluster, Secret};

/// The server, as long as this lives.
pub struct Postgres {
    server: Server,
    _database: Database,
}

impl Postgres {
    /// Starts it, and does what stands in the manifest: the owner, what the superuser says at the beginning, the roles.
    pub fn start(wanted: &Cluster, secrets: &[Secret], output: &Output) -> Result<Self> {
        let initdb = &wanted.spec.bootstrap.initdb;
        let (server, database) = Server::start(ground::POSTGRES, &initdb.database, false, output)?;
        let (name, owner) = (&initdb.database, &initdb.owner);
        let password = quoted(value(secrets, &initdb.secret.name, "password")?);
        // Roles that dev-postgres makes for others; here the manifest does.
        for role in &wanted.spec.managed.roles {
            let name = &role.name;
            server.ask(&[&format!("drop owned by {name}"), &format!("drop role {name}")])?;
        }
        server.ask(&[
            &format!("create role {owner} login password {password}"),
            &format!("alter database {name} owner to {owner}"),
        ])?;
        let statements: Vec<_> = initdb
            .post_init_application_sql
            .iter()
            .map(String::as_str)
            .collect();
        server.ask(&statements)?;
        for role in &wanted.spec.managed.roles {
            let may = if role.login { "login" } else { "nologin" };
            let secret = &role.password_secret.name;
            let password = quoted(value(secrets, secret, "password")?);
            server.ask(&[&format!("alter role {} {may} password {password}", role.name)])?;
            ensure!(
                value(secrets, secret, "username")? == role.name,
                "{secret} is another role's"
            );
        }
        let is_superuser = format!("select rolsuper from pg_roles where rolname = {}", quoted(owner));
        ensure!(server.ask(&[&is_superuser])? == "f", "the owner is a superuser");
        Ok(Self {
            server,
            _database: database,
        })
    }

    /// The secrets with the addresses that lead here: the service of the cluster is this server, and it has no TLS.
    pub fn local(&self, wanted: &Cluster, secrets: Vec<Secret>) -> Vec<Secret> {
        let there = format!("@{}-rw/", wanted.metadata.name);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.server.address.port()));
        let here = format!("@{address}/");
        let mut secrets = secrets;
        for value in secrets
            .iter_mut()
            .flat_map(|secret| secret.string_data.values_mut())
        {
            *value = value
                .replace(&there, &here)
                .replace("sslmode=require", "sslmode=disable");
        }
        secrets
    }
}

fn value<'a>(secrets: &'a [Secret], name: &str, key: &str) -> Result<&'a str> {
    let secret = secrets.iter().find(|secret| secret.metadata.name == name);
    let value = secret.and_then(|secret| secret.string_data.get(key));
    value
        .map(String::as_str)
        .with_context(|| format!("there is no {key} in a secret {name}"))
}
