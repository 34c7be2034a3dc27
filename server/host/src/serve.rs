//! Answering requests until told to stop.

use crate::{Host, background::Background, command, health, metrics, router::router, shutdown::signalled};
use anyhow::Context;
use app_part::Part;
use std::{io::Write, time::Duration};
use tokio::{net::TcpListener, time::sleep};

/// The longest that requests under way get after the signal.
const DRAIN: Duration = Duration::from_secs(10);

pub(crate) async fn serve(host: Host, mut part: Part) -> anyhow::Result<()> {
    let config = host.config();
    if config.demo_data {
        command::all(part.seeds.iter().chain(&part.demo))
            .await
            .context("the demo data cannot be filled in")?;
    }
    command::all(part.checks.iter()).await?;
    if config.session.insecure {
        tracing::warn!(
            "COOKIE_INSECURE=1: session cookies travel in the clear and any host of the domain can set them"
        );
    }
    if config.probe {
        tracing::warn!("SESSION_PROBE=1: what sessions carry can be read and written from outside");
    }
    if config.lab {
        tracing::warn!("LAB=1: configurations that cannot work are allowed to start");
    }
    let options = leptos::config::get_configuration(None)
        .context("the LEPTOS_ variables cannot be read")?
        .leptos_options;
    let (pool, connection) = host.database().sessions();
    let (sessions, additions) = config.lab_config.sessions(config, pool.clone(), connection);
    let domains = std::mem::take(&mut part.metrics);
    let background = Background::start(std::mem::take(&mut part.background));
    let background = background.context("a thread cannot be started")?;
    let app = additions.around(router(&host, part, &options, &sessions));
    metrics::serve(&host, sessions.statistics(), domains).await?;
    let listener = TcpListener::bind(config.address)
        .await
        .with_context(|| format!("cannot listen on {}", config.address))?;
    // The line that scripts wait for. Standard output may be closed; that is no reason not to serve.
    let address = listener.local_addr()?;
    let _ = writeln!(
        std::io::stdout(),
        "listening on http://{address} for {}",
        config.origin()
    );

    // Gone with the process; the other copies go on.
    tokio::spawn(async move { sessions.clean_up(std::process::id()).await });
    let shutdown = host.shutdown().clone();
    let delay = config.shutdown_delay;
    let (closing, mut closed) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        signalled().await;
        tracing::info!(?delay, "stopping: not ready any more");
        shutdown.begin();
        // Whoever is in a hurry says it twice.
        tokio::select! { () = sleep(delay) => {}, () = signalled() => {} }
        tracing::info!("stopping: no new requests, those under way are finished");
        let _ = closing.send(true);
    });
    let mut deadline = closed.clone();
    let server = server_connections::serve(listener, app, config.connections, health::is_vital, async move {
        let _ = closed.wait_for(|closed| *closed).await;
    });
    tokio::select! {
        () = server => {}
        () = async { let _ = deadline.wait_for(|closed| *closed).await; sleep(DRAIN).await } => {
            tracing::warn!("some requests did not finish in time");
        }
    }
    background.end().await;
    Ok(())
}
