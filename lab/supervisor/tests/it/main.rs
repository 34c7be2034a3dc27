//! The lab on real processes: a learner's way through the scenes, faults that bite, and an end that leaves nothing behind.
#![expect(clippy::unwrap_used)]

mod browser;
mod end;
mod faults;
mod lab;
mod way;
mod weight;
