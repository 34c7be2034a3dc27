//! A free TCP port on this computer.

use crate::Error;
use crate::site::Site;
use rand::Rng;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;

/// The only address the server listens on.
pub(crate) const ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// Below the ports that operating systems hand out to outgoing connections, so that the port is likely to be free
/// again after a restart, and away from 5432, where a real server may live.
const RANGE: Range<u16> = 15_432..25_432;
const ATTEMPTS: usize = 100;

/// The port of last time when it is free, else another one.
pub(crate) fn choose(site: &Site, random: &mut impl Rng) -> u16 {
    let remembered = std::fs::read_to_string(site.port())
        .ok()
        .and_then(|text| text.trim().parse().ok());
    let others = (0..ATTEMPTS).map(|_| random.random_range(RANGE));
    // 0 lets the operating system choose; only ever needed when the whole range is taken.
    remembered
        .into_iter()
        .chain(others)
        .find(|port| free(*port))
        .unwrap_or_else(any)
}

/// Whether nobody listens there.
pub(crate) fn free(port: u16) -> bool {
    TcpListener::bind((ADDRESS, port)).is_ok()
}

/// Remembers the port for next time.
pub(crate) fn remember(site: &Site, port: u16) -> Result<(), Error> {
    let file = site.port();
    std::fs::write(&file, port.to_string()).map_err(Error::io("write", &file))
}

fn any() -> u16 {
    TcpListener::bind((ADDRESS, 0))
        .and_then(|socket| socket.local_addr())
        .map_or(RANGE.start, |own| own.port())
}
