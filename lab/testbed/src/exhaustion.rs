//! Somebody else has all connections of the database, and takes every one that comes free.
//!
//! `PostgreSQL` gives a client its slot before it asks for the password. So it is enough to ring and then to say nothing,
//! which also takes the slots that are kept for superusers.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

const SERVER_TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is looked whether a slot came free.
const LOOK: Duration = Duration::from_millis(50);
/// Version 3.0 of the protocol.
const PROTOCOL: i32 = 196_608;
/// More than any server of ours has.
const ENOUGH: usize = 2_000;

/// Holds all slots until it is dropped.
pub struct Exhaustion {
    released: Arc<AtomicBool>,
    holder: Option<JoinHandle<()>>,
    pub slots: usize,
}

impl Exhaustion {
    /// Returns when the server has refused one.
    pub fn of(server: SocketAddr) -> Result<Self> {
        let mut held = Vec::new();
        let deadline = Instant::now() + SERVER_TIMEOUT;
        while let Some(slot) = take(server).context("cannot take a slot")? {
            held.push(slot);
            if held.len() > ENOUGH || Instant::now() > deadline {
                bail!("the database still takes connections after {}", held.len());
            }
        }
        let released = Arc::new(AtomicBool::new(false));
        let slots = held.len();
        let told = Arc::clone(&released);
        let holder = thread::spawn(move || hold(held, server, &told));
        Ok(Self {
            released,
            holder: Some(holder),
            slots,
        })
    }
}

impl Drop for Exhaustion {
    fn drop(&mut self) {
        self.released.store(true, Ordering::Relaxed);
        if let Some(holder) = self.holder.take() {
            // All are closed when it has ended, however it ended.
            let _ = holder.join();
        }
    }
}

fn hold(mut held: Vec<TcpStream>, server: SocketAddr, released: &AtomicBool) {
    while !released.load(Ordering::Relaxed) {
        // The server hangs up on who says nothing for too long.
        held.retain(is_open);
        if let Ok(Some(slot)) = take(server) {
            held.push(slot);
        } else {
            thread::sleep(LOOK);
        }
    }
}

/// A slot, or none if the server has no more.
fn take(server: SocketAddr) -> io::Result<Option<TcpStream>> {
    let mut stream = TcpStream::connect_timeout(&server, SERVER_TIMEOUT)?;
    stream.set_read_timeout(Some(SERVER_TIMEOUT))?;
    let hello = [
        &PROTOCOL.to_be_bytes()[..],
        b"user\0postgres\0database\0postgres\0\0",
    ]
    .concat();
    let length = i32::try_from(hello.len() + 4).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes()[..], &hello].concat())?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    match kind {
        // "Prove who you are."
        [b'R'] => Ok(Some(stream)),
        // "Sorry, too many clients already."
        [b'E'] => Ok(None),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// Nothing is read but what came with the question for the password.
fn is_open(slot: &TcpStream) -> bool {
    let (mut stream, mut rest) = (slot, [0; 64]);
    if stream.set_nonblocking(true).is_err() {
        return false;
    }
    loop {
        match stream.read(&mut rest) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == io::ErrorKind::WouldBlock,
        }
    }
}
