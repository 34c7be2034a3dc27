//! What the suite is run on.

use anyhow::{Context, Result};

use dev_deployment::topology::{self, Topology};

/// A deployment with a golden file of its own.
pub struct Subject {
    /// As on the command line, in the report and in the golden file's name.
    pub name: &'static str,
    /// What it is, for the report.
    pub title: &'static str,
    topology: &'static str,
    /// `SESSION_STORE`, if not the topology's.
    pub store: Option<&'static str>,
    /// Whether PgBouncer stands before PostgreSQL, lending connections for a session.
    pub pooled: bool,
}

/// Those that must agree in every case: however the mall is deployed, its sessions are the same.
pub const ALIKE: &str = "T1,T7,T8";

/// What must hold, and for comparison what the published parts do by themselves.
pub const ALL: [Subject; 5] = [
    Subject {
        name: "T1",
        title: "one process",
        topology: "T1",
        store: None,
        pooled: false,
    },
    Subject {
        name: "T7",
        title: "auth and mall on two hosts, two copies each",
        topology: "T7",
        store: None,
        pooled: false,
    },
    Subject {
        name: "T8",
        title: "auth and mall behind one origin, two copies each",
        topology: "T8",
        store: None,
        pooled: false,
    },
    Subject {
        name: "stock",
        title: "as T7, with the published PostgresStore as it is",
        topology: "T7",
        store: Some("postgres-stock"),
        pooled: false,
    },
    Subject {
        name: "memory",
        title: "one process, sessions in its memory",
        topology: "T0",
        store: None,
        pooled: false,
    },
];

/// What is judged only when it is asked for by name.
pub const ON_REQUEST: [Subject; 1] = [Subject {
    name: "pgbouncer",
    title: "as T7, with PgBouncer before PostgreSQL",
    topology: "T7",
    store: None,
    pooled: true,
}];

impl Subject {
    /// Those with these names; without any, [`ALL`].
    pub fn chosen(names: &[String]) -> Result<Vec<&'static Subject>> {
        if names.is_empty() {
            return Ok(ALL.iter().collect());
        }
        let every = || ALL.iter().chain(&ON_REQUEST);
        let known = every().map(|subject| subject.name).collect::<Vec<_>>().join(", ");
        names
            .iter()
            .map(|name| {
                let found = every().find(|subject| subject.name.eq_ignore_ascii_case(name));
                found.with_context(|| format!("there is no subject {name}; there are {known}"))
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
        let chosen = Subject::chosen(&names).unwrap();
        assert_eq!(
            chosen
                .iter()
                .map(|subject| subject.effective_store().unwrap())
                .collect::<Vec<_>>(),
            ["postgres", "memory"]
        );
        assert_eq!(Subject::chosen(&[]).unwrap().len(), ALL.len());
        assert!(Subject::chosen(&["T9".to_owned()]).is_err());
        assert!(ALL.iter().all(|subject| subject.topology().is_ok()));
    }
}
