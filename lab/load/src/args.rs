//! The command line of the load generator.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

/// The text that `--help` prints.
pub const HELP: &str = "\
load: keeps connections busy with one request after the other, or sends requests at a constant rate, and counts the right
answers

usage: load --address ADDRESS [OPTION…]

  --address 127.0.0.1:3000   where to connect
  --from 127.1.0.1           the address of the first connection; each further one comes from the next address
  --host NAME                the Host header (default: the address)
  --path /                   what to ask for
  --paths FILE               lines with what to ask for instead; each request is the next one's
  --forms FILE               lines with forms that are posted there, each of them once; the run ends with the last one, if not
                             before
  --connections 16           so many at a time, kept alive
  --seconds 3                for so long
  --rate N                   so many requests a second, whether answers come or not, on whichever connection is free; a
                             latency counts from the moment at which the request was due, so that waiting for a slow
                             answer before it is part of it (as are up to 1 ms of the timer)
  --visitors FILE            lines with a Cookie header, a tab and a text that the answer must hold; each request is
                             the next visitor's
  --expect TEXT              without --visitors: a text that the answer must hold
  --status 200               the status that the answer must have
  --accept-encoding CODINGS  ask for compressed answers; then their text is not looked at

Prints one line of JSON: requests answered in time and in all, seconds, latencies in microseconds, own CPU seconds.
Ends with 1 at the first wrong answer.
";

/// The options of a run, as `--help` explains them.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "HELP says it")]
pub struct Options {
    pub address: SocketAddr,
    pub from: Option<Ipv4Addr>,
    pub host: String,
    pub path: String,
    pub paths: Option<PathBuf>,
    pub forms: Option<PathBuf>,
    pub connections: usize,
    pub length: Duration,
    pub rate: Option<f64>,
    pub visitors: Option<PathBuf>,
    pub expect: String,
    pub status: u16,
    pub accept_encoding: Option<String>,
}

/// Reads the arguments after the program's name; `None` if help was asked for.
pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Option<Options>> {
    let (mut address, mut host, mut visitors, mut accept_encoding) = (None, None, None, None);
    let (mut path, mut expect) = ("/".to_owned(), String::new());
    let (mut connections, mut length) = (16, Duration::from_secs(3));
    let (mut paths, mut forms, mut rate, mut status, mut from) = (None, None, None, 200, None);
    let mut args = args.into_iter();
    while let Some(name) = args.next() {
        if name == "--help" || name == "-h" {
            return Ok(None);
        }
        let value = args.next().with_context(|| format!("{name} needs a value"))?;
        let wrong = || format!("{name} {value}");
        match name.as_str() {
            "--address" => address = Some(value.parse().with_context(wrong)?),
            "--from" => from = Some(value.parse().with_context(wrong)?),
            "--host" => host = Some(value),
            "--path" => path = value,
            "--paths" => paths = Some(PathBuf::from(value)),
            "--forms" => forms = Some(PathBuf::from(value)),
            "--rate" => rate = Some(rate_of(&value).with_context(wrong)?),
            "--connections" => connections = value.parse().with_context(wrong)?,
            "--seconds" => {
                length =
                    Duration::try_from_secs_f64(value.parse().with_context(wrong)?).with_context(wrong)?;
            }
            "--visitors" => visitors = Some(PathBuf::from(value)),
            "--expect" => expect = value,
            "--status" => status = value.parse().with_context(wrong)?,
            "--accept-encoding" => accept_encoding = Some(value),
            _ => bail!("there is no option {name}; see load --help"),
        }
    }
    let address: SocketAddr = address.context("--address is missing")?;
    Ok(Some(Options {
        host: host.unwrap_or_else(|| address.to_string()),
        address,
        from,
        path,
        paths,
        forms,
        connections,
        length,
        rate,
        visitors,
        expect,
        status,
        accept_encoding,
    }))
}

fn rate_of(value: &str) -> Result<f64> {
    let rate: f64 = value.parse()?;
    ensure!((0.1..=1e6).contains(&rate), "a rate is between 0.1 and 1,000,000");
    Ok(rate)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Option<Options>> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_not_said_is_usual() {
        let options = words("--address 127.0.0.1:3000 --seconds 0.5").unwrap().unwrap();
        assert_eq!(
            (options.host.as_str(), options.path.as_str()),
            ("127.0.0.1:3000", "/")
        );
        assert_eq!(
            (options.connections, options.length),
            (16, Duration::from_millis(500))
        );
        assert!(words("--help").unwrap().is_none());
        for wrong in [
            "",
            "--address x",
            "--address 127.0.0.1:1 --seconds -1",
            "--address 127.0.0.1:1 --fly 1",
            "--address 127.0.0.1:1 --status ok",
            "--address 127.0.0.1:1 --rate 0",
            "--address 127.0.0.1:1 --rate inf",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
    }
}
