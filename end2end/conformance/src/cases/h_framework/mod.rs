//! H: pages, forms and streams, as frameworks make them.

mod next;
mod prefetch;
mod streams;
mod ways;

use crate::case::Case;

/// In order.
pub static CASES: &[&Case] = &[
    &streams::H01,
    &streams::H02,
    &streams::H03,
    &ways::H04,
    &next::H05,
    &prefetch::H06,
    &next::H07,
    &ways::H08,
];
