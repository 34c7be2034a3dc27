//! What the suite is run on.

use anyhow::{Context, Result};

use crate::topology::{self, Topology};

/// A deployment with a golden file of its own.
pub struct Shape {
    /// As on the command line, in the report and in the golden file's name.
    pub name: &'static str,
    topology: &'static str,
    /// `SESSION_STORE`, if not the topology's.
    pub store: Option<&'static str>,
}

/// What must hold, and for comparison what the published parts do by themselves.
pub const ALL: [Shape; 5] = [
    Shape {
        name: "T1",
        topology: "T1",
        store: None,
    },
    Shape {
        name: "T7",
        topology: "T7",
        store: None,
    },
    Shape {
        name: "T8",
        topology: "T8",
        store: None,
    },
    Shape {
        name: "stock",
        topology: "T7",
        store: Some("postgres-stock"),
    },
    Shape {
        name: "memory",
        topology: "T0",
        store: None,
    },
];

impl Shape {
    /// Those with these names, all of them if there are none.
    pub fn chosen(names: &[String]) -> Result<Vec<&'static Shape>> {
        if names.is_empty() {
            return Ok(ALL.iter().collect());
        }
        let known = ALL.map(|shape| shape.name).join(", ");
        names
            .iter()
            .map(|name| {
                let found = ALL.iter().find(|shape| shape.name.eq_ignore_ascii_case(name));
                found.with_context(|| format!("there is no shape {name}; there are {known}"))
            })
            .collect()
    }

    pub fn topology(&self) -> Result<&'static Topology> {
        topology::find(self.topology)
    }

    /// `SESSION_STORE` of every copy.
    pub fn effective_store(&self) -> Result<&'static str> {
        Ok(self.store.unwrap_or(self.topology()?.store))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_found_and_each_has_a_store() {
        let names = ["t7".to_owned(), "memory".to_owned()];
        let chosen = Shape::chosen(&names).unwrap();
        assert_eq!(
            chosen
                .iter()
                .map(|shape| shape.effective_store().unwrap())
                .collect::<Vec<_>>(),
            ["postgres", "memory"]
        );
        assert_eq!(Shape::chosen(&[]).unwrap().len(), ALL.len());
        assert!(Shape::chosen(&["T9".to_owned()]).is_err());
        assert!(ALL.iter().all(|shape| shape.topology().is_ok()));
    }
}
