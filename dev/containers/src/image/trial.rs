//! What images have to do when they are run: start, serve, let somebody log in, and end.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{
    cluster::Cluster,
    database::{AUTH_ROLE, MALL_ROLE, Urls},
    paint, port, probe,
    process::Output,
    workspace,
};
use serde_json::Value;

use super::{
    FOLDER,
    root::Root,
    sandbox::{Running, Sandbox},
};
use crate::visitor::{Place, Visitor};

/// Above the ports of `run` and of the tests.
const FIRST_PORT: u16 = 3950;
const DATABASE: &str = "cfmall_image";
/// The longest until a program that fills in the demo data is ready.
const READY: Duration = Duration::from_mins(1);
/// The time that compose.yaml gives.
const GRACE: Duration = Duration::from_secs(20);
/// The longest until a program that cannot start has said so.
const REFUSAL: Duration = Duration::from_secs(2);
const MEMBER: [(&str, &str); 2] = [("account", "zhangsan"), ("password", "cfmall-demo")];
const NICKNAME: &str = "张三";

/// What was seen of one image.
pub struct Trial {
    /// The target of the Dockerfile.
    pub target: String,
    /// What was tried, and what was found.
    pub found: Vec<(&'static str, String)>,
}

/// Runs the monolith by itself, and the two services together.
pub fn run(roots: &[Root]) -> Result<Vec<Trial>> {
    let find = |target: &str| roots.iter().find(|root| root.target == target);
    let split: Vec<_> = [find("auth"), find("mall")].into_iter().flatten().collect();
    let mut trials = Vec::new();
    for shape in [find("monolith").into_iter().collect(), split] {
        if !shape.is_empty() {
            trials.extend(run_together(&shape)?);
        }
    }
    Ok(trials)
}

/// A program that is tried.
struct Subject<'a> {
    root: &'a Root,
    sandbox: Sandbox,
    environment: BTreeMap<String, String>,
    /// The folder of the secrets.
    secrets: PathBuf,
    place: Place,
    trial: Trial,
}

fn run_together(roots: &[&Root]) -> Result<Vec<Trial>> {
    let folder = workspace::at(FOLDER);
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("log"))?;
    let output = Output::File(Arc::new(log));
    let (_cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), DATABASE, false, &output)?;
    let secrets = folder.join("secrets");
    write_secrets(&secrets, &database.urls)?;

    let mut subjects = subjects(roots, &secrets)?;
    for subject in &mut subjects {
        subject.refuse_without_database()?;
        subject.lack_a_shell()?;
    }
    subjects[0].migrate()?;
    let mut running = Vec::new();
    for subject in &mut subjects {
        running.push(subject.start(&output)?);
    }
    for (subject, running) in subjects.iter_mut().zip(&running) {
        subject.be_confined(running)?;
        subject.say_version()?;
        subject.serve_files()?;
        subject.be_healthy()?;
    }
    log_in(&mut subjects)?;
    for (subject, running) in subjects.iter_mut().zip(running) {
        subject.end(running)?;
    }
    Ok(subjects.into_iter().map(|subject| subject.trial).collect())
}

fn write_secrets(folder: &Path, urls: &Urls) -> Result<()> {
    fs::create_dir_all(folder)?;
    let login = |role| {
        urls.login(role)
            .context("the private PostgreSQL has no logins of the roles")
    };
    for (name, url) in [
        ("owner_url", &*urls.owner),
        ("auth_url", login(AUTH_ROLE)?),
        ("mall_url", login(MALL_ROLE)?),
    ] {
        fs::write(folder.join(name), url)?;
    }
    Ok(())
}

