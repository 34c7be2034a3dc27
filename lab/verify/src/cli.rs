//! The command line.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use diagnosis::jar::Engine;
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};
use url::Url;

use crate::{
    adapter::Adapter,
    lang::Lang,
    page::Landmark,
    plan::{Account, Plan, Way},
};

/// What was asked for.
pub enum Command {
    Help(&'static str),
    /// Diagnoses a recorded run.
    Replay {
        file: PathBuf,
        output: Output,
    },
    Verify {
        plan: Box<Plan>,
        output: Output,
    },
}

/// What is printed and written.
pub struct Output {
    pub json: bool,
    pub record: Option<PathBuf>,
    pub keep_values: bool,
    pub quiet: bool,
    pub lang: Lang,
}

const HELP: &str = include_str!("help.txt");

/// Reads the words of the command line.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut words = Parser::from_args(words);
    let (mut auth, mut mall, mut replay) = (None, None, None);
    let nowhere = Url::parse("http://localhost/")?;
    let mut plan = Plan::new(nowhere.clone(), nowhere);
    let mut output = Output::new(Lang::from_environment());
    let mut account = Account {
        account: String::new(),
        password: String::new(),
    };
    while let Some(word) = words.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("auth") => auth = Some(address(&mut words)?),
            Long("mall") => mall = Some(address(&mut words)?),
            Long("login") => plan.login = Some(address(&mut words)?),
            Long("adapter") => {
                let file: PathBuf = words.value()?.into();
                plan.adapter = Adapter::read(&file).map_err(anyhow::Error::msg)?;
            }
            Long("account") => account.account = words.value()?.string()?,
            Long("password-file") => {
                let file: PathBuf = words.value()?.into();
                let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
                text.trim_end_matches(['\r', '\n'])
                    .clone_into(&mut account.password);
            }
            Long("cookies") => plan.cookies = Some(words.value()?.into()),
            Long("member") => {
                let landmark = landmark(&mut words)?;
                plan.members
                    .iter_mut()
                    .for_each(|list| list.push(landmark.clone()));
            }
            Long("guest") => {
                let landmark = landmark(&mut words)?;
                plan.guests
                    .iter_mut()
                    .for_each(|list| list.push(landmark.clone()));
            }
            Long("auth-member") => plan.members[0].push(landmark(&mut words)?),
            Long("mall-member") => plan.members[1].push(landmark(&mut words)?),
            Long("auth-guest") => plan.guests[0].push(landmark(&mut words)?),
            Long("mall-guest") => plan.guests[1].push(landmark(&mut words)?),
            Long("copies") => plan.copies[1] = addresses(&words.value()?.string()?)?,
            Long("auth-copies") => plan.copies[0] = addresses(&words.value()?.string()?)?,
            Long("before") => plan.before = Some(address(&mut words)?),
            Long("visit") => plan.way = way(&words.value()?.string()?)?,
            Long("from") => plan.from = Some(address(&mut words)?),
            Long("engine") => plan.engine = engine(&words.value()?.string()?)?,
            Long("resolve") => {
                let entry = words.value()?.string()?;
                plan.overrides.push(entry.parse().map_err(anyhow::Error::msg)?);
            }
            Long("cacert") => plan.authorities = Some(words.value()?.into()),
            Long("insecure") | Short('k') => plan.insecure = true,
            Long("header") | Short('H') => {
                let header = words.value()?.string()?;
                let (name, value) = header.split_once(':').context("--header wants NAME: VALUE")?;
                plan.headers
                    .push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            Long("timeout") => plan.timeout = seconds(&mut words)?,
            Long("most-requests") => plan.most_requests = words.value()?.parse()?,
            Long("most-time") => plan.most_time = seconds(&mut words)?,
            Long("watch") => plan.watch = Some(seconds(&mut words)?),
            Long("read-only") => plan.read_only = true,
            Long("replay") => replay = Some(PathBuf::from(words.value()?)),
            Long("record") => output.record = Some(words.value()?.into()),
            Long("keep-values") => output.keep_values = true,
            Long("json") => output.json = true,
            Long("quiet") | Short('q') => output.quiet = true,
            Long("lang") => output.lang = words.value()?.string()?.parse().map_err(anyhow::Error::msg)?,
            // For `cargo xtask lab verify`, which has seen it.
            Long("no-build") => {}
            Value(_) | Long(_) | Short(_) => return Err(word.unexpected().into()),
        }
    }
    if let Some(file) = replay {
        return Ok(Command::Replay { file, output });
    }
    let (Some(auth), Some(mall)) = (auth, mall) else {
        bail!("--auth URL and --mall URL are wanted, or --replay FILE; see --help");
    };
    (plan.auth, plan.mall) = (auth, mall);
    plan.account = Some(account);
    plan.adapt().map_err(anyhow::Error::msg)?;
    Ok(Command::Verify {
        plan: Box::new(plan),
        output,
    })
}

fn address(words: &mut Parser) -> Result<Url> {
    url(&words.value()?.string()?)
}

/// An address; without a scheme it is one of http.
fn url(text: &str) -> Result<Url> {
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let url = Url::parse(&full).with_context(|| text.to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("{text} is no address of the web");
    }
    Ok(url)
}

fn addresses(text: &str) -> Result<Vec<Url>> {
    text.split(',').filter(|part| !part.is_empty()).map(url).collect()
}

fn landmark(words: &mut Parser) -> Result<Landmark> {
    words.value()?.string()?.parse().map_err(anyhow::Error::msg)
}

fn seconds(words: &mut Parser) -> Result<Duration> {
    Ok(Duration::from_secs(words.value()?.parse()?))
}

fn engine(name: &str) -> Result<Engine> {
    let found = Engine::ALL
        .into_iter()
        .find(|engine| engine.name().eq_ignore_ascii_case(name));
    found.with_context(|| format!("{name}: there are chromium, firefox and webkit"))
}

fn way(name: &str) -> Result<Way> {
    Ok(match name {
        "typed" => Way::Typed,
        "link" => Way::Link,
        "post" => Way::Post,
        "fetch" => Way::Fetch,
        "frame" => Way::Frame,
        _ => bail!("{name}: there are typed, link, post, fetch and frame"),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn two_addresses_are_enough() {
        let Command::Verify { plan, output } = words("--auth auth.mall.localhost:3000 --mall http://mall.localhost:3000/cart --engine webkit --lang zh").unwrap() else {
            panic!()
        };
        assert_eq!(plan.auth.as_str(), "http://auth.mall.localhost:3000/");
        assert_eq!(plan.engine, Engine::Webkit);
        assert_eq!(output.lang, Lang::Zh);
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            "",
            "--auth a.test",
            "--auth a.test --mall b.test --engine lynx",
            "--auth ftp://a --mall b",
            "x",
        ] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(words("--help"), Ok(Command::Help(_))));
        assert!(matches!(words("--replay run.json"), Ok(Command::Replay { .. })));
    }
}
