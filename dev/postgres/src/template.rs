//! A migrated database to copy from: copying takes milliseconds, migrating does not.

use crate::Error;
use crate::database::{close, execute, exists};
use crate::endpoint::Endpoint;
use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions, PgConnection};
use std::fmt::Write;

const PREFIX: &str = "cfmall_template_";
/// The end of a template's name until its migrations are through.
const UNFINISHED: &str = "_unfinished";
const HASH_BYTES: usize = 8;
/// How many templates are kept, for branches one comes back to.
const KEPT: i64 = 8;
/// The advisory lock of those who make a template ("cfmtmpl" in ASCII).
const LOCK: i64 = 0x0063_666d_746d_706c;

/// Makes the template for these migrations unless it exists; the result is its name.
pub(crate) async fn ensure(
    endpoint: &Endpoint,
    admin: &mut PgConnection,
    migrator: &Migrator,
) -> Result<String, Error> {
    let name = name(migrator);
    if exists(admin, &name).await? {
        return Ok(name);
    }
    lock(admin, "select pg_advisory_lock($1)").await?;
    let made = make(endpoint, admin, &name, migrator).await;
    lock(admin, "select pg_advisory_unlock($1)").await?;
    made.map(|()| name)
}

async fn make(
    endpoint: &Endpoint,
    admin: &mut PgConnection,
    name: &str,
    migrator: &Migrator,
) -> Result<(), Error> {
    if exists(admin, name).await? {
        return Ok(());
    }
    let unfinished = format!("{name}{UNFINISHED}");
    execute(
        admin,
        &format!("drop database if exists {unfinished} with (force)"),
    )
    .await?;
    execute(admin, &format!("create database {unfinished} template template0")).await?;
    let options = endpoint.connect_options(&unfinished);
    let mut connection = options
        .connect()
        .await
        .map_err(Error::sql("connect to the template database"))?;
    let migrated = migrator.run(&mut connection).await;
    close(connection).await;
    migrated?;
    // Nobody can connect, so that nobody is in the way of copying it.
    execute(
        admin,
        &format!("alter database {unfinished} allow_connections false"),
    )
    .await?;
    execute(admin, &format!("alter database {unfinished} rename to {name}")).await?;
    drop_old(admin).await
}

async fn lock(admin: &mut PgConnection, statement: &str) -> Result<(), Error> {
    let locked = sqlx::query(statement).bind(LOCK).execute(admin).await;
    locked.map(drop).map_err(Error::sql("lock the template database"))
}

async fn drop_old(admin: &mut PgConnection) -> Result<(), Error> {
    let old: Vec<String> = sqlx::query_scalar(
        "select datname from pg_database where starts_with(datname, $1) order by oid desc offset $2",
    )
    .bind(PREFIX)
    .bind(KEPT)
    .fetch_all(&mut *admin)
    .await
    .map_err(Error::sql("look for old template databases"))?;
    for name in old {
        // One that is being copied right now stays for another time.
        if let Err(error) = execute(admin, &format!("drop database if exists {name}")).await {
            tracing::debug!(%error, "an old template database stays");
        }
    }
    Ok(())
}

/// The name of the template for these migrations: another one with every migration added or edited.
fn name(migrator: &Migrator) -> String {
    let mut hash = Sha256::new();
    for migration in migrator.iter() {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    let mut name = PREFIX.to_owned();
    for byte in hash.finalize().iter().take(HASH_BYTES) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}
