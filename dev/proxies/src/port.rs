//! Ports for programs that must be told one.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    ops::Range,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Below those that systems take for connections: one to a port of those, on which nobody listens yet, may get that very port on its own
/// side and be answered by itself, and any connection may take it before the program does.
const PORTS: Range<u32> = 26_000..32_000;
/// Processes that look at the same time begin as far apart.
const APART: u32 = 97;

/// A port of loopback that nobody uses now, another one each time.
///
/// # Errors
/// [`io::ErrorKind::AddrInUse`] if there is none.
pub fn free_port() -> io::Result<u16> {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let count = PORTS.end - PORTS.start;
    for _ in PORTS {
        let place = process::id()
            .wrapping_mul(APART)
            .wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(PORTS.start + place % count).map_err(io::Error::other)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_is_another_one() {
        let ports: HashSet<u16> = (0..100).map(|_| free_port().expect("a port")).collect();
        assert_eq!(ports.len(), 100);
        assert!(ports.iter().all(|port| PORTS.contains(&u32::from(*port))));
    }

    #[test]
    fn one_that_is_taken_is_left_out() {
        let next = free_port().expect("a port") + 1;
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, next));
        let found = free_port().expect("a port");
        assert!(taken.is_err() || found != next, "{found}");
    }
}
