//! The variables that concern connections.

use super::error::ConfigError;
use crate::env::{self, Source};
use server_connections::Limits;

pub(super) fn read(source: Source<'_>, trusted_proxies: u8) -> Result<Limits, ConfigError> {
    let usual = Limits::for_this_process();
    let count = |name| {
        env::parsed(source, name, |text| match text.parse() {
            Ok(0) | Err(_) => Err("it is a number of connections"),
            Ok(count) => Ok(count),
        })
    };
    let total = count("MAX_CONNECTIONS")?.unwrap_or(usual.total);
    // A proxy brings everybody from its own address.
    let per_address = if trusted_proxies > 0 {
        total
    } else {
        total.div_ceil(4)
    };
    Ok(Limits {
        total,
        per_address: count("MAX_CONNECTIONS_PER_ADDRESS")?.unwrap_or(per_address),
        ..usual
    })
}
