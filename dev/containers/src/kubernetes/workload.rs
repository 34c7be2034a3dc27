//! What makes pods.

use serde::Deserialize;

use super::{
    objects::{Labelled, Metadata},
    pod::PodSpec,
};

/// Pods that are kept running.
#[derive(Debug, Clone, Deserialize)]
pub struct Deployment {
    /// Who it is.
    pub metadata: Metadata,
    /// What it wants.
    pub spec: DeploymentSpec,
}

/// What a [`Deployment`] wants.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentSpec {
    /// The number of pods.
    pub replicas: usize,
    /// The seconds for which a pod has to be ready until it counts.
    #[serde(default)]
    pub min_ready_seconds: u64,
    /// How pods are replaced.
    pub strategy: Strategy,
    /// Which pods are its own.
    pub selector: Selector,
    /// What they are made of.
    pub template: Template,
}

/// How pods are replaced.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Strategy {
    /// The bounds of a rolling update.
    pub rolling_update: RollingUpdate,
}

/// The bounds of a rolling update, as numbers of pods.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RollingUpdate {
    /// The most that there may be beyond the wanted number.
    pub max_surge: usize,
    /// The most that may be missing.
    pub max_unavailable: usize,
}

/// What selects pods.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Selector {
    /// The labels that they have.
    pub match_labels: Labelled,
}

/// What pods are made of.
#[derive(Debug, Clone, Deserialize)]
pub struct Template {
    /// The labels that they get.
    pub metadata: Metadata,
    /// The rest.
    pub spec: PodSpec,
}

/// A pod that runs to its end.
#[derive(Debug, Clone, Deserialize)]
pub struct Job {
    /// Who it is.
    pub metadata: Metadata,
    /// What it wants.
    pub spec: JobSpec,
}

/// What a [`Job`] wants.
#[derive(Debug, Clone, Deserialize)]
pub struct JobSpec {
    /// What its pod is made of.
    pub template: Template,
}
