//! Making the database cluster.

use crate::binaries::Installation;
use crate::folder::{private_file, remove_file, remove_folder};
use crate::program::Program;
use crate::site::Site;
use crate::{Error, Progress, password};
use rand::Rng;
use std::path::{Path, PathBuf};

/// The admin role.
pub(crate) const ADMIN: &str = "postgres";

/// `initdb` works here and the result is renamed: a folder named `data` is always a whole cluster.
const UNFINISHED: &str = "data.unfinished";
const PASSWORD_FOR_INITDB: &str = "password.initdb";
const VERSION_FILE: &str = "PG_VERSION";

/// First major version that brings its own locale, the same on every computer.
const OWN_LOCALE_SINCE: u32 = 17;

/// For older ones: character classes as in Unicode, where the system knows one of these. Else plain `C`.
const CHARACTER_LOCALES: [&str; 2] = ["C.UTF-8", "en_US.UTF-8"];
/// What `initdb` says when it does not.
const UNKNOWN_LOCALE: &str = "invalid locale name";

/// The major version of the cluster in this data folder, if there is one.
pub(crate) fn major_of(data: &Path) -> Result<Option<String>, Error> {
    let file = data.join(VERSION_FILE);
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", &file)(error)),
    }
}

/// Makes the cluster, with a new password.
pub(crate) fn create(
    site: &Site,
    installation: &Installation,
    random: &mut impl Rng,
    progress: Progress<'_>,
) -> Result<(), Error> {
    progress(&format!(
        "creating the database cluster (PostgreSQL {})…",
        installation.major
    ));
    let password = password::generate(random);
    password::keep(site, &password)?;

    // `initdb` reads the password from a file, and as another user it cannot read ours.
    let password_file = site.cluster().join(PASSWORD_FOR_INITDB);
    private_file(&password_file, &password, site.account)?;
    let made = initdb(site, installation, &password_file);
    remove_file(&password_file)?;

    let unfinished = made?;
    std::fs::rename(&unfinished, site.data()).map_err(Error::io("rename", &unfinished))
}

fn initdb(site: &Site, installation: &Installation, password_file: &Path) -> Result<PathBuf, Error> {
    let unfinished = site.cluster().join(UNFINISHED);
    let attempt = |locale: &[&str]| {
        remove_folder(&unfinished)?;
        Program::new(&installation.bin_dir, "initdb", site.account)
            .args([
                "--encoding=UTF8",
                "--no-locale",
                "--auth=scram-sha-256",
                "--no-instructions",
            ])
            .args(["--username", ADMIN])
            .args([
                Path::new("--pwfile"),
                password_file,
                Path::new("--pgdata"),
                &unfinished,
            ])
            .args(locale)
            .run()
    };
    if installation.major >= OWN_LOCALE_SINCE {
        attempt(&["--locale-provider=builtin", "--builtin-locale=C.UTF-8"])?;
        return Ok(unfinished);
    }
    for locale in CHARACTER_LOCALES {
        match attempt(&["--lc-ctype", locale]) {
            Err(Error::Program { output, .. }) if output.contains(UNKNOWN_LOCALE) => (),
            other => return other.map(|_| unfinished),
        }
    }
    attempt(&[]).map(|_| unfinished)
}
