//! `verify-login` against real services.

mod faults;
mod foreign;
mod refusals;
mod services;
mod topologies;
