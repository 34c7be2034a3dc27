//! Logins of the services, so that development runs with as few rights as production.
//!
//! A login is all there is here: what the roles may do is said by the migrations, which find them made.

use crate::Error;
use crate::database::{checked, close, execute};
use crate::endpoint::Endpoint;
use crate::verifier::verifier;
use rand::Rng;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::fmt::Write;

/// The roles: one for each service that has a process of its own.
const ROLES: [&str; 2] = ["cfmall_auth", "cfmall_mall"];
/// The advisory lock of those who change the roles ("cflogin" in ASCII): a row of the catalogue that two change at once
/// is an error for the second one.
const LOCK: i64 = 0x0063_666c_6f67_696e;
/// The length of a password in bytes: 128 bits.
const PASSWORD_BYTES: usize = 16;

/// A database role that may log in, and its connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The role's name.
    pub role: &'static str,
    /// A connection string with its password.
    pub url: String,
}

/// Makes the roles unless they exist, and lets them log in and connect to `database`.
pub(crate) async fn ensure(
    endpoint: &Endpoint,
    database: &str,
    random: &mut (impl Rng + Send),
) -> Result<Vec<Login>, Error> {
    let database = checked(database)?;
    let mut admin = endpoint.admin().await?;
    // Given back with the connection.
    execute(&mut admin, &format!("select pg_advisory_lock({LOCK})")).await?;
    let mut logins = Vec::new();
    for role in ROLES {
        let password = password(role, &endpoint.password);
        let verifier = verifier(&password, random);
        allow(&mut admin, role, &verifier, database).await?;
        logins.push(Login {
            role,
            url: endpoint.url_as(role, &password, database),
        });
    }
    close(admin).await;
    Ok(logins)
}

async fn allow(admin: &mut PgConnection, role: &str, verifier: &str, database: &str) -> Result<(), Error> {
    // Migrations of another database may make it at this very moment, and they do not ask for our lock.
    let make = format!(
        "do $$ begin
             if not exists (select from pg_roles where rolname = '{role}') then create role {role} nologin; end if;
         exception when duplicate_object or unique_violation then null;
         end $$"
    );
    execute(admin, &make).await?;
    // Not `execute`: its error names the statement, and nobody needs the verifier there.
    sqlx::raw_sql(&format!("alter role {role} login password '{verifier}'"))
        .execute(&mut *admin)
        .await
        .map_err(Error::sql(format!("let {role} log in")))?;
    execute(admin, &format!("grant connect on database {database} to {role}")).await
}

/// The password of `role`, derived from the admin's, so that nothing else must be kept; whoever has one role's password
/// learns no other.
fn password(role: &str, admin: &str) -> String {
    let hash = Sha256::digest(format!("{role}:{admin}"));
    let mut password = String::new();
    for byte in hash.iter().take(PASSWORD_BYTES) {
        // Writing to a string cannot fail.
        let _ = write!(password, "{byte:02x}");
    }
    password
}

#[cfg(test)]
mod tests {
    use super::password;

    #[test]
    fn every_role_of_every_cluster_has_a_password_of_its_own() {
        let passwords = [
            password("cfmall_auth", "one"),
            password("cfmall_mall", "one"),
            password("cfmall_auth", "two"),
        ];
        assert_eq!(password("cfmall_auth", "one"), passwords[0]);
        for (index, one) in passwords.iter().enumerate() {
            assert!(one.len() == 32 && !passwords[..index].contains(one), "{one}");
        }
    }
}
