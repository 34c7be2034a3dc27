//! The manifests for Kubernetes.

mod environment;
mod interfaces;
mod rendering;
mod rules;

use std::path::Path;

use dev_containers::kubernetes::{FOLDER, Manifests, OVERLAYS, render};
use dev_deployment::workspace;
use serde_json::Value;

fn read(file: impl AsRef<Path>) -> Manifests {
    Manifests::read(&workspace::at(FOLDER).join(file)).unwrap()
}

/// Every overlay, as it is committed.
fn all() -> impl Iterator<Item = (&'static str, Manifests)> {
    OVERLAYS
        .into_iter()
        .map(|overlay| (overlay, read(render::rendered(overlay))))
}

/// Every pod that something of ours makes: the overlay, the kind and the name of what makes it, and its template.
fn pods() -> Vec<(String, Value)> {
    let mut pods = Vec::new();
    for (overlay, manifests) in all() {
        for object in manifests.objects() {
            let template = &object["spec"]["template"];
            if template.is_object() {
                let name = format!(
                    "{overlay}: {} {}",
                    object["kind"].as_str().unwrap(),
                    object["metadata"]["name"].as_str().unwrap()
                );
                pods.push((name, template.clone()));
            }
        }
    }
    // Two services and a job; in the monolith one.
    assert_eq!(pods.len(), 2 + 3 * 3);
    pods
}

fn list<'a>(value: &'a Value, what: &str) -> &'a [Value] {
    value[what].as_array().map_or(&[], Vec::as_slice)
}
