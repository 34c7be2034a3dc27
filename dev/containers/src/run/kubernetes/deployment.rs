//! A deployment: it keeps pods running, and replaces them within its bounds.

use std::time::Duration;

use anyhow::{Result, ensure};
use dev_deployment::process::Output;

use super::pod::Pod;
use crate::kubernetes::{Deployment, Template};

/// A deployment and its pods.
pub struct Controller {
    /// What is wanted.
    pub wanted: Deployment,
    /// The pods that are there, those that end among them.
    pub pods: Vec<Pod>,
    revision: u32,
    made: u32,
}

impl Controller {
    /// One without pods.
    pub const fn new(wanted: Deployment) -> Self {
        Self {
            wanted,
            pods: Vec::new(),
            revision: 1,
            made: 0,
        }
    }

    /// From now on all pods are to be new ones, as after a change of the template.
    pub const fn roll(&mut self) {
        self.revision += 1;
    }

    /// Whether as many pods as wanted are available, all of them of the last revision, and no others are there.
    pub fn is_complete(&self) -> bool {
        let least = self.least();
        let is_good = |pod: &Pod| pod.revision == self.revision && pod.is_available(least);
        self.pods.len() == self.wanted.spec.replicas && self.pods.iter().all(is_good)
    }

    fn least(&self) -> Duration {
        Duration::from_secs(self.wanted.spec.min_ready_seconds)
    }

    /// What the controller and the kubelet do now; `make` starts a pod. Sentences about pods that have ended.
    pub fn tick(
        &mut self,
        output: &Output,
        make: &mut dyn FnMut(String, u32, &Template) -> Result<Pod>,
    ) -> Result<Vec<String>> {
        let mut ended = Vec::new();
        let mut left = Vec::new();
        for mut pod in std::mem::take(&mut self.pods) {
            let Some(end) = pod.tick(output)? else {
                left.push(pod);
                continue;
            };
            ensure!(end.code == Some(0), "{} ends with {:?}", pod.name, end.code);
            ended.push(format!(
                "`{}` ends with exit code 0 in {:.1} s",
                pod.name,
                end.time.as_secs_f64()
            ));
        }
        self.pods = left;

        let spec = &self.wanted.spec;
        let bounds = spec.strategy.rolling_update;
        let mine: Vec<_> = self.pods.iter().filter(|pod| !pod.is_leaving()).collect();
        let new = mine.iter().filter(|pod| pod.revision == self.revision).count();
        let available = mine.iter().filter(|pod| pod.is_available(self.least())).count();
        let room = (spec.replicas + bounds.max_surge).saturating_sub(mine.len());
        for _ in new..spec.replicas.min(new + room) {
            self.made += 1;
            let name = format!("{}-{}-{}", self.wanted.metadata.name, self.revision, self.made);
            self.pods
                .push(make(name, self.revision, &self.wanted.spec.template)?);
        }
        let spare = (available + bounds.max_unavailable).saturating_sub(self.wanted.spec.replicas);
        let old = |pod: &&mut Pod| pod.revision != self.revision && !pod.is_leaving();
        self.pods.iter_mut().filter(old).take(spare).for_each(Pod::leave);
        Ok(ended)
    }
}
