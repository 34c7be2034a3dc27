//! What a human asks for by hand.

use crate::binaries::Installation;
use crate::folder::{remove_file, remove_folder};
use crate::lease::SetupLock;
use crate::postmaster::{Postmaster, live};
use crate::site::Site;
use crate::{Error, Options, Progress, background, cluster};
use std::path::PathBuf;

/// Stops the server, whoever uses it; `false` when it did not run.
pub async fn stop(options: &Options, progress: Progress<'_>) -> Result<bool, Error> {
    let options = options.clone();
    background::run(progress, move |progress| {
        let site = Site::prepare(&options)?;
        let setup = SetupLock::take(&site.home, progress)?;
        stop_site(&options, &site, &setup, progress)
    })
    .await
}

/// Stops the server and removes its cluster with all data; the folder that was removed.
pub async fn reset(options: &Options, progress: Progress<'_>) -> Result<PathBuf, Error> {
    let options = options.clone();
    background::run(progress, move |progress| {
        let site = Site::prepare(&options)?;
        let setup = SetupLock::take(&site.home, progress)?;
        stop_site(&options, &site, &setup, progress)?;
        progress("removing the database cluster…");
        remove_folder(&site.cluster())?;
        remove_file(&site.password())?;
        remove_file(&site.port())?;
        if site.root != site.home {
            // Fails when there are downloaded programs in it: they stay.
            let _ = std::fs::remove_dir(&site.root);
        }
        Ok(site.cluster())
    })
    .await
}

/// Downloads `PostgreSQL` into the project's data folder; the folder of its programs.
#[cfg(feature = "download")]
pub async fn fetch(options: &Options, progress: Progress<'_>) -> Result<PathBuf, Error> {
    crate::download::fetch(options, progress).await
}

/// Says how to build with the feature `download`.
#[cfg(not(feature = "download"))]
pub async fn fetch(_options: &Options, _progress: Progress<'_>) -> Result<PathBuf, Error> {
    Err(Error::Download(
        "this build cannot; run `cargo run -p dev-postgres --features download -- fetch`".to_owned(),
    ))
}

fn stop_site(
    options: &Options,
    site: &Site,
    _setup: &SetupLock,
    progress: Progress<'_>,
) -> Result<bool, Error> {
    if live(&site.data()).is_none() {
        return Ok(false);
    }
    progress("stopping PostgreSQL…");
    let major = cluster::major_of(&site.data())?;
    let installation = Installation::choose(options, site, major.as_deref())?;
    Postmaster::new(site, &installation).stop()?;
    Ok(true)
}
