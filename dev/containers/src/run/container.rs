//! One copy of a service.

use std::{
    collections::BTreeMap,
    fs,
    net::Ipv4Addr,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{process::Output, stop};

use super::machine::{StandIn, USER};
use crate::{
    compose::{self, Service},
    image::{
        root::Root,
        sandbox::{Running, Sandbox},
    },
};

/// Where a container listens that is told to listen everywhere.
const EVERYWHERE: &str = "0.0.0.0:";
/// A copy that has not said in this time that it is well never will.
const HEALTHY: Duration = Duration::from_mins(2);
/// What engines give where a file says nothing.
const GRACE: u64 = 10;

/// Whoever is told to listen everywhere gets an address of its own: here all containers are on one machine.
pub fn listen_at(address: Ipv4Addr, environment: &mut BTreeMap<String, String>) {
    for value in environment.values_mut() {
        if let Some(port) = value.strip_prefix(EVERYWHERE) {
            *value = format!("{address}:{port}");
        }
    }
}

/// A copy.
pub struct Container<'a> {
    /// The service and the number of the copy.
    pub name: String,
    /// The service's name.
    pub service: String,
    /// Its own address.
    pub address: Ipv4Addr,
    definition: &'a Service,
    sandbox: Sandbox,
    command: Vec<String>,
    /// While it runs.
    pub running: Option<Running>,
}

/// What all containers see.
pub struct Surroundings<'a> {
    /// The folder of the compose files.
    pub files: &'a Path,
    /// Where this project keeps what it needs.
    pub folder: &'a Path,
    /// The names and addresses of all containers.
    pub hosts: &'a Path,
    /// Variables for the clients of the database, which stands elsewhere.
    pub database: &'a BTreeMap<String, String>,
}

impl<'a> Container<'a> {
    /// A copy of `definition`. With `root` it is one of our images, otherwise something of this machine stands in.
    pub fn new(
        service: &str,
        number: u16,
        address: Ipv4Addr,
        definition: &'a Service,
        root: Option<&Root>,
        around: &Surroundings<'_>,
    ) -> Result<Self> {
        let name = format!("{service}-{number}");
        let temporary = around.folder.join("tmp").join(&name);
        let (mut sandbox, image, command) = if let Some(root) = root {
            let sandbox = Sandbox::of_image(root, &temporary)?;
            let command = sandbox.entrypoint(&definition.command);
            (sandbox, root.image.environment.clone(), command)
        } else {
            let stand_in = StandIn::of(
                definition
                    .image
                    .as_deref()
                    .context("a service without an image")?,
            )?;
            let user = definition.user.as_deref().unwrap_or(USER);
            let mut sandbox = Sandbox::of_machine(&name, user, &temporary)?;
            if let Some((file, to)) = stand_in.file() {
                sandbox = sandbox.seeing(file, &to);
            }
            let mut environment = around.database.clone();
            environment.extend(stand_in.environment());
            let command = if definition.command.is_empty() {
                stand_in.command()
            } else {
                definition.command.clone()
            };
            (sandbox, environment, command)
        };
        sandbox = sandbox.seeing(around.hosts, "/etc/hosts");
        for secret in &definition.secrets {
            let file = around.folder.join("secrets").join(secret);
            sandbox = sandbox.seeing(&file, &format!("/run/secrets/{secret}"));
        }
        for volume in &definition.volumes {
            let parts: Vec<_> = volume.split(':').collect();
            sandbox = match parts[..] {
                [file, to, "ro"] if file.starts_with('.') => sandbox.seeing(&around.files.join(file), to),
                [volume, to] => {
                    let kept = around.folder.join("volumes").join(volume);
                    fs::create_dir_all(&kept)?;
                    sandbox.keeping(&kept, to)
                }
                _ => bail!("{name}: the volume {volume} is not understood"),
            };
        }
        let mut environment = compose::environment(&image, definition);
        listen_at(address, &mut environment);
        Ok(Self {
            name,
            service: service.to_owned(),
            address,
            definition,
            sandbox: sandbox.with(&environment),
            command,
            running: None,
        })
    }

    /// Runs it to its end, which has to be a success.
    pub fn run_to_end(&self) -> Result<()> {
        let (success, said) = self.sandbox.run(&self.command)?;
        ensure!(success, "{} fails: {said}", self.name);
        Ok(())
    }

    /// Starts it.
    pub fn start(&mut self, output: &Output) -> Result<()> {
        self.running = Some(self.sandbox.start(&self.command, output)?);
        Ok(())
    }

    /// Asks its health check until that is content.
    pub fn wait_until_healthy(&mut self) -> Result<()> {
        let Some(check) = &self.definition.healthcheck else {
            return Ok(());
        };
        let [kind, program @ ..] = &check.test[..] else {
            bail!("{}: an empty health check", self.name);
        };
        ensure!(kind == "CMD", "{}: a health check in a shell", self.name);
        let pause = check.start_interval.as_ref().or(check.interval.as_ref());
        let pause = Duration::from_secs(pause.map_or(Ok(1), |pause| compose::seconds(pause))?);
        let deadline = Instant::now() + HEALTHY;
        loop {
            let (success, said) = self.sandbox.run(program)?;
            if success {
                return Ok(());
            }
            if let Some(running) = &mut self.running {
                running.check()?;
            }
            ensure!(Instant::now() < deadline, "{} is not well: {said}", self.name);
            let next = Instant::now() + pause;
            while Instant::now() < next {
                stop::check_interrupt()?;
            }
        }
    }

    /// As far as one knows of it.
    pub const fn state(&self) -> &'static str {
        if self.definition.healthcheck.is_some() {
            "is well, says its health check"
        } else {
            "runs"
        }
    }

    /// Asks it to end, and says how it did.
    pub fn end(&mut self) -> Result<Option<String>> {
        let Some(running) = self.running.take() else {
            return Ok(None);
        };
        let grace = self.definition.stop_grace_period.as_ref();
        let grace = grace.map_or(Ok(GRACE), |grace| compose::seconds(grace))?;
        let (code, time) = running.terminate(Duration::from_secs(grace))?;
        ensure!(code == Some(0), "{} ends with {code:?}", self.name);
        Ok(Some(format!(
            "`{}` ends after SIGTERM with exit code 0 in {:.1} of its {grace} s",
            self.name,
            time.as_secs_f64()
        )))
    }
}
