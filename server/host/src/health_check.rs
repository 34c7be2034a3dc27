//! The command `health`: asks the copy that runs beside it how it is, for orchestrators, in images that have no other program.

use anyhow::{Context, bail};
use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// The longest that connection, question and answer take together.
const PATIENCE: Duration = Duration::from_secs(1);
/// What an answer begins with; the three digits of the status follow.
const PROTOCOL: &str = "HTTP/1.1 ";

/// Fails unless `path` of the copy that listens on `address` answers 200.
pub(crate) fn ask(address: SocketAddr, path: &str) -> anyhow::Result<()> {
    let address = reachable(address);
    let status = status(address, path).with_context(|| format!("http://{address}{path} cannot be asked"))?;
    if status != "200" {
        bail!("http://{address}{path} answers {status}");
    }
    Ok(())
}

/// Where a copy on this machine is reached that listens on all addresses.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

fn status(address: SocketAddr, path: &str) -> anyhow::Result<String> {
    let deadline = Instant::now() + PATIENCE;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // In one piece: `write!` would send one for each argument, and a server may answer the first.
    let question = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes())?;
    let mut head = [0; PROTOCOL.len() + 3];
    let mut length = 0;
    while length < head.len() {
        let rest = deadline.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            bail!("it does not answer within {PATIENCE:?}");
        }
        stream.set_read_timeout(Some(rest))?;
        match stream.read(&mut head[length..]) {
            Ok(0) => bail!("it does not answer"),
            Ok(read) => length += read,
            // A read with a timeout is not taken up again after a signal, such as the end of a pause.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    let status = std::str::from_utf8(&head)
        .ok()
        .and_then(|head| head.strip_prefix(PROTOCOL));
    status.map(str::to_owned).context("it does not speak HTTP/1.1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader},
        net::TcpListener,
        thread,
    };

    /// What is said of a server that answers with this text, and closes.
    fn said_of(answer: &'static str) -> Result<(), String> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut question = String::new();
            let mut lines = BufReader::new(&stream);
            while !question.ends_with("\r\n\r\n") {
                let read = lines.read_line(&mut question).expect("a question");
                assert!(read > 0, "it ends early: {question}");
            }
            stream.write_all(answer.as_bytes()).expect("answered");
            question
        });
        let said = ask(address, "/livez").map_err(|error| format!("{error:#}"));
        let question = server.join().expect("it was asked");
        assert!(
            question.starts_with("GET /livez HTTP/1.1\r\nHost: 127.0.0.1:"),
            "{question}"
        );
        said
    }

    #[test]
    fn only_200_is_good() {
        assert_eq!(said_of("HTTP/1.1 200 OK\r\n\r\n"), Ok(()));
        for (answer, words) in [
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", "answers 503"),
            ("HTTP/1.1 200", ""),
            ("SSH-2.0-OpenSSH_9.2", "does not speak HTTP"),
            ("", "does not answer"),
        ] {
            let said = said_of(answer);
            if words.is_empty() {
                assert_eq!(said, Ok(()), "{answer}");
            } else {
                assert!(
                    said.as_ref().is_err_and(|said| said.contains(words)),
                    "{answer}: {said:?}"
                );
            }
        }
    }

    #[test]
    fn who_does_not_answer_is_not_waited_for() {
        let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = silent.local_addr().expect("an address");
        let started = Instant::now();
        assert!(ask(address, "/livez").is_err());
        assert!(started.elapsed() < PATIENCE * 10, "{:?}", started.elapsed());
        drop(silent);
        assert!(ask(address, "/livez").is_err(), "nobody listens");
    }

    #[test]
    fn a_copy_that_listens_everywhere_is_asked_here() {
        for (listens, asked) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:3000", "[::1]:3000"),
            ("192.0.2.7:80", "192.0.2.7:80"),
        ] {
            let address = reachable(listens.parse().expect("an address"));
            assert_eq!(address.to_string(), asked);
        }
    }
}
