//! Visitors: the program `load`, or one request by hand.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use crate::figures::Sample;
use dev_deployment::{psql, topology::MALL_HOST, workspace};

const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// What `load` shall do.
pub struct Load<'a> {
    pub path: String,
    /// The address that the first connection comes from, and the next the next; without one all come from the same.
    pub from: Option<Ipv4Addr>,
    /// A file of paths instead, asked for in turn.
    pub paths: Option<PathBuf>,
    /// A file of forms that are posted to the path, each of them once.
    pub forms: Option<PathBuf>,
    /// The status that the answers must have.
    pub status: u16,
    /// A file of visitors; guests without one.
    pub visitors: Option<PathBuf>,
    /// The codings that the visitors take; what an answer holds is looked at only without any.
    pub accept_encoding: Option<&'a str>,
    /// What guests must see.
    pub expect: &'a str,
    pub connections: u16,
    pub seconds: u16,
    /// Requests a second, whether answers come or not; without it, as fast as they come.
    pub rate: Option<f64>,
}

impl Load<'_> {
    /// Guests who ask for one path as fast as answers come, and are content with any page.
    pub fn of(path: String, connections: u16, seconds: u16) -> Self {
        Self {
            path,
            from: None,
            paths: None,
            forms: None,
            status: 200,
            visitors: None,
            accept_encoding: None,
            expect: "",
            connections,
            seconds,
            rate: None,
        }
    }
}

/// Lets visitors come. The first wrong answer is an error.
pub fn run(address: SocketAddr, load: &Load<'_>) -> Result<Sample> {
    let mut command = Command::new(workspace::program("load", true));
    command
        .args(["--address", &address.to_string()])
        .args(["--host", &format!("{MALL_HOST}:{}", address.port())])
        .args(["--path", &load.path])
        .args(["--connections", &load.connections.to_string()])
        .args(["--seconds", &load.seconds.to_string()]);
    match &load.visitors {
        Some(file) => command.arg("--visitors").arg(file),
        None => command.args(["--expect", load.expect]),
    };
    if let Some(first) = load.from {
        command.args(["--from", &first.to_string()]);
    }
    if let Some(file) = &load.paths {
        command.arg("--paths").arg(file);
    }
    if let Some(file) = &load.forms {
        command.arg("--forms").arg(file);
    }
    command.args(["--status", &load.status.to_string()]);
    if let Some(rate) = load.rate {
        command.args(["--rate", &rate.to_string()]);
    }
    if let Some(codings) = load.accept_encoding {
        command.args(["--accept-encoding", codings]);
    }
    let text = psql::output(&mut command).with_context(|| format!("visits of {}", load.path))?;
    Sample::of_load(&text).with_context(|| format!("{text:?} is no result of load"))
}

/// One page, for somebody with this Cookie header.
pub fn get(server: SocketAddr, path: &str, cookie: &str) -> Result<String> {
    let request = format!(
        "GET {path} HTTP/1.0\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
        host(server)
    );
    let answer = exchange(server, &request)?;
    ensure!(
        answer.split(' ').nth(1) == Some("200"),
        "{path} answers {answer:.100}"
    );
    Ok(answer)
}

/// Sends a form, and gives the whole answer.
pub fn post(server: SocketAddr, path: &str, cookie: &str, form: &str) -> Result<String> {
    let host = host(server);
    // HTTP/1.0: the connection ends with the answer.
    let request = format!(
        "POST {path} HTTP/1.0\r\nHost: {host}\r\nOrigin: http://{host}\r\nAccept: application/json\r\n\
         Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    exchange(server, &request)
}

fn host(server: SocketAddr) -> String {
    format!("{MALL_HOST}:{}", server.port())
}

fn exchange(server: SocketAddr, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&server, READ_TIMEOUT)?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
