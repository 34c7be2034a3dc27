//! `verify-login` against real services.

mod faults;
mod foreign;
mod late;
mod options;
mod public;
mod refusals;
mod services;
mod topologies;
