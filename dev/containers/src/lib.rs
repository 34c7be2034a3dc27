//! What is shipped for container engines, run without one.
//!
//! The Dockerfile: its build stages' commands are run here, and the files that its last stages copy are put together and run under
//! bubblewrap, as an engine would run them. The compose files: read as Compose reads them, so that tests can judge what stands there.
//! The manifests for Kubernetes: rendered, judged, and run with local programs.

pub mod compose;
pub mod context;
pub mod dockerfile;
mod document;
pub mod image;
pub mod kubernetes;
pub mod run;
pub mod visitor;
