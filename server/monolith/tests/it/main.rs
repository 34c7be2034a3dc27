//! The real program on a real database, spoken to over HTTP as browsers, scripts and attackers do.

mod account;
mod bad_input;
mod browse;
mod errors;
mod login;
mod mall;
mod search;
mod sessions;
mod split_request;
