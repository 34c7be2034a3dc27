//! The real program on a real database, spoken to over HTTP as browsers, scripts and attackers do.

mod account;
mod bad_input;
mod browse;
mod browser;
mod buying;
mod canonical;
mod cart;
mod catalogue;
mod crowd;
mod demo_payments;
mod errors;
mod filters;
mod login;
mod mall;
mod normalised;
mod proxies;
mod public_pages;
mod representation;
mod search;
mod server_functions;
mod sessions;
mod shutdown;
mod split_request;
mod start;
mod throttle;
mod wire;
