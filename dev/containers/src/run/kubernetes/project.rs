//! Everything that a file of manifests describes, from the first to the last.

use std::{
    collections::BTreeMap,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{paint, process::Output, stop, workspace};

use super::{
    super::{container::listen_at, ground},
    deployment::Controller,
    environment,
    gateway::{self, Endpoints, Gateway},
    pod::Pod,
    postgres::Postgres,
    secret_files,
};
use crate::{
    image::{build::Files, root::Root, sandbox::Sandbox},
    kubernetes::{
        Cluster, ConfigMap, Deployment, FOLDER, HttpRoute, Job, Manifests, PodSpec, Secret, Service, Template,
    },
    visitor::Place,
};

/// A deployment that is not complete in this time never will be.
const COMPLETE: Duration = Duration::from_mins(2);
/// Pods get addresses from here on; below it is the gateway.
const FIRST: u8 = 10;

/// What runs.
pub struct Project {
    /// The deployments.
    pub controllers: Vec<Controller>,
    services: Vec<Service>,
    gateway: Option<Gateway>,
    routes: Vec<HttpRoute>,
    ground: Ground,
    findings: Vec<String>,
    _postgres: Postgres,
}

/// What pods are made of.
struct Ground {
    folder: PathBuf,
    output: Output,
    maps: Vec<ConfigMap>,
    secrets: Vec<Secret>,
    roots: BTreeMap<String, Root>,
    next: u8,
}

impl Project {
    /// Reads the file and the example of the secrets, starts PostgreSQL, and runs the job.
    pub fn prepare(file: &Path, images: Files) -> Result<Self> {
        let manifests = Manifests::read(file)?;
        let name = file
            .file_stem()
            .and_then(|name| name.to_str())
            .context("a file without a name")?;
        let (folder, output) = ground::folder(&format!("kubernetes-{name}"))?;
        let secrets =
            Manifests::read(&workspace::at(FOLDER).join("secrets.example.yaml"))?.all::<Secret>("Secret")?;
        let cluster = manifests.only::<Cluster>("Cluster")?;
        let postgres = Postgres::start(&cluster, &secrets, &output)?;
        let secrets = postgres.local(&cluster, secrets);

        let mut maps = manifests.all::<ConfigMap>("ConfigMap")?;
        for map in &mut maps {
            // Members who can log in.
            for name in ["DEMO_DATA", "DANGER_DEMO_FOR_EVERYBODY"] {
                map.data.insert(name.to_owned(), "1".to_owned());
            }
        }
        let deployments = manifests.all::<Deployment>("Deployment")?;
        let job = manifests.only::<Job>("Job")?;
        let templates = deployments.iter().map(|deployment| &deployment.spec.template);
        let targets = templates
            .chain([&job.spec.template])
            .map(|template| target(&template.spec))
            .collect::<Result<Vec<_>>>()?;
        let none = BTreeMap::new();
        let roots = ground::roots(images, targets.iter().map(|target| (&**target, &none)))?;
        let mut project = Self {
            controllers: deployments.into_iter().map(Controller::new).collect(),
            services: manifests.all("Service")?,
            gateway: None,
            routes: manifests.all("HTTPRoute")?,
            ground: Ground {
                folder,
                output,
                maps,
                secrets,
                roots,
                next: FIRST,
            },
            findings: Vec::new(),
            _postgres: postgres,
        };
        project.found(format!(
            "`{}`: a private PostgreSQL with the owner, who is no superuser, and the managed roles",
            cluster.metadata.name
        ));
        project.run_to_end(&job)?;
        Ok(project)
    }

    /// Says what was found, and keeps it.
    pub fn found(&mut self, finding: impl Into<String>) {
        let finding = finding.into();
        println!("{} {finding}", paint::green("✓"));
        self.findings.push(finding);
    }

    fn run_to_end(&mut self, job: &Job) -> Result<()> {
        let name = &job.metadata.name;
        let address = self.ground.address()?;
        let sandbox = self.ground.sandbox(name, &job.spec.template.spec, address)?;
        let (success, said) = sandbox.run(&sandbox.entrypoint(&job.spec.template.spec.containers[0].args))?;
        ensure!(success, "{name} fails: {said}");
        self.found(format!("`{name}` has ended without an error"));
        Ok(())
    }

    /// Starts the deployments, and then the gateway.
    pub fn start(&mut self) -> Result<()> {
        let started = Instant::now();
        self.complete()?;
        let pods: Vec<_> = self
            .controllers
            .iter()
            .map(|controller| {
                format!(
                    "{} of `{}`",
                    controller.pods.len(),
                    controller.wanted.metadata.name
                )
            })
            .collect();
        self.found(format!(
            "pods are available after {:.1} s, say their probes: {}",
            started.elapsed().as_secs_f64(),
            pods.join(", ")
        ));
        let endpoints = self.endpoints()?;
        let gateway = Gateway::start(
            self.routes.clone(),
            endpoints,
            &self.ground.folder,
            &self.ground.output,
        )?;
        self.gateway = Some(gateway);
        Ok(())
    }

    /// Goes on until all deployments are complete. What was said of pods that ended meanwhile.
    pub fn complete(&mut self) -> Result<Vec<String>> {
        let deadline = Instant::now() + COMPLETE;
        let mut ended = Vec::new();
        loop {
            ended.extend(self.tick()?);
            if self.controllers.iter().all(Controller::is_complete) {
                return Ok(ended);
            }
            ensure!(
                Instant::now() < deadline,
                "not complete after {COMPLETE:?}: see {}",
                self.ground.folder.join("log").display()
            );
            stop::check_interrupt()?;
        }
    }

    /// Goes on for so long.
    pub fn go_on(&mut self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.tick()?;
            stop::check_interrupt()?;
        }
        Ok(())
    }

    /// What the cluster does now.
    pub fn tick(&mut self) -> Result<Vec<String>> {
        let mut ended = Vec::new();
        for controller in &mut self.controllers {
            let output = self.ground.output.clone();
            let ground = &mut self.ground;
            let mut make = |name, revision, template: &Template| ground.pod(name, revision, template);
            ended.extend(controller.tick(&output, &mut make)?);
        }
        let endpoints = self.endpoints()?;
        if let Some(gateway) = &mut self.gateway {
            gateway.tick(endpoints)?;
        }
        Ok(ended)
    }

    /// Who is ready behind each service.
    fn endpoints(&self) -> Result<Endpoints> {
        let pods = || self.controllers.iter().flat_map(|controller| &controller.pods);
        let behind = |service: &Service| -> Result<(String, Vec<SocketAddr>)> {
            let spec = &service.spec;
            let port = &spec
                .ports
                .first()
                .context("a service without a port")?
                .target_port;
            let is_meant = |pod: &&Pod| {
                pod.is_ready()
                    && spec
                        .selector
                        .iter()
                        .all(|(name, value)| pod.labels.get(name) == Some(value))
            };
            let addresses = pods()
                .filter(is_meant)
                .map(|pod| Ok(SocketAddr::from((pod.address, pod.port(port)?))));
            Ok((
                service.metadata.name.clone(),
                addresses.collect::<Result<Vec<_>>>()?,
            ))
        };
        self.services.iter().map(behind).collect()
    }

    /// Where visitors find the mall.
    pub fn mall(&self) -> Result<Place> {
        self.place("MALL_ORIGIN")
    }

    /// Where they find auth.
    pub fn auth(&self) -> Result<Place> {
        self.place("AUTH_ORIGIN").or_else(|_| self.mall())
    }

    fn place(&self, variable: &str) -> Result<Place> {
        let origin = self.ground.maps.iter().find_map(|map| map.data.get(variable));
        Ok(Place {
            origin: origin.with_context(|| format!("nobody says {variable}"))?.clone(),
            address: gateway::ADDRESS,
        })
    }

    /// Ends the gateway, and then all pods. All that was found.
    pub fn end(mut self) -> Result<Vec<String>> {
        if let Some(gateway) = self.gateway.take() {
            gateway.end()?;
        }
        let mut count = 0;
        for controller in &mut self.controllers {
            controller.wanted.spec.replicas = 0;
            count += controller.pods.len();
            controller.pods.iter_mut().for_each(Pod::leave);
        }
        self.complete()?;
        self.found(format!(
            "{count} pods are told to end, and do with exit code 0 in their time"
        ));
        Ok(self.findings)
    }
}

