//! What a developer asks for by hand: the server's status, stopping it, throwing its data away, its programs.

use crate::binaries::Installation;
use crate::endpoint::{Endpoint, MAINTENANCE_DATABASE};
use crate::folder::{remove_file, remove_folder};
use crate::lease::{SetupLock, in_use};
use crate::postmaster::Postmaster;
use crate::process::{Phase, PidFile};
use crate::progress::in_background;
use crate::site::Site;
use crate::{Error, Options, Progress, cluster};
use std::path::PathBuf;

/// The state of the private server.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Status {
    /// The data folder, made or not.
    pub data: PathBuf,
    /// The server's log.
    pub log: PathBuf,
    /// The major version of the cluster; `None` before the first start.
    pub cluster_major: Option<String>,
    /// The folder of the programs that would run the server; `None` when no programs fit the cluster.
    pub programs: Option<PathBuf>,
    /// A connection string for the admin role; `None` unless the server accepts connections.
    pub url: Option<String>,
    /// Whether a process has a lease.
    pub in_use: bool,
}

impl Status {
    /// The present state. Makes at most the empty folders and locks, so that it sees what a start would see.
    pub async fn of(options: &Options) -> Result<Self, Error> {
        let options = options.clone();
        in_background(&|_| (), move |_| look(&options)).await
    }
}

/// Stops the server, whoever uses it; the result is `false` when it did not run.
pub async fn stop(options: &Options, progress: Progress<'_>) -> Result<bool, Error> {
    let options = options.clone();
    in_background(progress, move |progress| {
        let site = Site::prepare(&options)?;
        let setup = SetupLock::take(&site.home, progress)?;
        stop_site(&options, &site, &setup, progress)
    })
    .await
}

/// Stops the server and removes its cluster with all data; the result is the folder that was removed.
pub async fn reset(options: &Options, progress: Progress<'_>) -> Result<PathBuf, Error> {
    let options = options.clone();
    in_background(progress, move |progress| {
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

/// Downloads `PostgreSQL` into the project's data folder; the result is the folder of its programs.
#[cfg(feature = "download")]
pub async fn fetch(options: &Options, progress: Progress<'_>) -> Result<PathBuf, Error> {
    crate::binaries::download::fetch(options, progress).await
}

/// Fails with a sentence that says how to build with the feature `download`.
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
    if PidFile::live(&site.data()).is_none() {
        return Ok(false);
    }
    progress("stopping PostgreSQL…");
    let major = cluster::major_of(&site.data())?;
    let installation = Installation::choose(options, site, major.as_deref())?;
    Postmaster::new(site, &installation).stop()?;
    Ok(true)
}

fn look(options: &Options) -> Result<Status, Error> {
    let site = Site::prepare(options)?;
    let setup = SetupLock::take(&site.home, &|_| ())?;
    let cluster_major = cluster::major_of(&site.data())?;
    let programs = Installation::choose(options, &site, cluster_major.as_deref()).ok();
    let ready = PidFile::live(&site.data()).filter(|file| file.phase == Phase::Ready);
    let url = match (ready.and_then(|file| file.port), &programs) {
        (Some(port), Some(Installation { major, .. })) => {
            let password = cluster::password(&site)?;
            Some(
                Endpoint {
                    port,
                    password,
                    data: site.data(),
                    major: *major,
                }
                .url(MAINTENANCE_DATABASE),
            )
        }
        _ => None,
    };
    let programs = programs.map(|found| found.bin_dir);
    let in_use = in_use(&site.home, &setup)?;
    Ok(Status {
        data: site.data(),
        log: site.log(),
        cluster_major,
        programs,
        url,
        in_use,
    })
}
