//! Tests that the programs take what the manifests tell them.

use std::{collections::BTreeMap, fs, process};

use dev_containers::{
    dockerfile::Dockerfile,
    kubernetes::{ConfigMap, Deployment, Job, Secret, Template},
    run::kubernetes::{environment, secret_files},
};
use dev_deployment::workspace;
use server_host::{HostConfig, Service};

use super::{all, read};

/// The time that requests under way get, in seconds: `DRAIN` in server/host.
const DRAIN: u64 = 10;
const POD: &str = "pod-1";

fn load(template: &Template, maps: &[ConfigMap], secrets: &[Secret]) -> HostConfig {
    let folder = std::env::temp_dir().join(format!("cfmall-manifests-{}", process::id()));
    let container = &template.spec.containers[0];
    let target = container
        .image
        .split(':')
        .next()
        .unwrap()
        .strip_prefix("cfmall-")
        .unwrap();
    let service = match target {
        "monolith" => Service::Monolith,
        "auth" => Service::Auth,
        "mall" => Service::Mall,
        other => panic!("{other} is no target"),
    };
    let dockerfile = Dockerfile::parse(&fs::read_to_string(workspace::at("Dockerfile")).unwrap()).unwrap();
    let mut variables = dockerfile.image(target, &BTreeMap::new()).unwrap().environment;
    variables.extend(environment(container, POD, maps).unwrap());
    for (path, content) in secret_files(&template.spec, secrets).unwrap() {
        let file = folder.join(path.trim_start_matches('/'));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        // The images are built with TLS, and these tests without.
        fs::write(file, content.replace("?sslmode=require", "")).unwrap();
    }
    let config = HostConfig::from_env(service, &|name| {
        let value = variables.get(name)?;
        let secret = value.strip_prefix("/run/secrets/");
        Some(secret.map_or_else(
            || value.clone(),
            |secret| folder.join("run/secrets").join(secret).display().to_string(),
        ))
    });
    fs::remove_dir_all(folder).unwrap();
    config.unwrap_or_else(|error| panic!("{target}: {error}"))
}

#[test]
fn every_environment_is_a_good_configuration() {
    let secrets = read("secrets.example.yaml").all::<Secret>("Secret").unwrap();
    for (overlay, manifests) in all() {
        let maps = manifests.all::<ConfigMap>("ConfigMap").unwrap();
        let job = manifests.only::<Job>("Job").unwrap();
        load(&job.spec.template, &maps, &secrets);
        for deployment in manifests.all::<Deployment>("Deployment").unwrap() {
            let name = format!("{overlay}: {}", deployment.metadata.name);
            let template = &deployment.spec.template;
            let config = load(template, &maps, &secrets);
            assert_eq!(config.instance, POD, "{name}");
            assert!(!config.is_local() && !config.demo_data, "{name}");
            let pod = &template.spec;
            let pause = pod.containers[0]
                .lifecycle
                .as_ref()
                .unwrap()
                .pre_stop
                .sleep
                .seconds;
            let needed = pause + config.shutdown_delay.as_secs() + DRAIN;
            assert!(
                pod.termination_grace_period_seconds >= needed + 5,
                "{name}: {needed} s are needed, and a margin"
            );
        }
    }
}