/// Each program with a port, the same origins, and the secrets that deploy/compose gives it.
fn subjects<'a>(roots: &[&'a Root], secrets: &Path) -> Result<Vec<Subject<'a>>> {
    let mut free = FIRST_PORT;
    let mut places = Vec::new();
    for root in roots {
        free = port::next_free(free + 1)?;
        let host = if root.target == "auth" {
            "auth.cfmall.localhost"
        } else {
            "cfmall.localhost"
        };
        places.push(Place {
            origin: format!("http://{host}:{free}"),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, free)),
        });
    }
    let origin = |target: &str| {
        let found = roots.iter().zip(&places).find(|(root, _)| root.target == target);
        found.map_or_else(|| places[0].origin.clone(), |(_, place)| place.origin.clone())
    };
    let mut subjects = Vec::new();
    for (root, place) in roots.iter().zip(&places) {
        let file = |name: &str| format!("/run/secrets/{name}_url");
        let own = if root.target == "auth" { "auth" } else { "mall" };
        let mut variables = vec![
            ("LEPTOS_SITE_ADDR", place.address.to_string()),
            ("DEMO_DATA", "1".to_owned()),
            ("DATABASE_URL_FILE", file(own)),
        ];
        if root.target == "monolith" {
            variables.extend([
                ("AUTH_DATABASE_URL_FILE", file("auth")),
                ("MALL_DATABASE_URL_FILE", file("mall")),
                ("MALL_ORIGIN", place.origin.clone()),
            ]);
        } else {
            variables.extend([
                ("MALL_ORIGIN", origin("mall")),
                ("AUTH_ORIGIN", origin("auth")),
                ("SESSION_COOKIE_DOMAIN", "cfmall.localhost".to_owned()),
            ]);
        }
        let environment = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let environment = environment.collect();
        subjects.push(Subject {
            root,
            sandbox: sandbox(root, secrets)?.with(&environment),
            environment,
            secrets: secrets.to_owned(),
            place: place.clone(),
            trial: Trial {
                target: root.target.clone(),
                found: Vec::new(),
            },
        });
    }
    Ok(subjects)
}

fn sandbox(root: &Root, secrets: &Path) -> Result<Sandbox> {
    let sandbox = Sandbox::of_image(root, &root.folder.with_extension("tmp"))?;
    Ok(sandbox.seeing(secrets, "/run/secrets"))
}

