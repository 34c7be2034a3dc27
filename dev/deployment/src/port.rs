//! Ports on this machine: is one free, which are the next free ones.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};

use crate::port_holder;

/// Fails, with the name of the process that has it, if somebody listens there.
pub fn must_be_free(port: u16) -> Result<()> {
    if free(port) {
        return Ok(());
    }
    match port_holder::of(port) {
        Some(holder) => bail!("port {port} is in use by {holder}; stop it or choose another one with --port"),
        None => bail!("port {port} is in use by a process of another user; choose another one with --port"),
    }
}

/// The first free port from here on.
pub fn next_free(from: u16) -> Result<u16> {
    (from..=u16::MAX)
        .find(|port| free(*port))
        .with_context(|| format!("no free port from {from} on"))
}

fn free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_process() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let message = must_be_free(port).unwrap_err().to_string();
        assert!(message.contains(&std::process::id().to_string()), "{message}");
        assert_ne!(next_free(port).unwrap(), port);
    }
}
