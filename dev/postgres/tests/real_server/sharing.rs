//! Several processes, one server.

use crate::home::{Home, SILENT, kill, listens};
use anyhow::{Context, Result};
use dev_postgres::{Error, Server};
use std::io::{BufRead, BufReader};
use std::process::Child;

/// Reads what `start` prints until its connection string.
fn url(child: &mut Child) -> Result<(String, BufReader<std::process::ChildStdout>)> {
    let mut reader = BufReader::new(child.stdout.take().context("no output")?);
    loop {
        let mut line = String::new();
        anyhow::ensure!(reader.read_line(&mut line)? > 0, "the program ended early");
        if line.starts_with("postgres://") {
            return Ok((line, reader));
        }
    }
}

fn port(url: &str) -> Result<u16> {
    let (_, rest) = url.rsplit_once(':').context("no port")?;
    Ok(rest.split('/').next().context("no port")?.parse()?)
}

fn last_word(reader: BufReader<std::process::ChildStdout>) -> Result<String> {
    reader.lines().last().context("silence")?.context("not text")
}

#[test]
fn two_at_once_share_and_the_last_one_stops_it() -> Result<()> {
    let home = Home::new();
    let (mut one, mut other) = (home.program("start").spawn()?, home.program("start").spawn()?);
    let (one_url, one_output) = url(&mut one)?;
    let (other_url, other_output) = url(&mut other)?;
    assert_eq!(one_url, other_url);

    kill("-INT", &one.id().to_string())?;
    one.wait()?;
    assert!(last_word(one_output)?.contains("still running"));
    assert!(listens(port(&one_url)?));

    kill("-TERM", &other.id().to_string())?;
    other.wait()?;
    assert_eq!(last_word(other_output)?, "stopped");
    assert!(!listens(port(&one_url)?));
    Ok(())
}

#[test]
fn a_killed_user_loses_its_lease() -> Result<()> {
    let home = Home::new();
    let mut killed = home.program("start").spawn()?;
    let (first, _) = url(&mut killed)?;
    killed.kill()?;
    killed.wait()?;
    assert!(listens(port(&first)?), "nobody was there to stop it");

    let mut next = home.program("start").spawn()?;
    let (second, output) = url(&mut next)?;
    assert_eq!(first, second);
    kill("-INT", &next.id().to_string())?;
    next.wait()?;
    assert_eq!(last_word(output)?, "stopped");
    Ok(())
}

#[tokio::test]
async fn stopping_and_starting_at_once_never_leaves_a_user_without_server() -> Result<()> {
    let home = Home::new();
    let mut server = home.server().await?;
    for _ in 0..5 {
        let (next, released) = tokio::join!(home.server(), server.release());
        released?;
        server = next?;
        crate::home::connect(&server).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_server_of_others_is_left_alone() -> Result<()> {
    let (home, other) = (Home::new(), Home::new());
    let (ours, theirs) = (home.server().await?, other.server().await?);

    // The worst case: the port leads to another server, which even takes our password.
    let pid_file = home.data().join("postmaster.pid");
    let true_text = std::fs::read_to_string(&pid_file)?;
    std::fs::write(
        &pid_file,
        true_text.replace(&ours.port().to_string(), &theirs.port().to_string()),
    )?;
    std::fs::copy(other.path().join("password"), home.path().join("password"))?;

    let error = Server::ensure(&home.options, SILENT).await.expect_err("not ours");
    std::fs::write(&pid_file, true_text)?;
    assert!(matches!(error, Error::ForeignServer { .. }), "{error}");
    assert!(listens(theirs.port()));
    Ok(())
}
