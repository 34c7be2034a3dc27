//! The command line.

use std::ffi::OsString;

use anyhow::{Context, Result, ensure};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use crate::options::{BuyingOptions, CheckOptions, LoginOptions, Options, PagesOptions};

const HELP: &str = include_str!("help.txt");

/// What was asked for.
pub enum Command {
    Help(&'static str),
    Session(Options),
    Buying(BuyingOptions),
    Login(LoginOptions),
    Pages(PagesOptions),
    Check(CheckOptions),
}

/// Reads the words after the program's name.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let mut what = None;
    let (mut rows, mut products, mut rounds, mut seconds, mut port) = (None, None, None, None, None);
    let (mut soak, mut rate) = (None, None);
    let (mut quick, mut build) = (false, true);
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("rows") => rows = Some(words.value()?.parse()?),
            Long("products") => products = Some(words.value()?.parse()?),
            Long("rounds") => rounds = Some(words.value()?.parse()?),
            Long("seconds") => seconds = Some(words.value()?.parse()?),
            Long("soak") => soak = Some(minutes(words.value()?.parse()?)?),
            Long("rate") => rate = Some(words.value()?.parse()?),
            Long("port") => port = Some(words.value()?.parse()?),
            Long("quick") => quick = true,
            Long("no-build") => build = false,
            Value(name)
                if what.is_none()
                    && ["session", "pages", "buying", "login", "check"]
                        .iter()
                        .any(|known| name == *known) =>
            {
                what = Some(name);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let what = what.context("bench knows session, pages, buying, login and check; see bench --help")?;
    if what == "pages" {
        ensure!(rows.is_none(), "--rows is of bench session");
        ensure!(rate.is_none() || soak.is_some(), "--rate is of --soak");
        let usual = PagesOptions::usual(quick);
        return Ok(Command::Pages(PagesOptions {
            products: products.unwrap_or(usual.products),
            rounds: rounds.unwrap_or(usual.rounds),
            seconds: seconds.unwrap_or(usual.seconds),
            soak,
            rate,
            port: port.unwrap_or(usual.port),
            build,
            quick,
        }));
    }
    ensure!(
        products.is_none() && soak.is_none() && rate.is_none(),
        "--products, --soak and --rate are of bench pages"
    );
    if what == "check" {
        ensure!(
            rows.is_none() && rounds.is_none() && seconds.is_none() && !quick,
            "bench check measures nothing"
        );
        let usual = CheckOptions::USUAL;
        return Ok(Command::Check(CheckOptions {
            port: port.unwrap_or(usual.port),
            build,
        }));
    }
    if what == "buying" {
        ensure!(rows.is_none(), "--rows is of bench session");
        let usual = BuyingOptions::usual(quick);
        return Ok(Command::Buying(BuyingOptions {
            rounds: rounds.unwrap_or(usual.rounds),
            seconds: seconds.unwrap_or(usual.seconds),
            port: port.unwrap_or(usual.port),
            build,
            quick,
        }));
    }
    if what == "login" {
        ensure!(rows.is_none(), "--rows is of bench session");
        let usual = LoginOptions::usual(quick);
        return Ok(Command::Login(LoginOptions {
            rounds: rounds.unwrap_or(usual.rounds),
            seconds: seconds.unwrap_or(usual.seconds),
            port: port.unwrap_or(usual.port),
            build,
            quick,
        }));
    }
    let usual = Options::usual(quick);
    Ok(Command::Session(Options {
        rows: rows.unwrap_or(usual.rows),
        rounds: rounds.unwrap_or(usual.rounds),
        seconds: seconds.unwrap_or(usual.seconds),
        port: port.unwrap_or(usual.port),
        build,
        quick,
    }))
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
            "check --quick",
            "check --rounds 1",
            "session --quick=1",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(words("session --help"), Ok(Command::Help(_))));
    }
}
