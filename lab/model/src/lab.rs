//! The lab, as its pages and its commands use it.

use async_trait::async_trait;
use diagnosis::{Diagnosis, Text};
use serde::Serialize;

use crate::{CookieAt, Fault, Mark, Scene, SceneId, Seen, Switch, Visitor};

/// The lab.
#[async_trait]
pub trait Lab: Send + Sync + 'static {
    /// All scenes, in the order of the lesson.
    async fn scenes(&self) -> Vec<Scene>;

    /// One scene, with what its copies know.
    async fn scene(&self, id: &SceneId) -> Result<Scene, Refusal>;

    /// Starts a scene and returns when it answers. One that runs is left as it is.
    async fn start(&self, id: &SceneId) -> Result<(), Refusal>;

    /// Ends a scene.
    async fn stop(&self, id: &SceneId) -> Result<(), Refusal>;

    /// Ends all sessions of a scene, forgets what was seen, and makes good every fault.
    async fn reset(&self, id: &SceneId) -> Result<(), Refusal>;

    /// Does something to a scene. The text says what was done.
    async fn apply(&self, id: &SceneId, fault: &Fault) -> Result<Text, Refusal>;

    /// The requests after a number, the oldest first, as many as are kept.
    async fn seen(&self, id: &SceneId, after: u64) -> Result<Vec<Seen>, Refusal>;

    /// Returns when a scene has seen more than this number of requests, or has changed otherwise, or after some seconds.
    async fn changed(&self, id: &SceneId, after: u64) -> Result<(), Refusal>;

    /// The visitors of a scene, whoever came last first.
    async fn visitors(&self, id: &SceneId) -> Result<Vec<Visitor>, Refusal>;

    /// The cookies of a visitor, once for each service of the scene.
    async fn cookies(&self, id: &SceneId, visitor: &Visitor) -> Result<Vec<CookieAt>, Refusal>;

    /// Why the nickname is missing, or that it is not.
    async fn diagnose(&self, id: &SceneId, visitor: &Visitor) -> Result<Diagnosis, Refusal>;

    /// The visitor's session, step by step.
    async fn anatomy(&self, id: &SceneId, visitor: &Visitor) -> Result<Anatomy, Refusal>;

    /// The scene that differs from this one by one switch only, if there is one.
    fn flipped(&self, id: &SceneId, switch: Switch) -> Option<SceneId>;
}

/// A session from the cookie in the browser to the member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Anatomy {
    /// The value of the cookie, recognisable and nothing more; `None` if the visitor has no session cookie.
    pub cookie: Option<Mark>,
    /// The digest under which the table has it, as it is in the table: its first 16 characters.
    pub digest: Option<String>,
    /// The columns of the rows, with their names.
    pub rows: Vec<Row>,
    /// The nickname of the member.
    pub member: Option<String>,
    /// The seconds until the session ends if nothing happens.
    pub idle: Option<u64>,
    /// The seconds until it ends whatever happens.
    pub absolute: Option<u64>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The table: `session.record`.
    pub table: String,
    /// The columns with their values as text; what is secret is left out.
    pub columns: Vec<(String, String)>,
}

/// Why the lab does not do something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Whether what was asked for does not exist.
    pub unknown: bool,
    /// The reason.
    pub reason: Text,
}
