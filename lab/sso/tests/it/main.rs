//! T9 as real processes, spoken to over HTTP as browsers, sites and thieves do.

mod browser;
mod code;
mod journey;
mod logout;
mod toy;
mod world;
