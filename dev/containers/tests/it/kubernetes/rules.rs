//! What the objects owe each other.

use std::{collections::BTreeSet, fs};

use dev_deployment::workspace;
use serde_json::{Value, json};

use super::{all, list, pods, read};

fn has(labels: &Value, wanted: &Value) -> bool {
    let wanted = wanted.as_object().unwrap();
    !wanted.is_empty() && wanted.iter().all(|(name, value)| labels.get(name) == Some(value))
}

/// The objects of a kind, by name.
fn named<'a>(objects: &'a [Value], kind: &str) -> Vec<(&'a str, &'a Value)> {
    let found = objects.iter().filter(|object| object["kind"] == kind);
    found
        .map(|object| (object["metadata"]["name"].as_str().unwrap(), object))
        .collect()
}

#[test]
fn selectors_find_the_pods_of_one_deployment() {
    for (overlay, manifests) in all() {
        let objects = manifests.objects();
        let deployments = named(objects, "Deployment");
        for (kind, place) in [
            ("Deployment", "/spec/selector/matchLabels"),
            (
                "Deployment",
                "/spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels",
            ),
            ("Service", "/spec/selector"),
            ("PodDisruptionBudget", "/spec/selector/matchLabels"),
        ] {
            let selecting = named(objects, kind);
            assert_eq!(selecting.len(), deployments.len(), "{overlay}: {kind}");
            for (name, object) in selecting {
                let wanted = object.pointer(place).unwrap();
                let found: Vec<_> = deployments
                    .iter()
                    .filter(|(_, deployment)| {
                        has(&deployment["spec"]["template"]["metadata"]["labels"], wanted)
                    })
                    .map(|(name, _)| *name)
                    .collect();
                assert_eq!(found, [name], "{overlay}: {kind} {name}");
            }
        }
        for (name, account) in named(objects, "ServiceAccount") {
            assert_eq!(
                account["automountServiceAccountToken"], false,
                "{overlay}: {name}"
            );
        }
    }
}

#[test]
fn ports_that_are_named_exist() {
    for (overlay, manifests) in all() {
        let objects = manifests.objects();
        for (name, deployment) in named(objects, "Deployment") {
            let container = &deployment["spec"]["template"]["spec"]["containers"][0];
            let ports: Vec<_> = list(container, "ports")
                .iter()
                .map(|port| &port["name"])
                .collect();
            for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
                assert!(
                    ports.contains(&&container[probe]["httpGet"]["port"]),
                    "{overlay}: {name} {probe}"
                );
            }
            let (_, service) = named(objects, "Service")
                .into_iter()
                .find(|(other, _)| *other == name)
                .unwrap();
            for port in list(&service["spec"], "ports") {
                assert!(ports.contains(&&port["targetPort"]), "{overlay}: {name}");
            }
        }
        let services = named(objects, "Service");
        let routes = named(objects, "HTTPRoute");
        assert!(!routes.is_empty());
        for (name, route) in routes {
            for backend in list(&route["spec"], "rules")
                .iter()
                .flat_map(|rule| list(rule, "backendRefs"))
            {
                let (_, service) = services
                    .iter()
                    .find(|(name, _)| backend["name"] == *name)
                    .unwrap();
                let known = list(&service["spec"], "ports")
                    .iter()
                    .any(|port| port["port"] == backend["port"]);
                assert!(known, "{overlay}: {name}");
            }
        }
        for (name, policy) in named(objects, "NetworkPolicy") {
            let ports = list(&policy["spec"], "ingress")
                .iter()
                .flat_map(|rule| list(rule, "ports"));
            for port in ports.map(|port| &port["port"]).filter(|port| port.is_string()) {
                assert!(port == "http" || port == "metrics", "{overlay}: {name}: {port}");
            }
        }
    }
}

#[test]
fn probes_ask_what_is_served_and_liveness_never_the_database() {
    for (name, pod) in pods() {
        let container = &pod["spec"]["containers"][0];
        let Some(service) = name.split_once("Deployment ").map(|(_, service)| service) else {
            continue;
        };
        let routes = fs::read_to_string(workspace::at(&format!("server/{service}/routes.txt"))).unwrap();
        for (probe, expected) in [
            ("startupProbe", "/livez"),
            ("livenessProbe", "/livez"),
            ("readinessProbe", "/servable"),
        ] {
            let path = container[probe]["httpGet"]["path"].as_str().unwrap();
            assert_eq!(path, expected, "{name}");
            let is_served = routes.lines().any(|line| {
                let words: Vec<_> = line.split_whitespace().collect();
                words == ["asset", "GET", path]
            });
            assert!(is_served, "{name}: {path}");
        }
    }
}

