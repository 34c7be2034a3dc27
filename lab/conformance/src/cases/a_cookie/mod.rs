//! Group A: the cookie and what is in it.

mod attributes;
mod duplicates;
mod forged;
mod hops;
mod lines;
mod malformed;
mod secrecy;

pub use attributes::is_proper_removal;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &attributes::A01,
    &malformed::A02,
    &forged::A03,
    &forged::A04,
    &attributes::A05,
    &secrecy::A06,
    &duplicates::A07,
    &malformed::A08,
    &secrecy::A09,
    &hops::A10,
    &lines::A11,
];
