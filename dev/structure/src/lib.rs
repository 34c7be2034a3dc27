//! The rules of the house that a compiler does not know, and their checks.

mod directions;
mod engines;
mod production;
mod provider;
mod readme;
mod rules;
mod tls;
mod untested;
mod unused;

pub use production::run as check_production;
pub use rules::run as check_rules;
