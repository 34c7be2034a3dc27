//! The command line.

use std::ffi::OsString;

use anyhow::{Result, bail, ensure};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use crate::options::{BuyingOptions, CheckOptions, LoginOptions, Options, PagesOptions, TimingOptions};

const HELP: &str = include_str!("help.txt");

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Session(Options),
    Capacity(Options),
    Buying(BuyingOptions),
    Login(LoginOptions),
    Timing(TimingOptions),
    Pages(PagesOptions),
    Check(CheckOptions),
}

/// What was said about how; not everything goes with every benchmark.
struct Given {
    rows: Option<u32>,
    products: Option<u32>,
    rounds: Option<u16>,
    seconds: Option<u16>,
    pairs: Option<u32>,
    soak: Option<u16>,
    rate: Option<u16>,
    port: Option<u16>,
    quick: bool,
    build: bool,
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let mut what = None;
    let mut given = Given {
        rows: None,
        products: None,
        rounds: None,
        seconds: None,
        pairs: None,
        soak: None,
        rate: None,
        port: None,
        quick: false,
        build: true,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("rows") => given.rows = Some(words.value()?.parse()?),
            Long("products") => given.products = Some(words.value()?.parse()?),
            Long("rounds") => given.rounds = Some(words.value()?.parse()?),
            Long("seconds") => given.seconds = Some(words.value()?.parse()?),
            Long("pairs") => given.pairs = Some(words.value()?.parse()?),
            Long("soak") => given.soak = Some(minutes(words.value()?.parse()?)?),
            Long("rate") => given.rate = Some(words.value()?.parse()?),
            Long("port") => given.port = Some(words.value()?.parse()?),
            Long("quick") => given.quick = true,
            Long("no-build") => given.build = false,
            Value(name) if what.is_none() => what = Some(name),
            other => return Err(other.unexpected().into()),
        }
    }
    let what = what.unwrap_or_default();
    given.command(&what.to_string_lossy())
}

impl Given {
    fn command(self, what: &str) -> Result<Command> {
        ensure!(
            self.rows.is_none() || matches!(what, "session" | "capacity"),
            "--rows is of bench session and bench capacity"
        );
        ensure!(
            self.pairs.is_none() || what == "timing",
            "--pairs is of bench timing"
        );
        ensure!(
            what == "pages" || (self.products.is_none() && self.soak.is_none() && self.rate.is_none()),
            "--products, --soak and --rate are of bench pages"
        );
        ensure!(self.rate.is_none() || self.soak.is_some(), "--rate is of --soak");
        let has_rounds = self.rounds.is_some() || self.seconds.is_some();
        Ok(match what {
            "session" => Command::Session(self.sessions(Options::usual)),
            "capacity" => Command::Capacity(self.sessions(Options::of_capacity)),
            "pages" => Command::Pages(self.pages()),
            "buying" => Command::Buying(self.buying()),
            "login" => Command::Login(self.login()),
            "timing" => {
                ensure!(!has_rounds, "bench timing counts in pairs: --pairs");
                Command::Timing(self.timing())
            }
            "check" => {
                ensure!(!has_rounds && !self.quick, "bench check measures nothing");
                Command::Check(CheckOptions {
                    port: self.port.unwrap_or(CheckOptions::USUAL.port),
                    build: self.build,
                })
            }
            _ => bail!(
                "bench knows session, capacity, pages, buying, login, timing and check; see bench --help"
            ),
        })
    }

    fn sessions(self, usual: fn(bool) -> Options) -> Options {
        let usual = usual(self.quick);
        Options {
            rows: self.rows.unwrap_or(usual.rows),
            rounds: self.rounds.unwrap_or(usual.rounds),
            seconds: self.seconds.unwrap_or(usual.seconds),
            port: self.port.unwrap_or(usual.port),
            build: self.build,
            quick: self.quick,
        }
    }

    fn pages(self) -> PagesOptions {
        let usual = PagesOptions::usual(self.quick);
        PagesOptions {
            products: self.products.unwrap_or(usual.products),
            rounds: self.rounds.unwrap_or(usual.rounds),
            seconds: self.seconds.unwrap_or(usual.seconds),
            soak: self.soak,
            rate: self.rate,
            port: self.port.unwrap_or(usual.port),
            build: self.build,
            quick: self.quick,
        }
    }

    fn buying(self) -> BuyingOptions {
        let usual = BuyingOptions::usual(self.quick);
        BuyingOptions {
            rounds: self.rounds.unwrap_or(usual.rounds),
            seconds: self.seconds.unwrap_or(usual.seconds),
            port: self.port.unwrap_or(usual.port),
            build: self.build,
            quick: self.quick,
        }
    }

    fn login(self) -> LoginOptions {
        let usual = LoginOptions::usual(self.quick);
        LoginOptions {
            rounds: self.rounds.unwrap_or(usual.rounds),
            seconds: self.seconds.unwrap_or(usual.seconds),
            port: self.port.unwrap_or(usual.port),
            build: self.build,
            quick: self.quick,
        }
    }

    fn timing(self) -> TimingOptions {
        let usual = TimingOptions::usual(self.quick);
        TimingOptions {
            pairs: self.pairs.unwrap_or(usual.pairs),
            port: self.port.unwrap_or(usual.port),
            build: self.build,
            quick: self.quick,
        }
    }
}

/// Minutes of which there is at least one, and whose seconds can be counted.
fn minutes(minutes: u16) -> Result<u16> {
    ensure!(
        (1..=u16::MAX / 60).contains(&minutes),
        "--soak is between 1 and {} minutes",
        u16::MAX / 60
    );
    Ok(minutes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let Command::Session(options) = words("session --rows=5 --quick").unwrap() else {
            panic!()
        };
        let usual = Options::usual(true);
        assert_eq!((options.rows, options.rounds), (5, usual.rounds));
        assert!(options.quick && options.build);
        assert!(
            matches!(words("capacity").unwrap(), Command::Capacity(options) if options.rows == Options::of_capacity(false).rows)
        );
        let Command::Pages(options) = words("pages --products 5").unwrap() else {
            panic!()
        };
        assert_eq!(
            (options.products, options.rounds),
            (5, PagesOptions::usual(false).rounds)
        );
        assert_eq!(options.soak, None);
        assert!(
            matches!(words("buying --rounds 2").unwrap(), Command::Buying(options) if options.rounds == 2)
        );
        assert!(
            matches!(words("login --seconds 9").unwrap(), Command::Login(options) if options.seconds == 9)
        );
        assert!(matches!(words("timing --pairs 7").unwrap(), Command::Timing(options) if options.pairs == 7));
        assert!(
            matches!(words("pages --soak 60").unwrap(), Command::Pages(options) if options.soak == Some(60))
        );
    }

    #[test]
    fn nonsense_is_refused_and_help_is_given() {
        for wrong in [
            "",
            "all",
            "session --rows many",
            "session session",
            "session pages",
            "session --products 5",
            "pages --rows 5",
            "pages --soak 0",
            "pages --rate 10",
            "pages --soak 2000",
            "session --soak 1",
            "buying --rows 5",
            "buying --products 5",
            "login --rows 5",
            "capacity --products 5",
            "login --pairs 5",
            "timing --rounds 5",
            "check --quick",
            "check --rounds 1",
            "session --quick=1",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(words("session --help"), Ok(Command::Help(_))));
    }
}
