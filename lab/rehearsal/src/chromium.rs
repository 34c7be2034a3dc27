//! Shoppers with a real Chromium (`chromium.mjs`), with and without JavaScript.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use dev_deployment::{system::in_path, topology::MALL_HOST, workspace};
use lab_scenarios::{crowd, visitor::PASSWORD};

use crate::record::{Event, Record};

const SCRIPT: &str = "lab/rehearsal/chromium.mjs";
/// What runs it, and what it needs.
const PACKAGE: &str = "end2end/node_modules/playwright-core";
const NAMES: [&str; 2] = ["chromium", "chromium-browser"];
/// The time from the end of a step's beginning until it is looked at again.
const POLL: Duration = Duration::from_millis(50);

/// One shopper's browser.
pub struct Shopper {
    number: u16,
    process: Child,
    told: Option<ChildStdin>,
    says: Option<ChildStdout>,
}

/// What keeps browsers out, if anything does.
pub fn missing() -> Option<&'static str> {
    if in_path("node").is_none() || !workspace::at(PACKAGE).exists() {
        Some("Node.js with playwright-core, which cargo xtask test e2e installs")
    } else if NAMES.into_iter().all(|name| in_path(name).is_none()) {
        Some("Chromium: apt-get install chromium")
    } else {
        None
    }
}

impl Shopper {
    /// A browser that has no page open yet.
    pub fn start(number: u16, port: u16, product: &str, scripts: bool) -> Result<Self> {
        let (account, nickname) = crowd::account(number);
        let chromium = NAMES.into_iter().find_map(in_path).context("no Chromium")?;
        let mut process = Command::new("node")
            .arg(workspace::at(SCRIPT))
            .args([
                &format!("http://{MALL_HOST}:{port}"),
                &account,
                PASSWORD,
                &nickname,
                product,
            ])
            .arg(if scripts { "scripts" } else { "no-scripts" })
            .env("CHROMIUM", chromium)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node does not start")?;
        Ok(Self {
            number,
            told: process.stdin.take(),
            says: process.stdout.take(),
            process,
        })
    }

    /// Shops until `turn` says that it is over (`None`), and tells of each step that is done. What the browser says goes into the record; of
    /// the cookies that are left at the end `is_left_over` says which must not be.
    pub fn live(
        mut self,
        record: &Record,
        turn: impl Fn() -> Option<usize>,
        done: impl Fn() + Sync,
        is_left_over: impl Fn(&str) -> bool + Sync,
    ) -> Result<()> {
        let says = self.says.take().context("nothing is heard")?;
        let mut told = self.told.take().context("nothing can be told")?;
        let number = self.number;
        thread::scope(|scope| {
            scope.spawn(|| {
                for line in BufReader::new(says).lines().map_while(Result::ok) {
                    if line == "done" {
                        done();
                    } else if let Some(event) = event(&line, record, &is_left_over) {
                        record.see(number, event);
                    }
                }
            });
            let mut begun = 0;
            while let Some(turn) = turn() {
                if turn > begun {
                    begun = turn;
                    writeln!(told, "{turn}")?;
                }
                thread::sleep(POLL);
            }
            // It ends when nothing can be told any more.
            drop(told);
            self.process.wait()?;
            Ok(())
        })
    }
}

impl Drop for Shopper {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a line of the script says.
fn event(line: &str, record: &Record, is_left_over: impl Fn(&str) -> bool) -> Option<Event> {
    let mut words = line.split('\t');
    let (kind, first, second) = (words.next()?, words.next(), words.next());
    Some(match (kind, first, second) {
        ("page", Some(by), Some(who)) => Event::Page {
            by: by.to_owned(),
            member: who == "member",
        },
        ("logged-in", ..) => Event::LoggedIn,
        ("logged-out", ..) => Event::LoggedOut,
        ("cart", ..) => Event::Cart,
        ("paid", ..) => Event::Paid,
        ("trouble", Some(ago), Some(what)) => {
            let ago = Duration::from_millis(ago.parse().unwrap_or(0));
            let sent = Instant::now().checked_sub(ago)?;
            if record.may_be_excused(sent) {
                Event::Excused(what.to_owned())
            } else {
                Event::Fault(what.to_owned())
            }
        }
        ("cookie", Some(name), _) if !is_left_over(name) => return None,
        ("cookie", Some(name), _) => Event::Fault(format!("the cookie {name} is left over")),
        _ => Event::Fault(line.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Mark;

    #[test]
    fn lines_are_understood() {
        let record = Record::new();
        let read = |line: &str| event(line, &record, |name| name == "old");
        let page = Event::Page {
            by: "mall-1".to_owned(),
            member: true,
        };
        assert_eq!(read("page\tmall-1\tmember"), Some(page));
        assert_eq!(read("cookie\tnew"), None);
        assert!(matches!(read("cookie\told"), Some(Event::Fault(_))));
        assert!(matches!(read("trouble\t5\tno answer"), Some(Event::Fault(_))));
        assert!(matches!(read("TypeError: x"), Some(Event::Fault(_))));
        record.mark(Mark::Killed("mall-1".to_owned()));
        assert!(matches!(read("trouble\t5\tno answer"), Some(Event::Excused(_))));
    }
}
