//! What stands before the copies: the proxies, and our gateway.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    port,
    process::{Output, Process},
    stop, workspace,
};
use dev_proxies::{
    Program, Proxy,
    shipped::{self, Variables},
};

use crate::{
    AUTH_HOST, MALL_HOST,
    entrance::{Certificate, Entrance},
};

const START_LIMIT: Duration = Duration::from_secs(10);
/// From here on a port for the gateway is looked for.
const GATEWAY_PORTS: u16 = 3990;

/// A program that stands before the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    Nginx,
    HaProxy,
    Caddy,
    Traefik,
    /// `dev/gateway`.
    Gateway,
}

impl Front {
    pub const ALL: [Self; 5] = [
        Self::Nginx,
        Self::HaProxy,
        Self::Caddy,
        Self::Traefik,
        Self::Gateway,
    ];

    pub fn named(name: &str) -> Result<Self> {
        let known = Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|front| front.name().eq_ignore_ascii_case(name))
            .with_context(|| format!("there is no proxy {name}; there are {known}"))
    }

    pub fn name(self) -> &'static str {
        self.program().map_or("gateway", Program::name)
    }

    /// The program of somebody else.
    pub const fn program(self) -> Option<Program> {
        match self {
            Self::Nginx => Some(Program::Nginx),
            Self::HaProxy => Some(Program::HaProxy),
            Self::Caddy => Some(Program::Caddy),
            Self::Traefik => Some(Program::Traefik),
            Self::Gateway => None,
        }
    }

    /// Its name and version, for the head of the table.
    pub fn title(self) -> String {
        let title = match self {
            Self::Nginx => "nginx",
            Self::HaProxy => "HAProxy",
            Self::Caddy => "Caddy",
            Self::Traefik => "Traefik",
            Self::Gateway => return "our gateway".to_owned(),
        };
        let version = self.version().unwrap_or_default();
        format!("{title} {version}").trim_end().to_owned()
    }

    /// The first word that looks like a version of what it says of itself.
    fn version(self) -> Option<String> {
        let mut command = Command::new(self.program()?.find()?);
        match self {
            Self::Nginx | Self::HaProxy => command.arg("-v"),
            _ => command.arg("version"),
        };
        let output = command.output().ok()?;
        let said = [output.stdout, output.stderr].concat();
        version_in(&String::from_utf8_lossy(&said))
    }

    /// Starts it before these copies: two of auth and two of the mall. `None` if it cannot be had here.
    pub fn start(
        self,
        [auth, mall]: [[SocketAddr; 2]; 2],
        certificate: &Certificate,
    ) -> Result<Option<Running>> {
        let Some(program) = self.program() else {
            return gateway(&auth, &mall).map(Some);
        };
        let variables = Variables {
            hosts: [AUTH_HOST, MALL_HOST].map(str::to_owned),
            auth,
            mall,
            certificate: certificate.file.clone(),
        };
        let proxy = shipped::start(program, &variables)?;
        Ok(proxy.map(|proxy| Running {
            entrance: Entrance::tls(proxy.address(), certificate),
            _process: Handle::Proxy(proxy),
        }))
    }
}

impl fmt::Display for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A front that runs. Dropping it ends it.
pub struct Running {
    pub entrance: Entrance,
    _process: Handle,
}

#[expect(dead_code, reason = "held for as long as it runs")]
enum Handle {
    Proxy(Proxy),
    Gateway(Process),
}

fn gateway(auth: &[SocketAddr], mall: &[SocketAddr]) -> Result<Running> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port::next_free(GATEWAY_PORTS)?));
    let list = |copies: &[SocketAddr]| {
        let copies: Vec<_> = copies.iter().map(ToString::to_string).collect();
        copies.join(",")
    };
    let mut command = Command::new(workspace::program("gateway", false));
    command.args(["--listen", &address.to_string()]);
    for (host, service, copies) in [(AUTH_HOST, "auth", auth), (MALL_HOST, "mall", mall)] {
        command.args(["--route", &format!("host={host},pool={service}")]);
        command.args(["--pool", &format!("{service}={}", list(copies))]);
    }
    command.env("RUST_LOG", "gateway=error");
    let mut process = Process::start("gateway", &mut command, &Output::Terminal)?;
    let deadline = Instant::now() + START_LIMIT;
    while TcpStream::connect(address).is_err() {
        process.check()?;
        ensure!(Instant::now() < deadline, "the gateway does not listen");
        stop::check_interrupt()?;
    }
    Ok(Running {
        entrance: Entrance::plain(address),
        _process: Handle::Gateway(process),
    })
}

fn version_in(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '+'));
    let version = words.find_map(|word| {
        let word = word.strip_prefix('v').unwrap_or(word);
        (word.contains('.') && word.chars().all(is_part) && word.starts_with(|c: char| c.is_ascii_digit()))
            .then_some(word)
    })?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_is_found_in_what_a_program_says() {
        for (said, version) in [
            ("nginx version: nginx/1.22.1\n", "1.22.1"),
            (
                "HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/",
                "2.6.12",
            ),
            ("v2.11.7 h1:abc=", "2.11.7"),
            ("Version:      3.7.15\nCodename:     x", "3.7.15"),
        ] {
            assert_eq!(version_in(said).as_deref(), Some(version));
        }
    }
}
