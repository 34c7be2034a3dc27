//! What a run reads of the objects. That nothing is misspelt, tests find out with the types of the whole interfaces.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Labels, or what has to be among them.
pub type Labelled = BTreeMap<String, String>;

/// Who an object is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labelled,
}

/// Something that is known by its name.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// The name.
    pub name: String,
}

/// Variables.
#[derive(Debug, Clone, Deserialize)]
pub struct ConfigMap {
    /// Who it is.
    pub metadata: Metadata,
    /// The values by name.
    pub data: BTreeMap<String, String>,
}

/// Secrets, as people write them down.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Secret {
    /// Who it is.
    pub metadata: Metadata,
    /// The values by key.
    pub string_data: BTreeMap<String, String>,
}

/// A name for pods.
#[derive(Debug, Clone, Deserialize)]
pub struct Service {
    /// Who it is.
    pub metadata: Metadata,
    /// What it wants.
    pub spec: ServiceSpec,
}

/// What a [`Service`] wants.
#[derive(Debug, Clone, Deserialize)]
pub struct ServiceSpec {
    /// Which pods are behind it.
    pub selector: Labelled,
    /// Its ports.
    pub ports: Vec<ServicePort>,
}

/// A port of a service.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePort {
    /// Its number.
    pub port: u16,
    /// The name of the port of its pods.
    pub target_port: String,
}
