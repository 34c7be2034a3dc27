//! A build without the feature `lab`: there is nothing that the lab could be told.

use crate::{
    config::{ConfigError, HostConfig},
    env::{self, Source},
};
use app_session::{Connector, Sessions};
use axum::Router;
use sqlx::PgPool;

/// No variables.
#[derive(Clone, Debug, Default)]
pub struct LabConfig;

/// Nothing.
pub(crate) struct Additions;

impl LabConfig {
    pub(crate) fn read(source: Source<'_>) -> Result<Self, ConfigError> {
        for name in ["LAB_KEY", "LAB_ORIGIN", "LAB_FORMAT"] {
            if let Some(value) = env::optional(source, name) {
                return Err(ConfigError::Invalid {
                    name,
                    value,
                    reason: "it is known to a build with the feature lab only".to_owned(),
                });
            }
        }
        Ok(Self)
    }

    /// The sessions of a process. `pool` and `connector` lead to the same database.
    pub(crate) fn sessions(
        &self,
        config: &HostConfig,
        pool: PgPool,
        connector: &Connector,
    ) -> (Sessions, Additions) {
        let sessions = Sessions::new(config.session.clone(), pool, connector);
        (sessions, Additions)
    }
}

impl Additions {
    pub(crate) fn around(self, router: Router) -> Router {
        router
    }
}
