//! The command line of the gateway. Six options do not need a parser library.

use std::time::Duration;

use anyhow::{Context, bail};

use crate::{Balance, Config};

/// The text that `--help` prints.
pub const HELP: &str = "\
gateway: routes by host, port and path to the copies of the local split

usage: gateway --listen ADDRESS… --route ROUTE… --pool POOL… [--balance BALANCE] [--check-every SECONDS]

  --listen 127.0.0.1:3000          an address to listen on; may be given several times
  --route host=HOST,path=PATH,pool=NAME
                                   asked in order, the first that fits decides; host and path may be missing,
                                   host may have a port, path stands for itself and all below
  --pool NAME=ADDRESS,ADDRESS      the copies of a service, called NAME-1, NAME-2 …
  --balance round-robin            each copy in turn (default)
            sticky                 a cookie of the gateway's keeps a visitor at one copy
            hash                   the visitor's address decides
            hash:COOKIE            the value of a cookie decides, without it the address
  --check-every 1                  seconds between two health checks of a copy: one that is ready (GET /readyz) is
                                   preferred to one that only lives (GET /livez)

example: gateway --listen 127.0.0.1:3000 \\
           --route host=auth.cfmall.localhost,pool=auth --route host=cfmall.localhost,pool=mall \\
           --pool auth=127.0.0.1:4101,127.0.0.1:4102 --pool mall=127.0.0.1:4201

Every answer names the copy that gave it: x-upstream: auth-2.
RUST_LOG=gateway=debug makes it talk.
";

/// Reads the arguments after the program's name; `None` if help was asked for.
pub fn parse(args: impl IntoIterator<Item = String>) -> anyhow::Result<Option<Config>> {
    let mut config = Config {
        listen: Vec::new(),
        routes: Vec::new(),
        pools: Vec::new(),
        balance: Balance::default(),
        check_every: Duration::from_secs(1),
    };
    let mut args = args.into_iter();
    while let Some(name) = args.next() {
        if name == "--help" || name == "-h" {
            return Ok(None);
        }
        let value = args.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--listen" => config.listen.push(
                value
                    .parse()
                    .with_context(|| format!("{value:?} is not an address"))?,
            ),
            "--route" => config.routes.push(value.parse()?),
            "--pool" => config.pools.push(value.parse()?),
            "--balance" => config.balance = value.parse()?,
            "--check-every" => config.check_every = seconds(&value)?,
            _ => bail!("there is no option {name}; see gateway --help"),
        }
    }
    config.check()?;
    Ok(Some(config))
}

fn seconds(value: &str) -> anyhow::Result<Duration> {
    let seconds = value
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|time| !time.is_zero())
        .with_context(|| format!("{value:?} is not a number of seconds above 0"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> anyhow::Result<Option<Config>> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_example_of_the_help_is_understood() {
        let example = HELP
            .split_once("example: gateway")
            .unwrap()
            .1
            .split_once("\n\n")
            .unwrap()
            .0
            .replace('\\', " ");
        let config = words(&example).unwrap().unwrap();
        assert_eq!(config.routes.len(), 2);
        assert_eq!(config.pools[0].copies.len(), 2);
        assert_eq!(config.balance, Balance::RoundRobin);
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let base = "--listen 127.0.0.1:0 --pool mall=127.0.0.1:1";
        assert!(words(&format!("{base} --route pool=mall")).is_ok());
        for wrong in [
            base.to_owned(),
            format!("{base} --route pool=auth"),
            format!("{base} --route pool=mall --balance random"),
            format!("{base} --route pool=mall --check-every 0"),
            format!("{base} --route pool=mall --pool mall=127.0.0.1:2"),
            format!("{base} --route pool=mall --listen"),
            "--route pool=mall --pool mall=127.0.0.1:1".to_owned(),
        ] {
            assert!(words(&wrong).is_err(), "{wrong}");
        }
    }
}
