//! A black-box conformance suite for sessions.
//!
//! It knows addresses and an [`adapter`], and nothing of the system it judges. A [`case`] says what it needs; what a
//! deployment cannot offer is skipped with the reason, never passed. [`cases`] has them all, [`suite`] runs them.

pub mod adapter;
pub mod case;
pub mod cases;
pub mod cli;
pub mod client;
pub mod control;
pub mod database;
pub mod deployment;
pub mod golden;
pub mod linearizable;
pub mod program;
pub mod quiet;
pub mod random;
pub mod report;
pub mod suite;
pub mod table;
pub mod verdict;
