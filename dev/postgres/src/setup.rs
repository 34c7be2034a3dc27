//! From nothing, or from whatever a crash left, to a running server.

use crate::binaries::Installation;
use crate::endpoint::Endpoint;
use crate::lease::{Lease, SetupLock};
use crate::postmaster::Postmaster;
use crate::site::Site;
use crate::{Error, Options, Progress, cluster, password, port};
use rand::TryRngCore;
use rand::rngs::OsRng;

/// Another program may take the chosen port in the moment before the server does.
const PORT_ATTEMPTS: usize = 3;

/// Blocks until the server runs; what is returned keeps it running.
pub(crate) fn run(options: &Options, progress: Progress<'_>) -> Result<(Endpoint, Lease), Error> {
    let site = Site::prepare(options)?;
    let setup = SetupLock::take(&site.home, progress)?;
    let mut random = OsRng.unwrap_err();

    let major = cluster::major_of(&site.data())?;
    let installation = Installation::choose(options, &site, major.as_deref())?;
    if major.is_none() {
        cluster::create(&site, &installation, &mut random, progress)?;
    }
    let password = password::kept(&site)?;

    let postmaster = Postmaster::new(&site, &installation);
    let port = match postmaster.running()? {
        Some(port) => port,
        None => start(&site, &postmaster, &mut random, &|| {
            progress(&format!("starting PostgreSQL {}…", installation.major));
        })?,
    };
    let lease = Lease::take(&site.home, postmaster, &setup)?;
    let endpoint = Endpoint {
        port,
        password,
        data: site.data(),
        major: installation.major,
    };
    Ok((endpoint, lease))
}

fn start(
    site: &Site,
    postmaster: &Postmaster,
    random: &mut impl rand::Rng,
    announce: &dyn Fn(),
) -> Result<u16, Error> {
    announce();
    let mut attempt = 1;
    loop {
        let port = port::choose(site, random);
        match postmaster.start(port) {
            Ok(()) => {
                port::remember(site, port)?;
                return Ok(port);
            }
            Err(_) if attempt < PORT_ATTEMPTS && !port::free(port) => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}
