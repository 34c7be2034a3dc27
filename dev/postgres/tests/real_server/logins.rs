//! The services' roles.

use crate::home::{Home, connect};
use anyhow::{Context, Result};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};
use std::str::FromStr;

const DATABASE: &str = "cfmall";

async fn log_in(url: &str) -> sqlx::Result<PgConnection> {
    PgConnectOptions::from_str(url)?.connect().await
}

#[tokio::test]
async fn each_service_logs_in_with_no_rights_but_its_own() -> Result<()> {
    let home = Home::new();
    let server = home.server().await?;
    server.ensure_database(DATABASE).await?;
    let ask = || server.ensure_logins(DATABASE);
    let (one, other, third) = tokio::join!(ask(), ask(), ask());
    let logins = one?;
    assert_eq!(logins, other?);
    assert_eq!(logins, third?);
    assert_eq!(logins.len(), 2);

    for login in &logins {
        let mut connection = log_in(&login.url).await?;
        let (role, database, superuser): (String, String, String) = sqlx::query_as(
            "select current_user::text, current_database()::text, current_setting('is_superuser')",
        )
        .fetch_one(&mut connection)
        .await?;
        assert_eq!((&*role, &*database, &*superuser), (login.role, DATABASE, "off"));
    }
    let as_admin = logins[0].url.replace(logins[0].role, "postgres");
    assert!(
        log_in(&as_admin).await.is_err(),
        "a service knows no other password"
    );
    let as_other = logins[0].url.replace(logins[0].role, logins[1].role);
    assert!(
        log_in(&as_other).await.is_err(),
        "a service knows no other password"
    );
    Ok(())
}

/// The migrations make the roles where nobody else did, and leave them unable to log in.
#[tokio::test]
async fn a_role_that_exists_already_learns_to_log_in() -> Result<()> {
    let home = Home::new();
    let server = home.server().await?;
    sqlx::raw_sql(
        "create role cfmall_mall nologin; create table mine (id int); grant select on mine to cfmall_mall",
    )
    .execute(&mut connect(&server).await?)
    .await?;
    let logins = server.ensure_logins("postgres").await?;
    let mall = logins
        .iter()
        .find(|login| login.role == "cfmall_mall")
        .context("no login for the mall")?;
    sqlx::raw_sql("select * from mine")
        .execute(&mut log_in(&mall.url).await?)
        .await
        .context("its rights were taken away")?;
    Ok(())
}
