//! Manifests for Kubernetes with the programs of this machine.
//!
//! Deployments, their pods and what the kubelet does with them are ours: environment, secrets, probes with their periods and
//! thresholds, the pause before the signal and the time to end are those of the manifests. The gateway is Caddy, the database a private
//! PostgreSQL. Left out are TLS, the network's policies, limits of memory, nodes, and the schedulers of a real cluster.

mod crowd;
mod deployment;
mod gateway;
mod pod;
mod postgres;
mod project;
mod smoke;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use dev_deployment::stop;

use super::Options;
use crate::{
    document,
    kubernetes::{ConfigMap, Container, PodSpec, Secret},
};
use project::Project;

/// Starts everything, tries it, and ends everything.
pub fn run(file: &Path, options: &Options) -> Result<()> {
    let mut project = Project::prepare(file, options.images)?;
    project.start()?;
    if options.hold {
        println!("ready: {} at {}", project.mall()?.origin, gateway::ADDRESS);
        loop {
            project.tick()?;
            stop::check_interrupt()?;
        }
    }
    smoke::run(&mut project)?;
    let findings = project.end()?;
    if options.write {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .context("a file without a name")?;
        let lines = findings.iter().map(|finding| format!("- {finding}\n"));
        document::write(&format!("deploy run rendered/{name}"), &lines.collect::<String>())?;
    }
    Ok(())
}

/// The variables of a container in the pod of this name.
pub fn environment(container: &Container, pod: &str, maps: &[ConfigMap]) -> Result<BTreeMap<String, String>> {
    let mut environment = BTreeMap::new();
    for source in &container.env_from {
        let name = &source.config_map_ref.name;
        let map = maps.iter().find(|map| map.metadata.name == *name);
        environment.extend(
            map.with_context(|| format!("there is no map {name}"))?
                .data
                .clone(),
        );
    }
    for variable in &container.env {
        let value = variable.value.clone().unwrap_or_else(|| pod.to_owned());
        environment.insert(variable.name.clone(), value);
    }
    Ok(environment)
}

/// The files that the container of a pod sees of secrets: where, and what is in them.
pub fn secret_files(spec: &PodSpec, secrets: &[Secret]) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for mount in spec
        .containers
        .iter()
        .flat_map(|container| &container.volume_mounts)
    {
        let volume = spec.volumes.iter().find(|volume| volume.name == mount.name);
        let volume = volume.with_context(|| format!("there is no volume {}", mount.name))?;
        let Some(source) = &volume.secret else {
            continue;
        };
        let secret = secrets
            .iter()
            .find(|secret| secret.metadata.name == source.secret_name);
        let secret = secret.with_context(|| format!("there is no secret {}", source.secret_name))?;
        for item in &source.items {
            let value = secret.string_data.get(&item.key);
            let value = value.with_context(|| format!("{} has no {}", source.secret_name, item.key))?;
            files.push((format!("{}/{}", mount.mount_path, item.path), value.clone()));
        }
    }
    Ok(files)
}
