//! Runs the scenes of the session lab: real processes of the real programs, a private PostgreSQL, and one gateway in this process
//! through which every request passes and is recorded.
//!
//! Everything is on this machine and for it alone: loopback addresses, demo members, databases that are made anew for every run.
//! What a copy knows of a session it tells over a side channel that only a build with the feature `lab` has, and only with the
//! key of this run.

mod anatomy;
mod answer;
mod clock;
mod evidence;
mod fault;
mod front;
mod journal;
mod key;
mod lab;
mod landmark;
mod outcome;
mod postgres;
mod refusal;
mod request;
mod running;
mod scene;
mod shared;
mod side_channel;
mod spec;
mod supervisor;
mod told;

pub use supervisor::{Options, Supervisor};
