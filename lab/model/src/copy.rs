//! One process of a service.

use diagnosis::evidence::LookUp;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{CopyMark, Mark, Visitor};

/// A process of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// Its name: `auth-1`.
    pub name: String,
    /// Its service: `auth`, `mall` or `monolith`.
    pub service: String,
    /// By what it is recognised on a screen.
    pub mark: CopyMark,
    /// The state: whether it runs.
    pub state: CopyState,
    /// The process, while it runs.
    pub process: Option<u32>,
    /// Its resident memory in KiB, while it runs.
    pub memory: Option<u64>,
    /// The moment of its last start.
    #[serde(with = "time::serde::rfc3339::option")]
    pub since: Option<OffsetDateTime>,
    /// What its store knows of the visitors' sessions, asked without any effect on them.
    pub knows: Vec<Known>,
}

/// Whether a copy runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyState {
    /// The process has ended.
    Stopped,
    /// The process answers.
    Running,
    /// The process is frozen, and its connections are open.
    Paused,
}

/// What the store of a copy knows of one visitor's session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The visitor.
    pub visitor: Visitor,
    /// The session that the visitor would bring, or has brought last.
    pub session: Mark,
    /// What the copy would find.
    pub look_up: LookUp,
}
