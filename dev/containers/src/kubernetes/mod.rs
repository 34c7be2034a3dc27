//! The manifests for Kubernetes: how they are rendered, and the part of their objects that a run needs.

mod cluster;
mod objects;
mod pod;
pub mod render;
mod route;
mod workload;

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

pub use cluster::{Cluster, ManagedRole};
pub use objects::{ConfigMap, Labelled, Metadata, Named, Secret, Service};
pub use pod::{Container, Environment, PodSpec, Probe};
pub use route::{HttpRoute, RoutePath};
pub use workload::{Deployment, Job, Template};

/// The overlays, each with a file in `rendered/`.
pub const OVERLAYS: [&str; 4] = ["monolith", "split", "split-paths", "split-ha"];
/// Where the manifests are, in the workspace.
pub const FOLDER: &str = "deploy/kubernetes";

/// All objects of one file.
#[derive(Debug)]
pub struct Manifests(Vec<Value>);

impl Manifests {
    /// Reads a file of one or more documents.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", path.display()))
    }

    /// The manifests of a text.
    pub fn parse(text: &str) -> Result<Self> {
        let documents = serde_yaml_ng::Deserializer::from_str(text);
        let objects = documents.map(Value::deserialize).collect::<Result<Vec<_>, _>>()?;
        Ok(Self(
            objects.into_iter().filter(|object| !object.is_null()).collect(),
        ))
    }

    /// The objects as they stand there.
    #[must_use]
    pub fn objects(&self) -> &[Value] {
        &self.0
    }

    /// All objects of a kind, such as `Deployment`.
    pub fn all<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>> {
        let found = self.0.iter().filter(|object| object["kind"] == kind);
        found
            .map(|object| {
                let name = &object["metadata"]["name"];
                T::deserialize(object).with_context(|| format!("{kind} {name} is not understood"))
            })
            .collect()
    }

    /// The one object of a kind.
    pub fn only<T: DeserializeOwned>(&self, kind: &str) -> Result<T> {
        let mut found = self.all(kind)?;
        match (found.pop(), found.is_empty()) {
            (Some(object), true) => Ok(object),
            _ => bail!("there has to be one {kind}"),
        }
    }
}
