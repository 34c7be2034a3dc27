//! Ports for programs that must be told one.

use std::{
    io,
    net::{Ipv4Addr, TcpStream},
    ops::Range,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Below those that systems take for connections: one to a port of those, on which nobody listens yet, may get that very port on its own
/// side and be answered by itself, and any connection may take it before the program does.
const PORTS: Range<u32> = 26_000..32_000;
/// Processes that look at the same time begin as far apart.
const APART: u32 = 97;

/// A port of loopback on which nobody listens now, another one each time.
///
/// A port is not tried by listening there: a program that another thread starts at that moment has the listener, too, until it is executed, and
/// whoever waits for the program that is told the port would take that one for it.
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
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            return Ok(port);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::HashSet,
        net::TcpListener,
        process::Command,
        sync::{Mutex, PoisonError},
        thread,
    };

    /// Held by a test that listens, and by one that expects that nobody does.
    static LISTENING: Mutex<()> = Mutex::new(());

    #[test]
    fn each_is_another_one() {
        let ports: HashSet<u16> = (0..100).map(|_| free_port().expect("a port")).collect();
        assert_eq!(ports.len(), 100);
        assert!(ports.iter().all(|port| PORTS.contains(&u32::from(*port))));
    }

    #[test]
    fn one_that_is_taken_is_left_out() {
        let _alone = LISTENING.lock().unwrap_or_else(PoisonError::into_inner);
        let next = free_port().expect("a port") + 1;
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, next));
        let found = free_port().expect("a port");
        assert!(taken.is_err() || found != next, "{found}");
    }

    #[test]
    fn nobody_listens_there_while_other_programs_are_started() {
        let _alone = LISTENING.lock().unwrap_or_else(PoisonError::into_inner);
        thread::scope(|scope| {
            let starting = scope.spawn(|| {
                for _ in 0..100 {
                    let program = std::env::current_exe().expect("this program");
                    let status = Command::new(program)
                        .arg("--list")
                        .output()
                        .expect("it starts")
                        .status;
                    assert!(status.success());
                }
            });
            while !starting.is_finished() {
                let port = free_port().expect("a port");
                let found = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
                assert!(found.is_err(), "somebody listens on {port}");
            }
        });
    }
}
