//! The four remedies of the lesson, with what each costs.

use diagnosis::Text;
use serde::Serialize;

use crate::SceneId;

/// The remedies, measured under the same conditions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Remedies {
    /// The number of visitors who were logged in when a copy was restarted, and when one was added.
    pub visitors: u32,
    /// The number of copies of the service that was looked at.
    pub copies: u32,
    /// The remedies, in the order of the lesson.
    pub remedies: Vec<Remedy>,
}

/// A way to keep a login in spite of several copies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Remedy {
    /// Which one.
    pub kind: RemedyKind,
    /// Its name.
    pub name: Text,
    /// What it costs or lacks, in a sentence.
    pub note: Text,
    /// The scene that was measured; `None` if all numbers were computed.
    pub scene: Option<SceneId>,
    /// The length of the `Cookie` header of a member's request, in bytes.
    pub cookie_bytes: u64,
    /// The statements for each page that look a session up outside of the process.
    pub store_calls: f64,
    /// The resident memory of a copy, in KiB; `None` if it was not measured.
    pub memory: Option<u64>,
    /// Of 10,000 sessions, those that each copy has in its own memory: computed from the number of copies.
    pub sessions_held: u32,
    /// Of the visitors, those whose login was lost when one copy was restarted.
    pub lost_at_restart: u32,
    /// Of the visitors, those whose login was lost when a copy was added.
    pub lost_at_scale_out: u32,
}

/// The remedies of the lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyKind {
    /// Every copy sends its sessions to all others.
    Replication,
    /// The gateway leads a visitor to the same copy every time.
    Sticky,
    /// The session is in the cookie.
    ClientSide,
    /// All copies ask one store.
    Shared,
}