#[test]
fn a_disruption_leaves_copies_and_an_update_takes_none() {
    for (overlay, manifests) in all() {
        let objects = manifests.objects();
        for (name, deployment) in named(objects, "Deployment") {
            let replicas = deployment["spec"]["replicas"].as_u64().unwrap();
            let (_, budget) = named(objects, "PodDisruptionBudget")
                .into_iter()
                .find(|(other, _)| *other == name)
                .unwrap();
            assert!(
                budget["spec"]["maxUnavailable"].as_u64().unwrap() < replicas,
                "{overlay}: {name}"
            );
            let update = json!({ "maxSurge": 1, "maxUnavailable": 0 });
            assert_eq!(
                deployment["spec"]["strategy"]["rollingUpdate"], update,
                "{overlay}: {name}"
            );
        }
    }
}

#[test]
fn every_secret_is_in_the_example_and_only_the_job_has_the_owners() {
    let example = read("secrets.example.yaml");
    let key = |secret: &str, key: &str| {
        let found = named(example.objects(), "Secret")
            .into_iter()
            .find(|(name, _)| *name == secret);
        let (_, found) = found.unwrap_or_else(|| panic!("{secret} is not in the example"));
        assert!(found["stringData"][key].is_string(), "{secret} lacks {key}");
    };
    let mut used = BTreeSet::new();
    for (name, pod) in pods() {
        for volume in list(&pod["spec"], "volumes") {
            let Some(secret) = volume["secret"]["secretName"].as_str() else {
                continue;
            };
            for item in list(&volume["secret"], "items") {
                key(secret, item["key"].as_str().unwrap());
            }
            assert_eq!(secret == "cfmall-owner", name.contains("Job"), "{name}: {secret}");
            assert!(
                !(name.ends_with("Deployment mall") && secret == "cfmall-auth"),
                "{name}"
            );
            used.insert(secret.to_owned());
        }
        let text = pod.to_string();
        assert!(
            !text.contains("postgres://") && !text.contains("secretKeyRef"),
            "{name}"
        );
    }
    assert_eq!(used.len(), 3);
    for (_, manifests) in all() {
        assert!(
            named(manifests.objects(), "Secret").is_empty(),
            "a secret is committed"
        );
        let (_, cluster) = named(manifests.objects(), "Cluster")[0];
        let owner = cluster["spec"]["bootstrap"]["initdb"]["secret"]["name"]
            .as_str()
            .unwrap();
        let roles = list(&cluster["spec"]["managed"], "roles").iter();
        let roles = roles.map(|role| role["passwordSecret"]["name"].as_str().unwrap());
        for secret in roles.chain([owner]) {
            key(secret, "username");
            key(secret, "password");
        }
        let (_, gateway) = named(manifests.objects(), "Gateway")[0];
        for listener in list(&gateway["spec"], "listeners") {
            let certificate = listener["tls"]["certificateRefs"][0]["name"].as_str().unwrap();
            key(certificate, "tls.crt");
            key(certificate, "tls.key");
        }
    }
}

#[test]
fn pods_are_restricted() {
    for (name, pod) in pods() {
        let spec = &pod["spec"];
        assert_eq!(spec["automountServiceAccountToken"], false, "{name}");
        assert_eq!(spec["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(spec["securityContext"]["runAsUser"], 65532, "{name}");
        assert_eq!(
            spec["securityContext"]["seccompProfile"]["type"], "RuntimeDefault",
            "{name}"
        );
        for container in list(spec, "containers") {
            let restrictions = json!({
                "allowPrivilegeEscalation": false,
                "readOnlyRootFilesystem": true,
                "capabilities": { "drop": ["ALL"] },
            });
            assert_eq!(container["securityContext"], restrictions, "{name}");
            assert!(container["resources"]["limits"]["memory"].is_string(), "{name}");
            assert!(container["resources"]["limits"]["cpu"].is_null(), "{name}");
        }
    }
}

#[test]
fn images_and_the_job_name_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    for (name, pod) in pods() {
        for container in list(&pod["spec"], "containers") {
            let image = container["image"].as_str().unwrap();
            assert!(image.ends_with(&format!(":{version}")), "{name}: {image}");
        }
        if let Some((_, job)) = name.split_once("Job ") {
            assert_eq!(job, format!("cfmall-migrate-{}", version.replace('.', "-")));
        }
    }
    for (overlay, manifests) in all() {
        let (_, cluster) = named(manifests.objects(), "Cluster")[0];
        let image = cluster["spec"]["imageName"].as_str().unwrap();
        let tag = image.rsplit_once(':').unwrap().1;
        assert!(tag.starts_with("17."), "{overlay}: {image}");
        for object in manifests.objects() {
            let labels = &object["metadata"]["labels"];
            assert!(object["kind"] == "Namespace" || object["metadata"]["namespace"] == "cfmall");
            assert_eq!(
                labels["app.kubernetes.io/part-of"], "cfmall",
                "{overlay}: {object}"
            );
        }
    }
}
