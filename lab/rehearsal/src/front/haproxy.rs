//! HAProxy before all copies: one file for the whole way, and its commands for who gets visitors.

use std::{
    fmt::Write as _,
    io::{Read, Write as _},
    os::unix::net::UnixStream,
    path::PathBuf,
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::topology::{AUTH_HOST, AUTH_PATHS, MALL_HOST};
use dev_proxies::{Program, Proxy};

use super::{Front, wait_until};
use crate::{copies::Copy, path::Target};

/// HAProxy, running.
pub struct HaProxy {
    socket: PathBuf,
    // Ends with it.
    _proxy: Proxy,
}

/// Starts it with places for all copies.
pub fn start(target: Target, port: u16, copies: &[Copy]) -> Result<HaProxy> {
    let mut socket = PathBuf::new();
    let proxy = Proxy::start(Program::HaProxy, |own, folder| {
        socket = folder.join("admin");
        configuration(target, port, own, &socket.display().to_string(), copies)
    })?;
    let proxy = proxy.context("HAProxy is gone")?;
    Ok(HaProxy {
        socket,
        _proxy: proxy,
    })
}

impl Front for HaProxy {
    fn admit(&mut self, copy: &str) -> Result<()> {
        self.set_state(copy, "ready")?;
        self.wait_until_checks_are(copy, true)
    }

    fn drain(&mut self, copy: &str) -> Result<()> {
        self.set_state(copy, "drain")?;
        wait_until(&format!("{copy} has no visitors"), || {
            let lines = self.statistics()?;
            Ok(!lines.iter().any(|line| line.server == copy && line.busy > 0))
        })
    }

    fn miss(&mut self, copy: &str) -> Result<()> {
        self.wait_until_checks_are(copy, false)
    }

    fn weigh(&mut self, auth: u8) -> Result<()> {
        for line in self
            .statistics()?
            .iter()
            .filter(|line| line.backend == "accounts")
        {
            let weight = if line.server.starts_with("auth") {
                auth
            } else {
                100 - auth
            };
            self.ask(&format!("set server accounts/{} weight {weight}", line.server))?;
        }
        Ok(())
    }
}

impl HaProxy {
    fn set_state(&self, copy: &str, state: &str) -> Result<()> {
        for place in self.places(copy)? {
            self.ask(&format!("set server {place} state {state}"))?;
        }
        Ok(())
    }

    /// Waits until the last look at a copy, in each of its places, found it ready, or not.
    fn wait_until_checks_are(&self, copy: &str, ready: bool) -> Result<()> {
        wait_until(&format!("HAProxy looks at {copy}"), || {
            let lines = self.statistics()?;
            let mut places = lines.iter().filter(|line| line.server == copy);
            Ok(places.all(|line| (line.check == "L7OK") == ready))
        })
    }

    fn places(&self, copy: &str) -> Result<Vec<String>> {
        let lines = self.statistics()?;
        let places: Vec<_> = lines
            .iter()
            .filter(|line| line.server == copy)
            .map(|line| format!("{}/{copy}", line.backend))
            .collect();
        ensure!(!places.is_empty(), "HAProxy knows no {copy}");
        Ok(places)
    }

    fn statistics(&self) -> Result<Vec<Line>> {
        let text = self.ask("show stat")?;
        let mut lines = text.lines();
        let head = lines.next().context("no statistics")?;
        let columns: Vec<_> = head.trim_start_matches("# ").split(',').collect();
        let column = |name| {
            let place = columns.iter().position(|column| *column == name);
            place.with_context(|| format!("no column {name}"))
        };
        let (backend, server) = (column("pxname")?, column("svname")?);
        let (check, busy) = (column("check_status")?, column("scur")?);
        let read = lines.filter_map(|line| {
            let cells: Vec<_> = line.split(',').collect();
            Some(Line {
                backend: (*cells.get(backend)?).to_owned(),
                server: (*cells.get(server)?).to_owned(),
                check: cells.get(check)?.trim_start_matches("* ").to_owned(),
                busy: cells.get(busy)?.parse().unwrap_or_default(),
            })
        });
        // A backend as a whole has a line, too.
        Ok(read
            .filter(|line| !["FRONTEND", "BACKEND"].contains(&line.server.as_str()))
            .collect())
    }

    fn ask(&self, command: &str) -> Result<String> {
        let mut stream = UnixStream::connect(&self.socket).context("HAProxy's socket")?;
        writeln!(stream, "{command}")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        if command.starts_with("set") && !answer.trim().is_empty() {
            bail!("HAProxy, to {command}: {}", answer.trim());
        }
        Ok(answer)
    }
}

/// A line of HAProxy's statistics.
struct Line {
    backend: String,
    server: String,
    /// How the last look at it ended.
    check: String,
    busy: u32,
}

/// The file. What a copy may not get at all it never gets; what it gets at this step, the commands say. A copy that is only slow to say that it
/// is ready, behind fifty logins, is not gone; one that is killed costs nobody an answer until that has been seen, since what cannot be connected
/// goes to the other one.
fn configuration(target: Target, port: u16, own: u16, socket: &str, copies: &[Copy]) -> String {
    let paths = AUTH_PATHS.join(" ");
    let accounts = match target {
        Target::Hosts => "monolith,",
        Target::Paths => "monolith,auth,",
    };
    // Once there is no monolith, an old address of auth's leads to where auth is; and back, where there is no auth any more.
    let moved = match target {
        Target::Hosts => format!(
            "    http-request redirect prefix http://{AUTH_HOST}:{port} code 307 if accounts !on_auth {{ nbsrv(accounts) eq 0 }}\n\
             \x20   http-request redirect prefix http://{MALL_HOST}:{port} code 307 if on_auth {{ nbsrv(auth) eq 0 }}\n\
             \x20   use_backend auth if on_auth\n"
        ),
        Target::Paths => String::new(),
    };
    let mut text = format!(
        "global\n    maxconn 4096\n    stats socket {socket} mode 600 level admin\n\
         defaults\n    mode http\n    timeout connect 1s\n    timeout client 30s\n    timeout server 15s\n    retries 2\n\
         \x20   option redispatch 1\n    retry-on conn-failure empty-response\n    balance roundrobin\n\
         \x20   option httpchk GET /readyz\n    http-check expect status 200\n\
         \x20   timeout check 2s\n    default-server check inter 200ms fall 3 rise 1\n\
         frontend public\n    bind 127.0.0.1:{port}\n    bind 127.0.0.1:{own}\n\
         \x20   acl on_auth hdr(host),field(1,:) -i {AUTH_HOST}\n    acl accounts path_beg {paths}\n\
         \x20   http-request disable-l7-retry unless {{ method GET HEAD }}\n    option forwardfor\n\
         \x20   http-response set-header X-Upstream %s\n{moved}\
         \x20   use_backend accounts if accounts\n    default_backend shop\n"
    );
    for (backend, programs) in [
        ("shop", "monolith,mall,"),
        ("accounts", accounts),
        ("auth", "auth,"),
    ] {
        let _ = writeln!(text, "backend {backend}");
        for copy in copies
            .iter()
            .filter(|copy| programs.contains(&format!("{},", copy.program)))
        {
            let _ = writeln!(text, "    server {} 127.0.0.1:{}", copy.name, copy.port);
        }
    }
    text
}
