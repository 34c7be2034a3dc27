//! Which scenes there are, what each is made of, and which differ by one switch only.

use dev_deployment::{
    hostnames::{Hostnames, MALL_HOST},
    topology::{Hosts, Layout, Scope, TABLE, Topology},
};
use diagnosis::Text;
use lab_model::{SceneId, Switch};

use crate::outcome;

/// The scenes of the lesson, in its order.
const SCENES: [&str; 15] = [
    "T0",
    "T1",
    "T2a",
    "T2b",
    "T2c",
    "T3",
    "T4",
    "T4+postgres",
    "T5",
    "T5b",
    "T6",
    "T6b",
    "T7",
    "T8",
    "T8+memory",
];
/// The stores that a scene can have instead of its topology's.
const STORES: [&str; 4] = ["memory", "postgres", "postgres-stock", "cookie"];

/// Scenes that differ by one switch, both ways.
#[rustfmt::skip]
const FLIPS: [(&str, Switch, &str); 17] = [
    ("T0", Switch::Store, "T1"),
    ("T2a", Switch::Scope, "T3"),
    ("T2a", Switch::Store, "T2c"),
    ("T2a", Switch::Hosts, "T8+memory"),
    ("T2c", Switch::Scope, "T7"),
    ("T2c", Switch::Hosts, "T8"),
    ("T3", Switch::Store, "T7"),
    ("T8", Switch::Store, "T8+memory"),
    ("T2b", Switch::Store, "T2b+postgres"),
    ("T4", Switch::Store, "T4+postgres"),
    ("T4", Switch::Balance, "T5"),
    ("T5", Switch::Store, "T5+postgres"),
    ("T5b", Switch::Store, "T5b+postgres"),
    ("T4+postgres", Switch::Balance, "T5+postgres"),
    // One way: the way back is another one.
    ("T5b", Switch::Balance, "T4"),
    ("T6", Switch::Store, "T7"),
    ("T6b", Switch::Store, "T7"),
];

/// What a scene is made of.
#[derive(Clone)]
pub struct Spec {
    /// Its name.
    pub id: SceneId,
    /// The row of the table that it is made after.
    pub topology: &'static Topology,
    /// Its host names.
    pub hostnames: Hostnames,
    /// `SESSION_STORE`.
    pub store: String,
    /// How the gateway chooses a copy.
    pub balance: &'static str,
    /// Whether each process has a key of its own.
    pub own_keys: bool,
}

impl Spec {
    /// The scenes of the lesson.
    pub fn all() -> Vec<Self> {
        SCENES.iter().filter_map(|id| Self::find(&parse(id))).collect()
    }

    /// The scene of this name, in its usual spelling; `None` if there is no such topology or store.
    pub fn find(id: &SceneId) -> Option<Self> {
        let (row, variant) = TABLE
            .iter()
            .find(|row| row.id.eq_ignore_ascii_case(&id.topology))
            .map(|row| (row, ""))
            .or_else(|| {
                let row = id.topology.strip_suffix(['b', 'B'])?;
                let row = TABLE.iter().find(|known| known.id.eq_ignore_ascii_case(row))?;
                matches!(row.id, "T5" | "T6").then_some((row, "b"))
            })?;
        let store = match &id.store {
            Some(store) if !STORES.contains(&store.as_str()) => return None,
            // What the topology has anyway is not said.
            Some(store) if store == row.store => None,
            other => other.clone(),
        };
        let id = SceneId {
            topology: format!("{}{variant}", row.id),
            store,
        };
        let label = id.to_string().to_lowercase().replace('+', "-");
        Some(Self {
            hostnames: Hostnames::below(&format!("{label}.{MALL_HOST}")),
            store: id.store.clone().unwrap_or_else(|| row.store.to_owned()),
            balance: if id.topology == "T5b" { "hash" } else { row.balance },
            own_keys: id.topology == "T6b",
            topology: row,
            id,
        })
    }

    /// Whether the host of an authority, with or without a port, is one of this scene's.
    pub fn has_host(&self, authority: &str) -> bool {
        is_host(authority, &self.hostnames.mall)
            || (self.topology.hosts == Hosts::Two && is_host(authority, &self.hostnames.auth))
            || self.is_provider(authority)
    }

    /// Whether the host of an authority is that of the demo provider of payments, which knows no sessions.
    pub fn is_provider(&self, authority: &str) -> bool {
        is_host(authority, &self.hostnames.pay)
    }

