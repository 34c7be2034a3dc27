//! D: logging in, proving it again, and requests that come from elsewhere.

mod agent;
mod csrf_token;
mod elsewhere;
mod guessing;
mod halfway;
mod identity;
mod login_csrf;
mod step_up;

use crate::case::Case;

/// In order.
pub static CASES: &[&Case] = &[
    &identity::D01,
    &identity::D02,
    &login_csrf::D03,
    &step_up::D04,
    &step_up::D05,
    &halfway::D06,
    &halfway::D07,
    &elsewhere::D08,
    &csrf_token::D09,
    &elsewhere::D10,
    &guessing::D11,
    &agent::D12,
];
