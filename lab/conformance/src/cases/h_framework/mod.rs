//! H: pages, forms and streams, as frameworks make them.

mod hand_off;
mod next;
mod prefetch;
mod sites;
mod sockets;
mod streams;
mod ways;

use crate::case::Case;

/// In order.
pub static CASES: &[&Case] = &[
    &streams::H01,
    &sockets::H02,
    &sockets::H03,
    &ways::H04,
    &hand_off::H05,
    &prefetch::H06,
    &next::H07,
    &ways::H08,
];