impl Subject<'_> {
    fn found(&mut self, what: &'static str, found: impl Into<String>) {
        let found = found.into();
        println!("{} {:<9} {what}: {found}", paint::green("✓"), self.root.target);
        self.trial.found.push((what, found));
    }

    /// A sandbox with the same environment, but for the database.
    fn without_database(&self) -> Result<Sandbox> {
        let sandbox = sandbox(self.root, &self.secrets)?;
        Ok(sandbox.with(&self.environment).without("DATABASE_URL"))
    }

    fn refuse_without_database(&mut self) -> Result<()> {
        let sandbox = self.without_database()?;
        let started = Instant::now();
        let (success, said) = sandbox.run(&sandbox.entrypoint(&["serve"]))?;
        ensure!(
            !success && said.contains("DATABASE_URL is not set"),
            "without a database it says: {said}"
        );
        ensure!(
            started.elapsed() < REFUSAL,
            "it takes {:?} to refuse",
            started.elapsed()
        );
        self.found("without a database", "refuses at once and says what is missing");
        Ok(())
    }

    fn lack_a_shell(&mut self) -> Result<()> {
        let shell = ["/bin/sh".to_owned(), "-c".to_owned(), "true".to_owned()];
        let (success, said) = self.sandbox.run(&shell)?;
        ensure!(!success && said.contains("No such file"), "/bin/sh: {said}");
        self.found("shell", "none");
        Ok(())
    }

    fn migrate(&mut self) -> Result<()> {
        let owner = (
            "DATABASE_URL_FILE".to_owned(),
            "/run/secrets/owner_url".to_owned(),
        );
        let sandbox = self.without_database()?.with(&BTreeMap::from([owner]));
        let (success, said) = sandbox.run(&sandbox.entrypoint(&["migrate"]))?;
        ensure!(success, "migrate: {said}");
        self.found("`migrate` as the owner", "exit code 0");
        Ok(())
    }

    fn start(&mut self, output: &Output) -> Result<Running> {
        let started = Instant::now();
        let program = self.sandbox.entrypoint(&[] as &[&str]);
        let mut running = self.sandbox.start(&program, output)?;
        let address = self.place.address;
        probe::wait_until_ready(address.port(), "localhost", "/readyz", READY, || running.check())?;
        self.found(
            "ready",
            format!("after {} ms, demo data filled in", started.elapsed().as_millis()),
        );
        Ok(running)
    }

    /// The user, the root and the capabilities of the process, as the kernel says.
    fn be_confined(&mut self, running: &Running) -> Result<()> {
        let user = running.proc("uid_map")?;
        let user = user.split_whitespace().next().unwrap_or_default().to_owned();
        let expected = self.root.image.user.split(':').next();
        ensure!(Some(&*user) == expected, "it runs as user {user}");
        let mounts = running.proc("mountinfo")?;
        let mut lines = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let root = lines.rfind(|fields| fields.get(4) == Some(&"/"));
        let is_read_only = root.is_some_and(|fields| fields[5].split(',').any(|option| option == "ro"));
        ensure!(is_read_only, "its root can be written to:\n{mounts}");
        let status = running.proc("status")?;
        let value = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::trim)
        };
        ensure!(
            value("CapEff:").is_some_and(|mask| mask.chars().all(|digit| digit == '0')),
            "it has capabilities:\n{status}"
        );
        ensure!(
            value("NoNewPrivs:") == Some("1"),
            "it may get more rights:\n{status}"
        );
        let pid = value("NSpid:").and_then(|pids| pids.split_whitespace().next_back());
        ensure!(pid == Some("1"), "it is not the first process:\n{status}");
        self.found(
            "confined",
            format!("user {user}, root read-only, no capabilities, no new privileges, process 1"),
        );
        Ok(())
    }

    fn say_version(&mut self) -> Result<()> {
        let answer = Visitor::default().get(&self.place, "/version")?;
        let version: Value = serde_json::from_str(&answer.text)?;
        let commit = self.root.image.environment.get("CFMALL_COMMIT");
        ensure!(
            version["commit"].as_str() == commit.map(String::as_str),
            "/version: {version}"
        );
        self.found("`/version`", "names the commit");
        Ok(())
    }

    /// What the front page loads can be kept for ever. Auth has no front page: its login loads the same.
    fn serve_files(&mut self) -> Result<()> {
        let page = if self.root.target == "auth" { "/login" } else { "/" };
        let mut visitor = Visitor::default();
        let answer = visitor.get(&self.place, page)?;
        ensure!(answer.status == 200, "{page} answers {}", answer.status);
        let mut files: Vec<_> = answer
            .text
            .split(['"', '\''])
            .filter(|word| word.starts_with("/pkg/"))
            .collect();
        files.sort_unstable();
        files.dedup();
        ensure!(!files.is_empty(), "{page} loads nothing from /pkg");
        for file in &files {
            let answer = visitor.get(&self.place, file)?;
            let caching = answer.header("cache-control");
            ensure!(
                answer.status == 200 && caching.contains("immutable"),
                "{file} answers {} with Cache-Control: {caching}",
                answer.status
            );
        }
        self.found(
            "`/pkg`",
            format!("{} of {} files of {page} immutable", files.len(), files.len()),
        );
        Ok(())
    }

    /// As an engine asks: with the words of `HEALTHCHECK`, and for readiness with one more.
    fn be_healthy(&mut self) -> Result<()> {
        for words in [&[][..], &["--ready"]] {
            let (success, said) = self.health(words)?;
            ensure!(success, "health {words:?}: {said}");
        }
        self.found("`health`, `health --ready`", "exit code 0");
        Ok(())
    }

    fn health(&self, words: &[&str]) -> Result<(bool, String)> {
        let mut program = self.root.image.health.clone();
        ensure!(!program.is_empty(), "the image has no HEALTHCHECK");
        program.extend(words.iter().map(|word| (*word).to_owned()));
        self.sandbox.run(&program)
    }

    fn end(&mut self, running: Running) -> Result<()> {
        let (code, time) = running.terminate(GRACE)?;
        ensure!(code == Some(0), "after SIGTERM it ends with {code:?}");
        self.found("SIGTERM", format!("exit code 0 after {} ms", time.as_millis()));
        ensure!(!self.health(&[])?.0, "health finds somebody who has ended");
        let written = fs::read_dir(&self.sandbox.temporary)?.count();
        self.found(
            "written",
            format!("{written} files in `/tmp`, elsewhere nothing can be"),
        );
        Ok(())
    }
}

/// Somebody logs in where that is possible, and is known wherever they go.
fn log_in(subjects: &mut [Subject<'_>]) -> Result<()> {
    let Some(auth) = subjects.iter().find(|subject| subject.root.target != "mall") else {
        subjects[0].found("login", "not tried without auth");
        return Ok(());
    };
    let mut visitor = Visitor::default();
    let answer = visitor.post(&auth.place, "/api/auth/login", &MEMBER)?;
    if answer.status != 303 {
        bail!("the login answers {}: {}", answer.status, answer.text);
    }
    for subject in subjects {
        let answer = visitor.get(&subject.place, "/api/session/viewer")?;
        let viewer: Value = serde_json::from_str(&answer.text)?;
        ensure!(viewer["nickname"] == NICKNAME, "after the login {viewer}");
        subject.found("login", "the member is known by nickname");
    }
    Ok(())
}
