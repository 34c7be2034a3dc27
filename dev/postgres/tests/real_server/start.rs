//! Starting, with all that may be in the way.

use crate::home::{Home, SILENT, connect, listens};
use anyhow::Result;
use dev_postgres::{Error, Server};
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;

#[tokio::test]
async fn first_start_then_reuse_and_data_stay() -> Result<()> {
    let home = Home::new();
    let said = Mutex::new(Vec::new());
    let server = Server::ensure(&home.options, &|message| {
        said.lock().expect("a lock").push(message.to_owned());
    })
    .await?;
    let said = said.into_inner()?;
    assert!(
        said.len() == 2 && said[0].contains("creating") && said[1].contains("starting"),
        "{said:?}"
    );

    let password = home.path().join("password").metadata()?.permissions().mode();
    assert_eq!(password & 0o777, 0o600);
    let (one, other) = tokio::join!(server.ensure_database("cfmall"), server.ensure_database("cfmall"));
    one.and(other)?;
    assert!(server.ensure_database("no;name").await.is_err());
    sqlx::raw_sql("create table kept (id int)")
        .execute(&mut connect(&server).await?)
        .await?;

    let port = server.port();
    assert!(server.release().await?, "the only lease is the last");
    assert!(!listens(port));

    let server = home.server().await?;
    assert_eq!(server.port(), port, "the port is remembered");
    sqlx::raw_sql("select * from kept")
        .execute(&mut connect(&server).await?)
        .await?;
    let fsync: String = sqlx::query_scalar("show fsync")
        .fetch_one(&mut connect(&server).await?)
        .await?;
    assert_eq!(fsync, "on");
    drop(server);
    assert!(!listens(port), "dropping stops it as well");
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_left_alone() -> Result<()> {
    let home = Home::new();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    let port = taken.local_addr()?.port();
    std::fs::create_dir_all(home.path())?;
    std::fs::write(home.path().join("port"), port.to_string())?;
    let server = home.server().await?;
    assert_ne!(server.port(), port);
    Ok(())
}

#[tokio::test]
async fn a_half_made_cluster_is_made_again() -> Result<()> {
    let home = Home::new();
    dev_postgres::Status::of(&home.options).await?;
    let unfinished = home.path().join("cluster/data.unfinished");
    std::fs::create_dir(&unfinished)?;
    std::fs::write(unfinished.join("PG_VERSION"), "15")?;
    let server = home.server().await?;
    connect(&server).await?;
    assert!(!unfinished.exists());
    Ok(())
}

#[tokio::test]
async fn a_cluster_of_another_version_is_named_and_kept() -> Result<()> {
    let home = Home::new();
    dev_postgres::Status::of(&home.options).await?;
    std::fs::create_dir(home.data())?;
    std::fs::write(home.data().join("PG_VERSION"), "9.6\n")?;
    let error = Server::ensure(&home.options, SILENT)
        .await
        .expect_err("9.6 is too old");
    assert!(
        matches!(&error, Error::OtherMajor { folder, .. } if folder.ends_with("cluster/data")),
        "{error}"
    );
    assert!(error.to_string().contains("reset"), "{error}");
    assert!(home.data().exists());
    Ok(())
}

/// As root, `PostgreSQL` runs as somebody who cannot enter such a folder. As anybody else, nothing is special.
#[tokio::test]
async fn a_project_below_a_closed_folder_works() -> Result<()> {
    let home = Home::new();
    std::fs::create_dir_all(home.path())?;
    let closed = home.path().parent().expect("a parent");
    std::fs::set_permissions(closed, std::fs::Permissions::from_mode(0o700))?;
    let server = home.server().await?;
    connect(&server).await?;
    let data = server.data_folder().to_path_buf();
    drop(server);
    drop(home);
    assert!(!data.exists(), "reset finds it wherever it is");
    Ok(())
}

#[tokio::test]
async fn without_programs_the_error_names_the_command() -> Result<()> {
    let mut home = Home::new();
    home.options.bin_dir = Some("/nowhere".into());
    let error = Server::ensure(&home.options, SILENT)
        .await
        .expect_err("there is nothing to run");
    assert!(
        error.to_string().contains("--features download -- fetch"),
        "{error}"
    );
    Ok(())
}
