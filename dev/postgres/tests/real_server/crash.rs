//! What a crash leaves behind.

use crate::home::{Home, connect, kill};
use anyhow::Result;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[tokio::test]
async fn a_killed_server_is_started_again_with_its_data() -> Result<()> {
    let home = Home::new();
    let killed = home.server().await?;
    let mut connection = connect(&killed).await?;
    sqlx::raw_sql("create table kept (id int); checkpoint; insert into kept values (1)")
        .execute(&mut connection)
        .await?;
    // Wait for the disk once: what was committed before a crash must be there after it.
    sqlx::raw_sql("set synchronous_commit = on; insert into kept values (2)")
        .execute(&mut connection)
        .await?;
    kill("-9", &home.pid()?)?;

    let server = home.server().await?;
    let rows: i64 = sqlx::query_scalar("select count(*) from kept")
        .fetch_one(&mut connect(&server).await?)
        .await?;
    assert_eq!(rows, 2);
    assert!(!killed.release().await?, "the old lease is not the last");
    assert!(server.release().await?);
    Ok(())
}

#[tokio::test]
async fn the_pid_of_a_dead_server_may_belong_to_another_program() -> Result<()> {
    let home = Home::new();
    let server = home.server().await?;
    let pid_file = home.data().join("postmaster.pid");
    let old = std::fs::read_to_string(&pid_file)?;
    assert!(server.release().await?);

    // A program of the same user: of others PostgreSQL sees that they cannot be its server.
    let owner = home.data().metadata()?;
    let mut innocent = Command::new("sleep")
        .arg("60")
        .uid(owner.uid())
        .gid(owner.gid())
        .spawn()?;
    let (_, rest) = old.split_once('\n').expect("lines");
    std::fs::write(&pid_file, format!("{}\n{rest}", innocent.id()))?;

    let server = home.server().await;
    let alive = innocent.try_wait()?.is_none();
    innocent.kill()?;
    innocent.wait()?;
    connect(&server?).await?;
    assert!(alive, "the other program was left alone");
    Ok(())
}

#[tokio::test]
async fn an_empty_pid_file_is_no_obstacle() -> Result<()> {
    let home = Home::new();
    assert!(home.server().await?.release().await?);
    std::fs::write(home.data().join("postmaster.pid"), "")?;
    connect(&home.server().await?).await?;
    Ok(())
}
