//! `verify-login` against real services.

mod browser;
mod faults;
mod foreign;
mod guards;
mod late;
mod lifetimes;
mod options;
mod paths;
mod public;
mod refusals;
mod renewal;
mod services;
mod shops;
mod topologies;
