//! Databases of the server: their names, whether they exist, making them.

use crate::Error;
use crate::endpoint::Endpoint;
use sqlx::{Connection, PgConnection};

/// The longest name in bytes; `PostgreSQL` would cut off the rest.
const NAME_LIMIT: usize = 63;
/// Codes of the error that another process made the database first: as `PostgreSQL` says it (`duplicate_database`),
/// and as its catalogue does (`unique_violation`).
const DUPLICATE: [&str; 2] = ["42P04", "23505"];

/// Makes the database unless it exists.
pub(crate) async fn ensure(endpoint: &Endpoint, name: &str) -> Result<(), Error> {
    let name = checked(name)?;
    let mut admin = endpoint.admin().await?;
    let result = if exists(&mut admin, name).await? {
        Ok(())
    } else {
        create(&mut admin, name).await
    };
    close(admin).await;
    result
}

/// The name of a database, if it can stand in SQL and in a URL as it is, without quotes.
pub(crate) fn checked(name: &str) -> Result<&str, Error> {
    let begins_well = name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if begins_well && name.len() <= NAME_LIMIT && name.chars().all(plain) {
        Ok(name)
    } else {
        Err(Error::DatabaseName(name.to_owned()))
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

/// Runs a statement that takes no parameters and allows no transaction.
pub(crate) async fn execute(admin: &mut PgConnection, statement: &str) -> Result<(), Error> {
    sqlx::raw_sql(statement)
        .execute(admin)
        .await
        .map(drop)
        .map_err(Error::sql(statement))
}

/// Closes a connection with a word to the server. When that fails, the server has noticed already.
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

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn only_plain_names() {
        assert!(checked("cfmall").is_ok());
        assert!(checked("test_17_ab").is_ok());
        for bad in ["", "1a", "A", "a-b", "a\"; drop database x; --", &"x".repeat(64)] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }
}
