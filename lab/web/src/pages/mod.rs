//! The pages: made on the server from what the lab tells.

mod compare;
mod document;
mod guard;
mod home;
mod lesson;
mod live;
mod marks;
mod names;
mod page;
mod picture;
mod preferences;
mod remedies;
mod router;
mod scene;
mod session;
mod sites;
mod turns;
mod visit;
mod words;

pub use router::{Options, router};
