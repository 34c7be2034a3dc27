//! Scripted visitors of the session lab, what they do on every scene, and what is expected of it.
//!
//! A [`Scenario`](scenario::Scenario) is played on a scene that runs: real requests through the lab's gateway, judged by what
//! pages show and by the diagnosis of what was recorded. What each must come to on each scene is one file, `golden.toml`.

pub mod crowd;
pub mod golden;
pub mod invariant;
pub mod lang;
pub mod matrix;
pub mod outcome;
pub mod place;
pub mod remedies;
pub mod report;
pub mod scenario;
mod stage;
pub mod visitor;

pub use outcome::{Outcome, run};
pub use scenario::Scenario;
