//! Group E: how long a session lasts. Time is moved with the control verb `clock`, never waited for.

mod activity;
mod cookie_age;
mod limits;
mod remember;
mod renewal;
mod skew;
mod writes;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &limits::E01,
    &limits::E02,
    &activity::E03,
    &activity::E04,
    &remember::E05,
    &writes::E06,
    &renewal::E07,
    &skew::E08,
    &cookie_age::E09,
];
