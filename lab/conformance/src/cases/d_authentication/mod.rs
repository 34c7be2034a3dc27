//! Group D: logging in, proving it again, and cross-site requests.

mod agent;
mod cross_site;
mod csrf_token;
mod guessing;
mod halfway;
mod hang_up;
mod identity;
mod login_csrf;
mod step_up;

use crate::case::Case;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &identity::D01,
    &identity::D02,
    &login_csrf::D03,
    &step_up::D04,
    &step_up::D05,
    &halfway::D06,
    &halfway::D07,
    &cross_site::D08,
    &csrf_token::D09,
    &cross_site::D10,
    &guessing::D11,
    &agent::D12,
    &hang_up::D13,
    &hang_up::D14,
];
