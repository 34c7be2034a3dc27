//! Where sessions are kept.

use crate::{
    config::error::ConfigError,
    env::{self, Source},
};
use app_part::Endpoint;
use app_session::Sessions;
#[cfg(feature = "lab")]
use lab_stores::LabStore;

/// The place where sessions are kept, `SESSION_STORE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStore {
    /// In PostgreSQL, shared by every copy of every service, by our own stack. The one to use.
    Postgres,
    /// Elsewhere, for comparison.
    #[cfg(feature = "lab")]
    Lab(LabStore),
}

impl SessionStore {
    /// The word used in `SESSION_STORE` and in the footer strip.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            #[cfg(feature = "lab")]
            Self::Lab(store) => store.name(),
        }
    }

    /// Whether the store is there to be compared with ours.
    pub(crate) fn is_for_comparison(&self) -> bool {
        match self {
            Self::Postgres => false,
            #[cfg(feature = "lab")]
            Self::Lab(_) => true,
        }
    }

    /// Whether sessions are inside this process, so that no other process knows them.
    pub(crate) fn is_in_process(&self) -> bool {
        match self {
            Self::Postgres => false,
            #[cfg(feature = "lab")]
            Self::Lab(store) => *store == LabStore::Memory,
        }
    }

    pub(crate) fn read(source: Source<'_>) -> Result<Self, ConfigError> {
        #[cfg(feature = "lab")]
        let key = env::secret(source, "SESSION_KEY", "SESSION_KEY_FILE", key)?;
        let name = env::optional(source, "SESSION_STORE").unwrap_or_else(|| "postgres".to_owned());
        match name.as_str() {
            "postgres" => Ok(Self::Postgres),
            #[cfg(feature = "lab")]
            "postgres-stock" => Ok(Self::Lab(LabStore::PostgresStock)),
            #[cfg(feature = "lab")]
            "memory" => Ok(Self::Lab(LabStore::Memory)),
            #[cfg(feature = "lab")]
            "cookie" => match key {
                Some(key) => Ok(Self::Lab(LabStore::Cookie(key))),
                None => Err(ConfigError::Missing {
                    name: "SESSION_KEY",
                    hint: "SESSION_STORE=cookie seals sessions with it: 64 random bytes in hexadecimal, the same for all copies",
                }),
            },
            _ => Err(ConfigError::Invalid {
                name: "SESSION_STORE",
                value: name,
                reason: STORES.to_owned(),
            }),
        }
    }
}

#[cfg(feature = "lab")]
const STORES: &str = "the stores are postgres, postgres-stock, memory and cookie";
#[cfg(not(feature = "lab"))]
const STORES: &str =
    "this build knows postgres only; the others are for comparison, in a build with the feature lab";

/// The handles of the conformance suite: what `SESSION_PROBE=1` mounts.
#[cfg(feature = "lab")]
pub(crate) fn probe(sessions: &Sessions) -> Vec<Endpoint> {
    lab_stores::probe::endpoints(sessions.statistics())
}

/// No handles: in a build without the feature `lab` the configuration refuses to switch them on.
#[cfg(not(feature = "lab"))]
pub(crate) fn probe(_sessions: &Sessions) -> Vec<Endpoint> {
    Vec::new()
}

/// Whether [`probe`] has handles to mount.
pub(crate) fn read_probe(source: Source<'_>) -> Result<bool, ConfigError> {
    let wanted = env::switch(source, "SESSION_PROBE")?;
    if wanted && cfg!(not(feature = "lab")) {
        return Err(ConfigError::Invalid {
            name: "SESSION_PROBE",
            value: "1".to_owned(),
            reason: "the handles of the conformance suite are in a build with the feature lab only"
                .to_owned(),
        });
    }
    Ok(wanted)
}

#[cfg(feature = "lab")]
fn key(text: &str) -> Result<lab_stores::Key, &'static str> {
    const FORM: &str = "it is 64 bytes in hexadecimal: 128 digits";
    let mut key = [0; 64];
    if text.len() != 128 || !text.is_ascii() {
        return Err(FORM);
    }
    for (byte, index) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&text[index..index + 2], 16).map_err(|_| FORM)?;
    }
    Ok(key)
}
