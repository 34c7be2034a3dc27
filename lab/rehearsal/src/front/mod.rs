//! The proxy before all copies: HAProxy or Caddy, and who gets visitors.

mod caddy;
mod haproxy;

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};
use dev_deployment::{process, stop};
use dev_proxies::Program;

use crate::{copies::Copy, path::Target};

/// The proxies that the way can be gone behind.
pub const PROGRAMS: [Program; 2] = [Program::HaProxy, Program::Caddy];

/// The longest that a proxy takes to see what has changed, or a copy without new visitors to answer its last ones.
const LIMIT: Duration = Duration::from_secs(15);

/// A running proxy, which ends with its value.
pub trait Front {
    /// A copy that is ready gets visitors from now on, in all its places. Returns when the proxy counts on it.
    fn admit(&mut self, copy: &str) -> Result<()>;

    /// A copy gets no new visitors from now on. Returns when it has none.
    fn drain(&mut self, copy: &str) -> Result<()>;

    /// Waits until the proxy has seen that a copy has ended. What it has not seen yet it would see while the next one is away.
    fn miss(&mut self, copy: &str) -> Result<()>;

    /// Of a hundred requests for auth's pages so many go to auth, the others to the monolith.
    fn weigh(&mut self, auth: u8) -> Result<()>;
}

/// Whether a proxy can be started; what `PyPI` has is got from there.
pub fn is_there(program: Program) -> bool {
    let get = |mut download| process::run(&mut download).is_ok() && program.find().is_some();
    program.find().is_some() || program.download().is_some_and(get)
}

/// Starts a proxy on a port that is chosen before: copies are told it before the proxy can be told theirs.
pub fn start(program: Program, target: Target, port: u16, copies: &[Copy]) -> Result<Box<dyn Front>> {
    ensure!(
        is_there(program),
        "{0} is missing: apt-get install {0}",
        program.name()
    );
    match program {
        Program::HaProxy => Ok(Box::new(haproxy::start(target, port, copies)?)),
        Program::Caddy => Ok(Box::new(caddy::start(target, port, copies)?)),
        other => bail!("the way is not gone behind {}", other.name()),
    }
}

/// Waits until something is so.
fn wait_until(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while !is_so()? {
        ensure!(started.elapsed() < LIMIT, "in vain: {what}");
        stop::check_interrupt()?;
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
