//! The copies of all three programs, of which some run.

use std::{process::Command, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use dev_deployment::{
    database::{Database, LOGINS},
    port, probe,
    process::{self, Output, Process},
    site,
    topology::MALL_HOST,
    workspace,
};

use crate::{
    cli::Profile,
    path::{Target, Told},
};

/// The longest that a copy takes to start.
const START_LIMIT: Duration = Duration::from_mins(1);
/// So long a copy that is told to stop still answers.
const SHUTDOWN_DELAY: &str = "1s";

/// A copy of a program, running or not.
pub struct Copy {
    /// Such as `mall-1`; HAProxy uses it as well.
    pub name: String,
    pub program: &'static str,
    pub port: u16,
    pub told: Option<Told>,
    process: Option<Process>,
}

/// All copies, on one database.
pub struct Copies {
    pub all: Vec<Copy>,
    target: Target,
    public: u16,
    profile: Profile,
    output: Output,
    // After the processes: a server outlives its users.
    database: Arc<Database>,
}

impl Copies {
    /// Two of each program, none of which runs. `public` is the port that visitors see.
    pub fn new(
        target: Target,
        public: u16,
        database: Arc<Database>,
        (profile, output): (Profile, Output),
    ) -> Result<Self> {
        let mut from = public.checked_add(1).context("the port is too high")?;
        let mut all = Vec::new();
        for program in ["monolith", "mall", "auth"] {
            for number in 1..=2 {
                let port = port::next_free(from)?;
                from = port + 1;
                all.push(Copy {
                    name: format!("{program}-{number}"),
                    program,
                    port,
                    told: None,
                    process: None,
                });
            }
        }
        Ok(Self {
            all,
            target,
            public,
            profile,
            output,
            database,
        })
    }

    /// Brings the database up to date and fills in the catalogue, once and before any copy.
    pub fn migrate(&self) -> Result<()> {
        let mut migrate = self.command("monolith", Told::Nothing, "migrate");
        migrate.env("DATABASE_URL", &self.database.urls.owner);
        process::run_named("migrate", &mut migrate, &self.output)
    }

    /// Starts a copy and waits until it is ready.
    pub fn start(&mut self, index: usize, told: Told) -> Result<()> {
        let (name, program, port) = {
            let copy = &self.all[index];
            (copy.name.clone(), copy.program, copy.port)
        };
        let mut command = self.command(program, told, "serve");
        command
            .env("INSTANCE", &name)
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"));
        let mut process = Process::start(&name, &mut command, &self.output)?;
        probe::wait_until_ready(port, MALL_HOST, "/readyz", START_LIMIT, || process.check())?;
        let copy = &mut self.all[index];
        (copy.told, copy.process) = (Some(told), Some(process));
        Ok(())
    }

    /// Asks a copy to end, and waits.
    pub fn stop(&mut self, index: usize) {
        let copy = &mut self.all[index];
        copy.told = None;
        process::end(copy.process.take().into_iter().collect());
    }

    /// Ends a copy as a power cut would; what it was told is remembered for its next start.
    pub fn kill(&mut self, index: usize) {
        if let Some(process) = self.all[index].process.take() {
            process.kill();
        }
    }

    /// Fails if a copy ended by itself.
    pub fn check(&mut self) -> Result<()> {
        let mut processes = self.all.iter_mut().filter_map(|copy| copy.process.as_mut());
        processes.try_for_each(Process::check)
    }

    /// Fails if stock, orders and payments do not add up.
    pub fn check_books(&self) -> Result<()> {
        let mut books = self.command("monolith", Told::Nothing, "books");
        books.env("DATABASE_URL", &self.database.urls.owner);
        process::run_named("books", &mut books, &self.output)
    }

    fn command(&self, program: &str, told: Told, word: &str) -> Command {
        let urls = &self.database.urls;
        let mut command = Command::new(workspace::program(program, self.profile.is_release()));
        command
            .current_dir(workspace::root())
            .arg(word)
            .env_remove("LAB")
            .env("DATABASE_URL", urls.of(program))
            .env("LEPTOS_SITE_ROOT", site::root())
            .env("TRUSTED_PROXIES", "1")
            .env("DEMO_DATA", "1")
            .env("SHUTDOWN_DELAY", SHUTDOWN_DELAY);
        for variable in [
            "SESSION_COOKIE_DOMAIN",
            "SESSION_COOKIE_ALSO",
            "SESSION_COOKIE_FORMER",
        ] {
            command.env_remove(variable);
        }
        if program == "monolith" && word == "serve" {
            for (role, variable) in LOGINS {
                if let Some(url) = urls.login(role) {
                    command.env(variable, url);
                }
            }
        }
        command.envs(self.target.environment(told, self.public));
        command
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        process::end(
            self.all
                .iter_mut()
                .filter_map(|copy| copy.process.take())
                .collect(),
        );
    }
}