/// The target of the Dockerfile that is the image of a pod.
fn target(spec: &PodSpec) -> Result<String> {
    let container = spec.containers.first().context("a pod without a container")?;
    let name = container.image.split(':').next().unwrap_or_default();
    let target = name
        .strip_prefix("cfmall-")
        .with_context(|| format!("{name} is not ours"))?;
    Ok(target.to_owned())
}

impl Ground {
    fn address(&mut self) -> Result<Ipv4Addr> {
        let address = Ipv4Addr::new(127, 0, 9, self.next);
        self.next = self.next.checked_add(1).context("no addresses are left")?;
        Ok(address)
    }

    fn sandbox(&self, name: &str, spec: &PodSpec, address: Ipv4Addr) -> Result<Sandbox> {
        let root = self.roots.get(&target(spec)?).context("the image is not there")?;
        let mut sandbox = Sandbox::of_image(root, &self.folder.join("tmp").join(name))?;
        let mut environment = environment(&spec.containers[0], name, &self.maps)?;
        listen_at(address, &mut environment);
        let mut variables = root.image.environment.clone();
        variables.extend(environment);
        let own = self.folder.join("secrets").join(name);
        for (path, content) in secret_files(spec, &self.secrets)? {
            let file = own.join(path.trim_start_matches('/'));
            fs::create_dir_all(file.parent().context("a file without a folder")?)?;
            fs::write(&file, content)?;
            sandbox = sandbox.seeing(&file, &path);
        }
        Ok(sandbox.with(&variables))
    }

    fn pod(&mut self, name: String, revision: u32, template: &Template) -> Result<Pod> {
        let address = self.address()?;
        let sandbox = self.sandbox(&name, &template.spec, address)?;
        let who = (name, template.metadata.labels.clone(), revision);
        Pod::start(who, template.spec.clone(), address, sandbox, &self.output)
    }
}
