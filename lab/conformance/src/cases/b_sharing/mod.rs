//! Group B: what one copy knows, all copies know.

mod accounts;
mod burst;
pub mod hot;
pub mod limit;
pub mod list;
mod logout;
mod password;
mod releases;
mod restart;
mod role;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &burst::B01,
    &logout::B02,
    &hot::B03,
    &list::B04,
    &list::B05,
    &password::B06,
    &limit::B07,
    &accounts::B08,
    &accounts::B09,
    &logout::B10,
    &restart::B11,
    &releases::B12,
    &role::B13,
];
