//! Group H: pages, forms and streams, as frameworks make them.

mod form_and_script;
mod hand_off;
mod hosts;
mod next;
mod prefetch;
mod sites;
mod sockets;
mod streams;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &streams::H01,
    &sockets::H02,
    &sockets::H03,
    &form_and_script::H04,
    &hand_off::H05,
    &prefetch::H06,
    &next::H07,
    &form_and_script::H08,
    &hosts::H09,
];
