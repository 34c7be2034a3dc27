//! Use cases of addresses.

mod sql;

pub(crate) use sql::own_addresses;
