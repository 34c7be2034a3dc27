//! PostgreSQL as `CloudNativePG` is asked for it.

use serde::Deserialize;

use super::objects::{Metadata, Named};

/// PostgreSQL by `CloudNativePG`.
#[derive(Debug, Clone, Deserialize)]
pub struct Cluster {
    /// Who it is.
    pub metadata: Metadata,
    /// What it wants.
    pub spec: ClusterSpec,
}

/// What a [`Cluster`] wants.
#[derive(Debug, Clone, Deserialize)]
pub struct ClusterSpec {
    /// How it begins.
    pub bootstrap: Bootstrap,
    /// What the operator looks after.
    pub managed: Managed,
}

/// How a cluster begins.
#[derive(Debug, Clone, Deserialize)]
pub struct Bootstrap {
    /// As a new one.
    pub initdb: InitDb,
}

/// A new database.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InitDb {
    /// Its name.
    pub database: String,
    /// Who owns it.
    pub owner: String,
    /// The secret with the owner's password.
    pub secret: Named,
    /// What the superuser says in it at the beginning.
    #[serde(rename = "postInitApplicationSQL", default)]
    pub post_init_application_sql: Vec<String>,
}

/// What the operator looks after.
#[derive(Debug, Clone, Deserialize)]
pub struct Managed {
    /// Roles.
    pub roles: Vec<ManagedRole>,
}

/// A role that the operator looks after.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedRole {
    /// Its name.
    pub name: String,
    /// Whether the role may log in.
    #[serde(default)]
    pub login: bool,
    /// The secret with its password.
    pub password_secret: Named,
}
