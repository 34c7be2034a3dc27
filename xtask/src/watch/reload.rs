//! The loop itself: a word is changed in a file and read in the page.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{
    paint, port,
    process::{Output, Process},
    stop,
    topology::MALL_HOST,
    workspace,
};

use crate::leptos;

/// Words on every page, compiled into the server.
const FILE: &str = "app/ui/locales/en/ui.ftl";
const BEFORE: &str = "site-name = ";
const AFTER: &str = "site-name = Watched ";
const NEW_WORD: &str = "Watched ";
/// Above the ports of `run`, of the tests and of `weight`.
const FIRST_PORT: u16 = 3930;
/// A build of everything, on a slow machine.
const FIRST_PAGE: Duration = Duration::from_mins(15);
/// For a rebuild because of one word. cargo-leptos begins to look at files some time after the first page is there,
/// and what was saved before is never seen: it is saved again after each of these, as a person would.
const NEXT_PAGE: [Duration; 4] = [
    Duration::from_secs(20),
    Duration::from_secs(40),
    Duration::from_secs(80),
    Duration::from_secs(160),
];
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Starts the loop, changes the word, sees it, and changes it back.
pub fn run() -> Result<()> {
    let port = port::next_free(FIRST_PORT)?;
    let reload = port::next_free(port + 1)?;
    let mut command = leptos::command()?;
    command
        .arg("watch")
        .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
        .env("LEPTOS_RELOAD_PORT", reload.to_string())
        .env("LEPTOS_SITE_ROOT", "target/site-watch");
    let mut watch = Process::start("watch", &mut command, &Output::Terminal)?;
    ensure!(
        comes(&mut watch, port, FIRST_PAGE, |page| !page.contains(NEW_WORD))?,
        "no page came within {} s",
        FIRST_PAGE.as_secs()
    );

    let changed = Changed::new()?;
    for limit in NEXT_PAGE {
        let saved = Instant::now();
        changed.save()?;
        if comes(&mut watch, port, limit, |page| page.contains(NEW_WORD))? {
            println!(
                "{} cargo leptos watch: a changed word is in the page after {} s",
                paint::green("✓"),
                saved.elapsed().as_secs()
            );
            return Ok(());
        }
    }
    bail!("cargo leptos watch did not bring a changed word into the page")
}

/// Whether a page comes that is wanted.
fn comes(watch: &mut Process, port: u16, limit: Duration, wanted: impl Fn(&str) -> bool) -> Result<bool> {
    let started = Instant::now();
    while started.elapsed() < limit {
        // Between two builds nobody listens.
        if page(port).is_ok_and(|page| page.starts_with("HTTP/1.1 200") && wanted(&page)) {
            return Ok(true);
        }
        watch.check()?;
        stop::check_interrupt()?;
    }
    Ok(false)
}

/// The front page in English.
fn page(port: u16) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    let question = format!(
        "GET / HTTP/1.1\r\nHost: {MALL_HOST}:{port}\r\nAccept-Language: en\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(question.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A file that is changed, and becomes what it was however this ends.
struct Changed {
    file: PathBuf,
    original: String,
}

impl Changed {
    fn new() -> Result<Self> {
        let file = workspace::at(FILE);
        let original = fs::read_to_string(&file).with_context(|| format!("cannot read {FILE}"))?;
        ensure!(
            original.matches(BEFORE).count() == 1 && !original.contains(AFTER),
            "{FILE} must say {BEFORE:?} once, and not {AFTER:?}: restore it with git"
        );
        Ok(Self { file, original })
    }

    fn save(&self) -> Result<()> {
        Ok(fs::write(&self.file, self.original.replacen(BEFORE, AFTER, 1))?)
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        if let Err(error) = fs::write(&self.file, &self.original) {
            eprintln!("{FILE} could not be changed back ({error}): restore it with git");
        }
    }
}
