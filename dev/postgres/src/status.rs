//! What there is. Makes at most the empty folders and locks, so that it sees what a start would see.

use crate::binaries::Installation;
use crate::endpoint::{Endpoint, MAINTENANCE_DATABASE};
use crate::lease::{SetupLock, in_use};
use crate::pid_file;
use crate::site::Site;
use crate::{Error, Options, background, cluster, password, postmaster};
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
    /// The folder of the programs that would run it; `None` when there are none that fit.
    pub programs: Option<PathBuf>,
    /// A connection string, while it takes connections.
    pub url: Option<String>,
    /// Whether a process has a lease.
    pub in_use: bool,
}

impl Status {
    /// Looks.
    pub async fn of(options: &Options) -> Result<Self, Error> {
        let options = options.clone();
        background::run(&|_| (), move |_| look(&options)).await
    }
}

fn look(options: &Options) -> Result<Status, Error> {
    let site = Site::prepare(options)?;
    let setup = SetupLock::take(&site.home, &|_| ())?;
    let cluster_major = cluster::major_of(&site.data())?;
    let programs = Installation::choose(options, &site, cluster_major.as_deref()).ok();
    let ready = postmaster::live(&site.data()).filter(|file| file.status == pid_file::Status::Ready);
    let url = match (ready.and_then(|file| file.port), &programs) {
        (Some(port), Some(Installation { major, .. })) => {
            let password = password::kept(&site)?;
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
