//! The mall's programs on one machine: which topologies there are, and how their processes are built, started, watched
//! and ended.

pub mod build;
pub mod cluster;
pub mod database;
pub mod deployment;
pub mod dev_postgres;
pub mod family;
pub mod guard;
pub mod hostnames;
pub mod members;
pub mod names;
pub mod paint;
pub mod plan;
pub mod port;
mod port_holder;
pub mod probe;
pub mod process;
pub mod psql;
pub mod site;
pub mod stop;
mod style_bundle;
pub mod system;
pub mod tcp_proxy;
pub mod topology;
pub mod workspace;
