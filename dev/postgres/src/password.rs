//! The admin role's password: random, kept in a file only we can read.

use crate::Error;
use crate::folder::private_file;
use crate::site::Site;
use rand::Rng;
use rand::distr::Alphanumeric;

/// Letters and digits only: nothing to escape in a connection string. 32 of 62 are 190 bits.
const LENGTH: usize = 32;

/// A new password from the given source of randomness.
pub(crate) fn generate(random: &mut impl Rng) -> String {
    random
        .sample_iter(Alphanumeric)
        .take(LENGTH)
        .map(char::from)
        .collect()
}

/// The password kept for this cluster.
pub(crate) fn kept(site: &Site) -> Result<String, Error> {
    let file = site.password();
    match std::fs::read_to_string(&file) {
        Ok(text) if text.trim().len() == LENGTH => Ok(text.trim().to_owned()),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("read", &file)(error)),
        _ => Err(Error::PasswordLost {
            cluster: site.data(),
            file,
        }),
    }
}

/// Keeps a new password, before the cluster that will have it.
pub(crate) fn keep(site: &Site, password: &str) -> Result<(), Error> {
    private_file(&site.password(), password, None)
}