    /// The copies that it starts with: the service of each, and the name.
    pub fn copies(&self) -> impl Iterator<Item = (&'static str, String)> {
        let services = self.topology.services(None, None).into_iter();
        services.flat_map(|(service, count)| {
            (1..=count).map(move |number| (service, format!("{service}-{number}")))
        })
    }

    /// The name of the session cookie.
    pub const fn cookie(&self) -> &'static str {
        self.topology.cookie_name()
    }

    /// Whether the cookie of one service reaches the other one.
    pub fn arrives(&self) -> bool {
        self.topology.hosts != Hosts::Two || self.topology.scope == Scope::Parent
    }

    /// Whether whatever one copy knows all copies know.
    pub fn is_shared(&self) -> bool {
        match self.store.as_str() {
            "memory" => self.topology.layout == Layout::Monolith,
            "cookie" => !self.own_keys,
            _ => true,
        }
    }

    /// Whether sessions live in the memory of each process.
    pub fn is_memory(&self) -> bool {
        self.store == "memory"
    }

    /// What a visitor who logs in will see, and whether that is a failure.
    pub fn outcome(&self) -> (Text, bool) {
        outcome::of(self)
    }

    /// The name of the scene's database.
    pub fn database(&self) -> String {
        format!(
            "lab_{}",
            self.id.to_string().to_lowercase().replace(['+', '-'], "_")
        )
    }

    /// The scene that differs from this one by one switch only.
    pub fn flipped(&self, switch: Switch) -> Option<Self> {
        let id = self.id.to_string();
        let there = FLIPS.iter().find(|(from, by, _)| *from == id && *by == switch);
        let back = || FLIPS[..14].iter().find(|(_, by, to)| *to == id && *by == switch);
        let other = there
            .map(|(.., to)| *to)
            .or_else(|| back().map(|(from, ..)| *from))?;
        Self::find(&parse(other))
    }
}

fn is_host(authority: &str, name: &str) -> bool {
    let host = authority.split(':').next().unwrap_or_default();
    host.eq_ignore_ascii_case(name)
}

fn parse(id: &str) -> SceneId {
    match id.parse() {
        Ok(id) => id,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(id: &str) -> Spec {
        Spec::find(&parse(id)).unwrap_or_else(|| panic!("there is a scene {id}"))
    }

    #[test]
    fn every_topology_of_the_table_has_a_scene() {
        assert_eq!(Spec::all().len(), SCENES.len());
        for row in &TABLE {
            assert!(SCENES.contains(&row.id), "{}", row.id);
        }
        assert!(Spec::find(&parse("T9")).is_none());
        assert!(Spec::find(&parse("T3+redis")).is_none());
        assert_eq!(spec("t3+memory").id.to_string(), "T3");
    }

    #[test]
    fn names_are_those_of_the_scene() {
        assert_eq!(spec("T4+postgres").hostnames.mall, "t4-postgres.cfmall.localhost");
        let split = spec("T3");
        assert!(split.has_host("auth.t3.cfmall.localhost:4400") && split.has_host("t3.cfmall.localhost"));
        assert!(
            split.has_host("pay-t3.cfmall.localhost:4400") && split.is_provider("Pay-T3.cfmall.localhost")
        );
        assert!(!split.is_provider("t3.cfmall.localhost") && !split.has_host("pay-t8.cfmall.localhost"));
        assert!(!split.has_host("cfmall.localhost") && !spec("T8").has_host("auth.t8.cfmall.localhost"));
    }

    /// A switch changes what it says and nothing else, but for the number of copies.
    #[test]
    fn a_switch_changes_one_thing() {
        for (from, switch, to) in FLIPS {
            let (one, other) = (spec(from), spec(to));
            assert_eq!(
                one.flipped(switch).map(|scene| scene.id),
                Some(other.id.clone()),
                "{from}"
            );
            let differs = [
                (Switch::Scope, one.topology.scope != other.topology.scope),
                (Switch::Store, one.store != other.store),
                (Switch::Balance, one.balance != other.balance),
                (Switch::Hosts, one.topology.hosts != other.topology.hosts),
            ];
            for (which, differs) in differs {
                assert_eq!(differs, which == switch, "{from} to {to}: {which:?}");
            }
        }
        assert_eq!(
            spec("T7")
                .flipped(Switch::Scope)
                .map(|scene| scene.id.to_string()),
            Some("T2c".into())
        );
        assert!(spec("T1").flipped(Switch::Balance).is_none());
    }
}
