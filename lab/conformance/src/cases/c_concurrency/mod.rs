//! Group C: requests that overlap. Where order matters it is made with barriers, not left to chance.

mod history;
mod order;
mod parallel;
mod rotation;
pub mod slow;
mod tabs;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &parallel::C01,
    &parallel::C02,
    &slow::C03,
    &slow::C04,
    &slow::C05,
    &slow::C06,
    &rotation::C07,
    &rotation::C08,
    &order::C09,
    &tabs::C10,
    &history::C11,
];
