//! HAProxy before the database nodes, with the file that is shipped.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use dev_deployment::{
    process::{Output, Process},
    stop, workspace,
};
use rustix::process::{Pid, Signal, kill_process};

/// The file that is shipped.
pub const HAPROXY: &str = "deploy/availability/haproxy.cfg";
/// The longest it may take until it listens.
const START_LIMIT: Duration = Duration::from_secs(10);

/// HAProxy, running.
pub struct HaProxy {
    process: Process,
    pub address: SocketAddr,
}

impl HaProxy {
    /// Starts it and waits until it listens.
    pub fn start(
        program: &Path,
        address: SocketAddr,
        nodes: &[Ipv4Addr],
        patroni_port: u16,
        output: &Output,
    ) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("-W")
            .arg("-f")
            .arg(workspace::at(HAPROXY))
            .env("LISTEN", address.to_string())
            .env("POSTGRES_PORT", address.port().to_string())
            .env("PATRONI_PORT", patroni_port.to_string());
        for (number, node) in nodes.iter().enumerate() {
            command.env(format!("NODE_{}", number + 1), node.to_string());
        }
        let mut process = Process::start("haproxy", &mut command, output)?;
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            process.check()?;
            ensure!(started.elapsed() < START_LIMIT, "HAProxy does not listen");
            stop::check_interrupt()?;
        }
        Ok(Self { process, address })
    }

    /// Reads its configuration again: new processes take over the port, and old connections go on (`systemctl reload haproxy`).
    pub fn reload(&self) -> Result<()> {
        let pid = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            kill_process(pid, Signal::USR2)?;
        }
        Ok(())
    }

    /// Fails if it ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.process.check()
    }
}
