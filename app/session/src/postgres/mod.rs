//! Sessions in PostgreSQL, in the format of `tower-sessions-sqlx-store`.
//!
//! Who a session belongs to is a row of `session.login`, never part of what it carries. Ids are hashed before they leave this
//! process ([`HashedId`](crate::HashedId)), looked up together ([`Reader`]), and every beginning, change and end is one statement ([`verbs`]).

mod backend;
mod background;
mod clean_up;
mod connector;
mod health;
mod list;
mod look_up;
mod payload;
mod pooling;
mod reader;
mod renewal;
mod resolution;
mod session;
mod shape;
mod stack;
mod standby;
mod values;
mod verbs;
mod write_turns;

pub use clean_up::sweep;
pub use connector::Connector;
pub use list::list_sessions_of;
pub(crate) use stack::Stack;
pub use standby::has_standby;
pub use verbs::end_sessions_of;
