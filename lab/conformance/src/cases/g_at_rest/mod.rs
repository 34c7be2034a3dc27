//! Group G: what lies in the table, what is written down, what strangers leave behind.

mod events;
mod keys;
mod leaks;
mod rights;
mod stolen;
mod strangers;
mod sweeping;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &stolen::G01,
    &leaks::G02,
    &events::G03,
    &keys::G04,
    &rights::G05,
    &strangers::G06,
    &sweeping::G07,
    &strangers::G08,
];
