//! A topology that runs, or can be run.

use std::{fmt, str::FromStr};

use diagnosis::Text;
use serde::{Deserialize, Serialize};

use crate::Copy;

/// The name of a scene: that of its topology, `T3`, or with another store than the topology has, `T4+postgres`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SceneId {
    /// The topology, as `dev/deployment` names it.
    pub topology: String,
    /// The store, if not the topology's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
}

/// A scene as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scene {
    /// The name.
    pub id: SceneId,
    /// The state: whether it runs.
    pub state: SceneState,
    /// The origin of the mall: `http://t3.cfmall.localhost:4400`.
    pub mall: String,
    /// The origin of auth; the mall's where there is one origin.
    pub auth: String,
    /// The name of the session cookie.
    pub cookie: String,
    /// Where the session cookie goes.
    pub scope: CookieScope,
    /// Where sessions are kept: `memory`, `postgres`, `cookie`.
    pub store: String,
    /// How the gateway chooses a copy: `round-robin`, `sticky`, `hash`.
    pub balance: String,
    /// The copies, running or not; of a scene that does not run, those that it will start with.
    pub copies: Vec<Copy>,
    /// What a visitor who logs in will see, and why.
    pub outcome: Text,
    /// Whether that is a failure.
    pub fails: bool,
}

/// Whether a scene runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SceneState {
    /// None of its processes runs.
    Stopped,
    /// Its processes are being started.
    Starting,
    /// Its services answer.
    Running,
    /// Its processes could not be started, for this reason.
    Failed(String),
}

/// Where a session cookie goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CookieScope {
    /// To the host that set it.
    Host,
    /// To this domain and all below it.
    Domain(String),
}

/// The one thing in which two scenes differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// The scope of the cookie: one host, or the parent domain.
    Scope,
    /// The store: the memory of each process, or one table for all.
    Store,
    /// How the gateway chooses a copy: in turn, or always the same one.
    Balance,
    /// How the services are told apart: by host or by path.
    Hosts,
}

impl fmt::Display for SceneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.topology)?;
        match &self.store {
            Some(store) => write!(f, "+{store}"),
            None => Ok(()),
        }
    }
}

impl FromStr for SceneId {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (topology, store) = match text.split_once('+') {
            Some((topology, store)) => (topology, Some(store.to_owned())),
            None => (text, None),
        };
        Ok(Self {
            topology: topology.to_owned(),
            store,
        })
    }
}
