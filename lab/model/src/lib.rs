//! What the parts of the session lab tell each other, as plain data.
//!
//! A *scene* is a topology that runs, or can be run, with host names of its own, so that all scenes fit into one browser. The
//! supervisor runs scenes and records every request through its gateway as [`Seen`]; scenarios drive visitors through them; the
//! pages show them. All of them meet in the trait [`Lab`].
//!
//! No id of a session is in any of these types: a session is told by its [`Mark`].

mod copy;
mod fault;
mod lab;
mod mark;
mod remedy;
mod scene;
mod seen;
mod visitor;

pub use copy::{Copy, CopyState, Known};
pub use fault::Fault;
pub use lab::{Anatomy, Lab, Refusal, Row};
pub use mark::{CopyMark, Form, Mark};
pub use remedy::{Remedies, Remedy, RemedyKind};
pub use scene::{CookieScope, Scene, SceneId, SceneState, Switch};
pub use seen::{CookieSeen, Seen, SetCookieSeen};
pub use visitor::{CookieAt, Visitor};
