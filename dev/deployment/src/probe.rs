//! Asking a server whether it is ready. One status line does not need an HTTP library.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::stop;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// The status of `GET path` on a port of this machine; names like `cfmall.localhost` need not be resolved for it.
pub fn status(port: u16, host: &str, path: &str) -> std::io::Result<u16> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, REQUEST_TIMEOUT)?;
    stream.set_read_timeout(Some(REQUEST_TIMEOUT))?;
    let question = format!("GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    line.split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or(std::io::ErrorKind::InvalidData.into())
}

/// Status and size on the wire of the body of `GET path`, for a browser that takes brotli.
pub fn size(port: u16, host: &str, path: &str) -> std::io::Result<(u16, u64)> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, REQUEST_TIMEOUT)?;
    stream.set_read_timeout(Some(REQUEST_TIMEOUT))?;
    // HTTP/1.0: no chunks whose frames would be weighed with the page.
    let question = format!(
        "GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\nAccept: text/html\r\nAccept-Encoding: br\r\n\r\n"
    );
    stream.write_all(question.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let body = head.ok_or(std::io::ErrorKind::InvalidData)? + 4;
    let head = String::from_utf8_lossy(&answer[..body]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    if !head.contains("content-encoding: br") {
        return Err(std::io::Error::other("the answer is not compressed with brotli"));
    }
    Ok((
        status.ok_or(std::io::ErrorKind::InvalidData)?,
        (answer.len() - body) as u64,
    ))
}

/// Waits until it answers 200, as long as what it depends on lives.
pub fn wait_until_ready(
    port: u16,
    host: &str,
    path: &str,
    limit: Duration,
    mut check: impl FnMut() -> Result<()>,
) -> Result<()> {
    let deadline = Instant::now() + limit;
    let mut last = String::from("no answer");
    while Instant::now() < deadline {
        match status(port, host, path) {
            Ok(200) => return Ok(()),
            Ok(other) => last = format!("it answers {other}"),
            Err(error) => last = error.to_string(),
        }
        check()?;
        stop::check_interrupt()?;
    }
    bail!(
        "http://{host}:{port}{path} is not ready after {} s ({last})",
        limit.as_secs()
    );
}
