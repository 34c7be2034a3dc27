//! Compose files, read as Compose reads them: variables, merge keys, one file over another.

mod file;
mod interpolation;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde_yaml_ng::Value;

pub use file::{Build, Condition, Dependency, File, HealthCheck, Secret, Service, published, seconds};

/// Reads files, the later ones over the earlier ones, with variables from `variable`. A key that we do not know is an error.
pub fn read(paths: &[impl AsRef<Path>], variable: &dyn Fn(&str) -> Option<String>) -> Result<File> {
    let mut whole = Value::Null;
    for path in paths {
        let path = path.as_ref();
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = parse(&text, variable).with_context(|| format!("in {}", path.display()))?;
        whole = over(whole, file);
    }
    serde_yaml_ng::from_value(whole).context("it is not what Compose understands")
}

fn parse(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Value> {
    let mut value: Value = serde_yaml_ng::from_str(text)?;
    // Each time one step of those that build on each other.
    while has_merge(&value) {
        value.apply_merge()?;
    }
    // What only others refer to.
    if let Value::Mapping(mapping) = &mut value {
        mapping.retain(|key, _| !key.as_str().is_some_and(|key| key.starts_with("x-")));
    }
    interpolated(value, variable)
}

/// Whether a merge key, `<<`, is left anywhere.
fn has_merge(value: &Value) -> bool {
    match value {
        Value::Sequence(items) => items.iter().any(has_merge),
        Value::Mapping(mapping) => mapping
            .iter()
            .any(|(key, value)| key.as_str() == Some("<<") || has_merge(value)),
        _ => false,
    }
}

/// The value with all variables in its texts replaced.
fn interpolated(value: Value, variable: &dyn Fn(&str) -> Option<String>) -> Result<Value> {
    Ok(match value {
        Value::String(text) => Value::String(interpolation::resolve(&text, variable)?),
        Value::Sequence(items) => Value::Sequence(
            items
                .into_iter()
                .map(|item| interpolated(item, variable))
                .collect::<Result<_>>()?,
        ),
        Value::Mapping(mapping) => Value::Mapping(
            mapping
                .into_iter()
                .map(|(key, value)| Ok((key, interpolated(value, variable)?)))
                .collect::<Result<_>>()?,
        ),
        other => other,
    })
}

/// One value over another: mappings are merged, lists follow each other, anything else takes the place of what was there.
fn over(below: Value, above: Value) -> Value {
    match (below, above) {
        (Value::Mapping(mut below), Value::Mapping(above)) => {
            for (key, value) in above {
                let merged = match below.remove(&key) {
                    Some(there) => over(there, value),
                    None => value,
                };
                below.insert(key, merged);
            }
            Value::Mapping(below)
        }
        (Value::Sequence(mut below), Value::Sequence(above)) => {
            below.extend(above);
            Value::Sequence(below)
        }
        (_, above) => above,
    }
}

impl File {
    /// The services in an order in which each comes after those that it depends on.
    pub fn in_order(&self) -> Result<Vec<&str>> {
        let mut ordered: Vec<&str> = Vec::new();
        while ordered.len() < self.services.len() {
            let next = self.services.iter().find(|(name, service)| {
                let is_ready = |other: &String| ordered.contains(&other.as_str());
                !ordered.contains(&name.as_str()) && service.depends_on.keys().all(is_ready)
            });
            let (name, _) =
                next.context("services wait for each other in a circle, or for one that is not there")?;
            ordered.push(name);
        }
        Ok(ordered)
    }
}

/// The environment of a service's processes: that of its image, and over it what the file says.
#[must_use]
pub fn environment(image: &BTreeMap<String, String>, service: &Service) -> BTreeMap<String, String> {
    let mut environment = image.clone();
    environment.extend(
        service
            .environment
            .iter()
            .map(|(name, value)| (name.clone(), value.to_string())),
    );
    environment
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    const FILE: &str = r#"
name: mall
x-hardened: &hardened
  read_only: true
  cap_drop: [ALL]
x-mall: &mall
  <<: *hardened
  read_only: false
services:
  proxy:
    image: caddy
    depends_on: {mall: {condition: service_healthy}}
  mall:
    <<: *mall
    image: mall:${TAG:-local}
    command: ["sh", "-c", "echo $$HOME"]
    environment: {PROXIES: 1, ORIGIN: "${ORIGIN}"}
    depends_on: {migrate: {condition: service_completed_successfully}}
  migrate:
    image: mall
"#;

    fn file(text: &str) -> Result<File> {
        let variable = |name: &str| (name == "ORIGIN").then(|| "http://mall".to_owned());
        Ok(serde_yaml_ng::from_value(parse(text, &variable)?)?)
    }

    #[test]
    fn what_stands_there_is_what_compose_would_see() {
        let file = file(FILE).unwrap();
        let mall = &file.services["mall"];
        assert!(!mall.read_only && mall.cap_drop == ["ALL"]);
        assert_eq!(mall.image.as_deref(), Some("mall:local"));
        assert_eq!(mall.command, ["sh", "-c", "echo $HOME"]);
        let image = BTreeMap::from([
            ("ORIGIN".to_owned(), "x".to_owned()),
            ("A".to_owned(), "1".to_owned()),
        ]);
        let expected = [("A", "1"), ("ORIGIN", "http://mall"), ("PROXIES", "1")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(environment(&image, mall), BTreeMap::from(expected));
        assert_eq!(file.in_order().unwrap(), ["migrate", "mall", "proxy"]);
    }

    #[test]
    fn a_file_over_another_changes_what_it_names() {
        let below = parse(FILE, &|_| Some(String::new())).unwrap();
        let above = parse(
            "services: {mall: {deploy: {replicas: 3}, cap_drop: [X]}}",
            &|_| None,
        )
        .unwrap();
        let file: File = serde_yaml_ng::from_value(over(below, above)).unwrap();
        assert_eq!(file.services["mall"].copies(), 3);
        assert_eq!(file.services["mall"].cap_drop, ["ALL", "X"]);
        assert_eq!(file.services["proxy"].copies(), 1);
    }

    #[test]
    fn a_misspelt_key_and_a_circle_are_found() {
        let error = file("services: {mall: {image: x, helthcheck: {}}}").unwrap_err();
        assert!(error.to_string().contains("helthcheck"), "{error}");
        let circle = file(
            "services: {a: {image: x, depends_on: {b: {condition: service_started}}}, b: {image: x, depends_on: {a: {condition: service_started}}}}",
        );
        assert!(circle.unwrap().in_order().is_err());
    }
}
