//! The lab of one command: built, started, and ended with it.

use std::{fs::OpenOptions, net::TcpListener, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use dev_deployment::{process::Output, site, stop, workspace};
use lab_supervisor::{Options as Start, Supervisor};

use crate::cli::Options;

/// The port that people know.
const PORT: u16 = 4400;
/// How far apart the ports are that are tried.
const STEP: u16 = 400;

/// Builds the programs, unless told not to.
pub fn build(options: &Options) -> Result<()> {
    if options.build {
        Supervisor::build(options.release)?;
    }
    site::stage()
}

/// A lab that people look at: at the port that was named, or the usual one.
pub async fn open(options: &Options) -> Result<Arc<Supervisor>> {
    start(options.port.unwrap_or(PORT), Output::Terminal, options).await
}

/// A lab for scripted visitors: at the port that was named, or the first one that is free. What its processes say goes to a file.
pub async fn closed(options: &Options) -> Result<Arc<Supervisor>> {
    let path = workspace::target().join("session-lab.log");
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("cannot write {}", path.display()))?;
    let free = |port: &u16| {
        let ports = [*port, port + 1, port + 1001];
        ports
            .iter()
            .all(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
    };
    let mut ports = (PORT..PORT + 10 * STEP).step_by(STEP.into());
    let port = options.port.or_else(|| ports.find(free)).unwrap_or(PORT);
    start(port, Output::File(Arc::new(file)), options).await
}

async fn start(port: u16, output: Output, options: &Options) -> Result<Arc<Supervisor>> {
    let release = options.release;
    Supervisor::start(Start {
        port,
        release,
        output,
    })
    .await
}

/// Returns when somebody asks this program to stop.
pub async fn interrupted() {
    while !stop::asked() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
