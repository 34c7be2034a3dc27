//! Tests that every object is one of its interface: what the typed interface does not know is lost when it is read and written again.

use gateway_api::{gateways::Gateway, httproutes::HttpRoute};
use k8s_crds_cloud_native_pg::{Cluster, Pooler};
use k8s_openapi::api::{
    apps::v1::Deployment,
    batch::v1::Job,
    core::v1::{ConfigMap, Namespace, Secret, Service, ServiceAccount},
    networking::v1::NetworkPolicy,
    policy::v1::PodDisruptionBudget,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{all, read};

/// What is left of an object, or why it is none of its kind. Nothing, if no types are known here.
fn through_its_type(object: &Value) -> Option<Result<Value, String>> {
    fn through<T: DeserializeOwned + Serialize>(object: &Value) -> Result<Value, String> {
        let typed = serde_json::from_value::<T>(object.clone());
        typed
            .and_then(serde_json::to_value)
            .map_err(|error| error.to_string())
    }
    let kind = format!("{}/{}", object["apiVersion"].as_str()?, object["kind"].as_str()?);
    Some(match &*kind {
        "v1/ConfigMap" => through::<ConfigMap>(object),
        "v1/Namespace" => through::<Namespace>(object),
        "v1/Secret" => through::<Secret>(object),
        "v1/Service" => through::<Service>(object),
        "v1/ServiceAccount" => through::<ServiceAccount>(object),
        "apps/v1/Deployment" => through::<Deployment>(object),
        "batch/v1/Job" => through::<Job>(object),
        "networking.k8s.io/v1/NetworkPolicy" => through::<NetworkPolicy>(object),
        "policy/v1/PodDisruptionBudget" => through::<PodDisruptionBudget>(object),
        "gateway.networking.k8s.io/v1/Gateway" => through::<Gateway>(object),
        "gateway.networking.k8s.io/v1/HTTPRoute" => through::<HttpRoute>(object),
        "postgresql.cnpg.io/v1/Cluster" => through::<Cluster>(object),
        "postgresql.cnpg.io/v1/Pooler" => through::<Pooler>(object),
        _ => return None,
    })
}

/// The first place in which something was lost.
fn lost(before: &Value, after: &Value, place: &str) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before.iter().find_map(|(key, value)| {
            let place = format!("{place}.{key}");
            match after.get(key) {
                Some(after) => lost(value, after, &place),
                None => Some(place),
            }
        }),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            let mut pairs = before.iter().zip(after).enumerate();
            pairs.find_map(|(index, (before, after))| lost(before, after, &format!("{place}[{index}]")))
        }
        _ => (before != after).then(|| format!("{place}: {before} became {after}")),
    }
}

#[test]
fn nothing_in_any_object_is_unknown_to_its_interface() {
    let mut untyped = Vec::new();
    let files = all().chain([
        ("secrets", read("secrets.example.yaml")),
        ("pooler", read("components/pooler/pooler.yaml")),
    ]);
    for (file, manifests) in files {
        for object in manifests.objects() {
            let name = format!("{file}: {} {}", object["kind"], object["metadata"]["name"]);
            match through_its_type(object) {
                Some(Ok(back)) => assert_eq!(lost(object, &back, ""), None, "{name}"),
                Some(Err(error)) => panic!("{name}: {error}"),
                None => untyped.push(object["kind"].as_str().unwrap().to_owned()),
            }
        }
    }
    untyped.sort();
    untyped.dedup();
    // Of the Prometheus operator no types are at hand.
    assert_eq!(untyped, ["PodMonitor", "PrometheusRule"]);
}

#[test]
fn a_misspelt_field_is_found_in_each_interface() {
    for (kind, place) in [
        ("Deployment", "/spec/template/spec/containers/0/readinessProbe"),
        ("HTTPRoute", "/spec/rules/0"),
        ("Cluster", "/spec/postgresql/synchronous"),
    ] {
        let (_, manifests) = all().find(|(name, _)| *name == "split").unwrap();
        let mut object = manifests
            .objects()
            .iter()
            .find(|object| object["kind"] == kind)
            .unwrap()
            .clone();
        object.pointer_mut(place).unwrap()["timeoutSecond"] = json!(1);
        let back = through_its_type(&object).unwrap().unwrap();
        assert!(
            lost(&object, &back, "").unwrap().ends_with(".timeoutSecond"),
            "{kind}"
        );
    }
}
