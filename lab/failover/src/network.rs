//! The network between the machines: addresses of the loopback network or, where one of them is to be cut off, a bridge in a network
//! namespace of our own with a namespace for each database node.

use std::{
    env,
    net::Ipv4Addr,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, id},
};

use anyhow::{Result, bail, ensure};
use dev_deployment::{psql, system::in_path};
use dev_postgres::Account;

/// Set in the process that has a network of its own.
const OWN_NETWORK: &str = "CFMALL_FAILOVER_OWN_NETWORK";
/// The programs that make namespaces; they come with the operating system.
const PROGRAMS: [&str; 4] = ["ip", "unshare", "nsenter", "setpriv"];

/// Where the machines are.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    pub etcd: Ipv4Addr,
    pub nodes: [Ipv4Addr; 3],
    pub haproxy: Ipv4Addr,
    is_bridge: bool,
}

/// Goes on as the same program with a network of its own, unless it has one. Wants root.
///
/// # Errors
/// If it cannot.
pub fn enter_own() -> Result<()> {
    if env::var_os(OWN_NETWORK).is_some() {
        return Ok(());
    }
    let missing: Vec<_> = PROGRAMS
        .into_iter()
        .filter(|name| in_path(name).is_none())
        .collect();
    ensure!(
        missing.is_empty(),
        "a partition needs the programs {}",
        missing.join(", ")
    );
    ensure!(
        Account::needed()?.is_some(),
        "a partition needs network namespaces, and these root"
    );
    let program: PathBuf = env::current_exe()?;
    let error = Command::new("unshare")
        .arg("--net")
        .arg(program)
        .args(env::args_os().skip(1))
        .env(OWN_NETWORK, "1")
        .exec();
    bail!("cannot get a network namespace: {error}")
}

impl Network {
    /// The loopback network, or a bridge if we have a network of our own.
    pub fn new() -> Result<Self> {
        let is_bridge = env::var_os(OWN_NETWORK).is_some();
        let address = |last| {
            if is_bridge {
                Ipv4Addr::new(10, 64, 0, last)
            } else {
                Ipv4Addr::new(127, 0, 0, last)
            }
        };
        let network = Self {
            etcd: address(10),
            nodes: [address(11), address(12), address(13)],
            haproxy: address(14),
            is_bridge,
        };
        if is_bridge {
            ip("link set lo up")?;
            ip("link add machines type bridge")?;
            for address in [network.etcd, network.haproxy] {
                ip(&format!("addr add {address}/24 dev machines"))?;
            }
            ip("link set machines up")?;
        }
        Ok(network)
    }

    /// The command of a node, as a user to whom nothing belongs; on a bridge it waits for its address first.
    pub fn command(self, program: &Path, account: Option<Account>) -> Command {
        let Some(account) = account.filter(|_| self.is_bridge) else {
            let mut command = Command::new(program);
            step_down(&mut command, account);
            return command;
        };
        let mut command = Command::new("unshare");
        command
            .args(["--net", "sh", "-c"])
            .arg("until ip addr show dev eth0 2>/dev/null | grep -q 'inet '; do sleep 0.05; done; exec setpriv \"$@\"")
            .arg("sh")
            .arg(format!("--reuid={}", account.uid))
            .arg(format!("--regid={}", account.gid))
            .arg("--clear-groups")
            .arg(program);
        command
    }

    /// A node that has just been started gets its cable.
    pub fn connect(self, number: usize, process: u32) -> Result<()> {
        if !self.is_bridge {
            return Ok(());
        }
        // The namespace that the process was started in goes on to be ours until it has made its own.
        let ours = namespace(id())?;
        while namespace(process)? == ours {
            dev_deployment::stop::check_interrupt()?;
        }
        let (cable, address) = (cable(number), self.nodes[number]);
        // Of a node that was killed it is gone a moment after the last of its processes.
        let _ = ip(&format!("link del {cable}"));
        ip(&format!(
            "link add {cable} type veth peer name eth0 netns {process}"
        ))?;
        ip(&format!("link set {cable} master machines up"))?;
        for words in [
            "link set lo up".to_owned(),
            "link set eth0 up".to_owned(),
            format!("addr add {address}/24 dev eth0"),
        ] {
            run(inside(process, "ip").args(words.split(' ')))?;
        }
        Ok(())
    }

    /// Pulls a node's cable out of the bridge, or puts it back: packets are dropped without a word.
    pub fn cut(self, number: usize, is_cut: bool) -> Result<()> {
        ensure!(self.is_bridge, "only a node with a cable can be cut off");
        let cable = cable(number);
        let words = if is_cut {
            format!("link set {cable} nomaster")
        } else {
            format!("link set {cable} master machines")
        };
        ip(&words)
    }
}

/// The program runs as a user to whom nothing belongs, where we are root.
pub fn step_down(command: &mut Command, account: Option<Account>) {
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
}

/// A program in the network of a process.
pub fn inside(process: u32, program: &str) -> Command {
    let mut command = Command::new("nsenter");
    command
        .arg("--net")
        .arg("--target")
        .arg(process.to_string())
        .arg(program);
    command
}

fn cable(number: usize) -> String {
    format!("cable-{}", number + 1)
}

fn namespace(process: u32) -> Result<PathBuf> {
    Ok(std::fs::read_link(format!("/proc/{process}/ns/net"))?)
}

fn ip(words: &str) -> Result<()> {
    run(Command::new("ip").args(words.split(' ')))
}

fn run(command: &mut Command) -> Result<()> {
    psql::output(command).map(drop)
}
