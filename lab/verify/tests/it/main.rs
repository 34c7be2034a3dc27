//! `verify-login` against real services.

mod faults;
mod foreign;
mod options;
mod refusals;
mod services;
mod topologies;
