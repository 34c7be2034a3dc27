//! A project: all containers of compose files, from the first to the last.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{cluster::Cluster, database::Database, paint, port, process::Output};

use super::{
    container::{Container, Surroundings},
    ground,
};
use crate::{
    compose::{self, Condition, Service},
    image::build::Files,
    visitor::Place,
};

/// The database, and who owns it, as the compose files say.
const DATABASE: &str = "cfmall";
/// The service that the private PostgreSQL takes the place of.
const POSTGRES: &str = "postgres";

/// Containers, and the PostgreSQL that they use.
pub struct Project {
    file: &'static compose::File,
    containers: Vec<Container<'static>>,
    output: Output,
    findings: Vec<String>,
    _database: Database,
    _cluster: Cluster,
}

impl Project {
    /// Reads the files, makes the secrets and starts PostgreSQL.
    pub fn prepare(files: &[PathBuf], images: Files) -> Result<Self> {
        let demo = |name: &str| {
            (name == "DEMO")
                .then(|| "1".to_owned())
                .or_else(|| env::var(name).ok())
        };
        let file = compose::read(files, &demo)?;
        // As long as the program: it runs one project.
        let file: &'static compose::File = Box::leak(Box::new(file));
        let place = files
            .first()
            .and_then(|file| file.parent())
            .context("a compose file is needed")?;
        let place = fs::canonicalize(place)?;
        let (folder, output) = ground::folder(file.name.as_deref().unwrap_or("project"))?;
        let (cluster, database) = Cluster::start(ground::POSTGRES, DATABASE, false, &output)?;
        let postgres = SocketAddr::from((Ipv4Addr::LOCALHOST, cluster.address.port()));
        make_secrets(&place, &folder, postgres)?;
        let password = fs::read_to_string(folder.join("secrets/owner_password"))?;
        cluster.ask(&[&format!(
            "create role {DATABASE} superuser login password '{password}'"
        )])?;

        let addresses = addresses(file);
        let hosts = folder.join("hosts");
        fs::write(&hosts, names(&addresses))?;
        let around = Surroundings {
            files: &place,
            folder: &folder,
            hosts: &hosts,
            // The file's PGHOST stays a name; this is where it leads.
            database: &BTreeMap::from([
                ("PGHOSTADDR".to_owned(), postgres.ip().to_string()),
                ("PGPORT".to_owned(), postgres.port().to_string()),
            ]),
        };
        let containers = containers(file, images, &addresses, &around)?;
        Ok(Self {
            file,
            containers,
            output,
            findings: Vec::new(),
            _database: database,
            _cluster: cluster,
        })
    }

    /// Says what was found, and keeps it.
    pub fn found(&mut self, finding: impl Into<String>) {
        let finding = finding.into();
        println!("{} {finding}", paint::green("✓"));
        self.findings.push(finding);
    }

    /// What was found so far.
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    /// Starts everything in its order, each when those that it waits for are as far as it says.
    pub fn start(&mut self) -> Result<()> {
        for port in self.published()? {
            port::must_be_free(port)?;
        }
        for name in self.file.in_order()? {
            let is_one_shot = self.is_one_shot(name);
            let mut found = Vec::new();
            for container in self
                .containers
                .iter_mut()
                .filter(|container| container.service == name)
            {
                if is_one_shot {
                    container.run_to_end()?;
                    found.push(format!("`{}` has ended without an error", container.name));
                    continue;
                }
                // The private one runs already.
                if name != POSTGRES {
                    container.start(&self.output)?;
                }
                container.wait_until_healthy()?;
                found.push(format!("`{}` {}", container.name, container.state()));
            }
            for finding in found {
                self.found(finding);
            }
        }
        Ok(())
    }

    /// Whether others wait for its end.
    fn is_one_shot(&self, name: &str) -> bool {
        let waits = |service: &Service| {
            let dependency = service.depends_on.get(name);
            dependency.is_some_and(|other| other.condition == Condition::ServiceCompletedSuccessfully)
        };
        self.file.services.values().any(waits)
    }

