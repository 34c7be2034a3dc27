//! G: what lies in the table, what is written down, what strangers leave behind.

mod events;
mod keys;
mod leaks;
mod rights;
mod stolen;
mod strangers;
mod sweeping;

use crate::case::Case;

/// In order.
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
