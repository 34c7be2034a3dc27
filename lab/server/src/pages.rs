//! The lab's pages and their files.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use dev_deployment::{site::Site, workspace};
use lab_supervisor::Supervisor;
use tokio::sync::watch;

/// What browsers get; the islands are built into the same folder.
const SITE: Site<'static> = Site {
    folder: "target/site-lab",
    output: "lab",
    style: "lab/web/style/main.css",
    styles: &["style", "lab/web/style"],
};

/// Makes a styled page possible.
pub fn stage() -> Result<()> {
    SITE.stage()
}

/// The pages of a lab, which let go of whoever waits for changes when `ending` is closed.
pub fn of(supervisor: &Arc<Supervisor>, ending: watch::Receiver<()>) -> Router {
    let options = lab_web::Options {
        origin: supervisor.origin().to_owned(),
        site: workspace::at(SITE.folder),
        ending,
    };
    lab_web::router(supervisor.clone(), &options)
}