    fn published(&self) -> Result<Vec<u16>> {
        let ports = self.file.services.values().flat_map(|service| &service.ports);
        ports.map(|port| Ok(compose::published(port)?.1)).collect()
    }

    /// Fails if a container has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        let running = self
            .containers
            .iter_mut()
            .filter_map(|container| container.running.as_mut());
        for container in running {
            container.check()?;
        }
        Ok(())
    }

    /// The copies of a service that run.
    pub fn copies(&mut self, service: &str) -> Vec<&mut Container<'static>> {
        let is_running =
            |container: &&mut Container<'static>| container.service == service && container.running.is_some();
        self.containers.iter_mut().filter(is_running).collect()
    }

    /// Where visitors find what a variable such as `MALL_ORIGIN` names: at the container whose port is published.
    pub fn place(&self, variable: &str) -> Result<Place> {
        let (name, service) = self
            .file
            .services
            .iter()
            .find(|(_, service)| !service.ports.is_empty())
            .context("no port is published")?;
        let (_, _, inside) = compose::published(&service.ports[0])?;
        let origin = service
            .environment
            .get(variable)
            .or_else(|| service.environment.get("MALL_ORIGIN"));
        let door = self
            .containers
            .iter()
            .find(|container| container.service == *name);
        let address = door.context("the door is not there")?.address;
        // Caddy listens on all addresses of this machine, the container's among them.
        Ok(Place {
            origin: origin.context("nobody has said its origin")?.to_string(),
            address: SocketAddr::from((address, inside)),
        })
    }

    /// Ends everything, the last first.
    pub fn end(&mut self) -> Result<()> {
        let mut order = self.file.in_order()?;
        order.reverse();
        for name in order {
            let mut found = Vec::new();
            for container in self
                .containers
                .iter_mut()
                .filter(|container| container.service == name)
            {
                found.extend(container.end()?);
            }
            for finding in found {
                self.found(finding);
            }
        }
        Ok(())
    }
}

/// The secrets, by the script that operators call. Its addresses lead to PostgreSQL's place here.
fn make_secrets(files: &Path, folder: &Path, postgres: SocketAddr) -> Result<()> {
    let script = folder.join("secrets.sh");
    fs::copy(files.join("secrets.sh"), &script)?;
    let status = Command::new("sh")
        .arg(&script)
        .status()
        .context("cannot start sh")?;
    ensure!(status.success(), "secrets.sh fails");
    for entry in fs::read_dir(folder.join("secrets"))? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?;
        fs::write(&path, text.replace("@postgres/", &format!("@{postgres}/")))?;
    }
    Ok(())
}

/// An address for each copy.
fn addresses(file: &compose::File) -> Vec<(String, u16, Ipv4Addr)> {
    let copies = file
        .services
        .iter()
        .flat_map(|(name, service)| (1..=service.copies()).map(move |number| (name.clone(), number)));
    let numbered = copies.zip(2..);
    numbered
        .map(|((name, number), last)| (name, number, Ipv4Addr::new(127, 0, 8, last)))
        .collect()
}

/// All names in the form of `/etc/hosts`: a service with several copies has several addresses.
fn names(addresses: &[(String, u16, Ipv4Addr)]) -> String {
    let mut hosts = String::from("127.0.0.1 localhost\n");
    for (name, number, address) in addresses {
        let _ = writeln!(hosts, "{address} {name} {name}-{number}");
    }
    hosts
}

fn containers(
    file: &'static compose::File,
    images: Files,
    addresses: &[(String, u16, Ipv4Addr)],
    around: &Surroundings<'_>,
) -> Result<Vec<Container<'static>>> {
    let builds = file
        .services
        .values()
        .filter_map(|service| service.build.as_ref());
    let roots = ground::roots(images, builds.map(|build| (&*build.target, &build.args)))?;
    addresses
        .iter()
        .map(|(name, number, address)| {
            let service = &file.services[name];
            let root = service.build.as_ref().and_then(|build| roots.get(&build.target));
            Container::new(name, *number, *address, service, root, around)
        })
        .collect()
}
