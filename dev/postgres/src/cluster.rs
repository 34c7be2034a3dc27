//! The database cluster: making it, its version and its admin's password.

use crate::binaries::{Installation, Program};
use crate::endpoint::{ADDRESS, Endpoint};
use crate::folder::{private_file, remove_file, remove_folder};
use crate::site::Site;
use crate::verifier::verifier;
use crate::{Error, Progress};
use rand::Rng;
use rand::distr::Alphanumeric;
use std::path::{Path, PathBuf};

/// The name of the admin role.
pub(crate) const ADMIN: &str = "postgres";

/// `initdb` works here and the result is renamed: a folder named `data` is always a whole cluster.
const UNFINISHED: &str = "data.unfinished";
/// Letters and digits only: nothing to escape in a connection string. 32 of 62 are 190 bits.
const PASSWORD_LENGTH: usize = 32;
const PASSWORD_FOR_INITDB: &str = "password.initdb";
const VERSION_FILE: &str = "PG_VERSION";

/// The first major version that brings its own locale, the same on every computer.
const OWN_LOCALE_SINCE: u32 = 17;

/// Locales for older versions, with character classes as in Unicode; plain `C` where the system knows neither.
const CHARACTER_LOCALES: [&str; 2] = ["C.UTF-8", "en_US.UTF-8"];
/// What `initdb` says of a locale that the system does not know.
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

/// The admin role's password, kept in a file that only we can read.
pub(crate) fn password(site: &Site) -> Result<String, Error> {
    let file = site.password();
    match std::fs::read_to_string(&file) {
        Ok(text) if text.trim().len() == PASSWORD_LENGTH => Ok(text.trim().to_owned()),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("read", &file)(error)),
        _ => Err(Error::PasswordLost {
            cluster: site.data(),
            file,
        }),
    }
}

/// Makes the cluster, with a new password from the given source of randomness.
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
    let password: String = (&mut *random)
        .sample_iter(Alphanumeric)
        .take(PASSWORD_LENGTH)
        .map(char::from)
        .collect();
    // Kept before the cluster that will have it is there.
    private_file(&site.password(), &password, None)?;

    // `initdb` reads it from a file, and as another user it cannot read ours.
    let password_file = site.cluster().join(PASSWORD_FOR_INITDB);
    private_file(&password_file, &verifier(&password, random), site.account)?;
    let made = initdb(site, installation, &password_file);
    remove_file(&password_file)?;

    let unfinished = made?;
    std::fs::rename(&unfinished, site.data()).map_err(Error::io("rename", &unfinished))
}

/// Makes the cluster as a copy of that of a running server, which it follows from then on (streaming replication).
pub(crate) fn copy(
    site: &Site,
    installation: &Installation,
    primary: &Endpoint,
    progress: Progress<'_>,
) -> Result<(), Error> {
    progress("copying the database cluster…");
    private_file(&site.password(), &primary.password, None)?;
    let unfinished = site.cluster().join(UNFINISHED);
    remove_folder(&unfinished)?;
    let address = format!(
        "host={ADDRESS} port={} user={ADMIN} password={} sslmode=disable",
        primary.port, primary.password
    );
    Program::new(&installation.bin_dir, "pg_basebackup", site.account)
        .args([
            "--checkpoint=fast",
            "--wal-method=stream",
            "--write-recovery-conf",
        ])
        .args(["--dbname", &address])
        .args([Path::new("--pgdata"), &unfinished])
        .run()?;
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
