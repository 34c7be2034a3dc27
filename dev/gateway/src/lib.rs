//! The reverse proxy before the copies of the services when the mall is split on one machine.
//!
//! It plays the part that nginx or a cloud load balancer plays in production, in so little code that a learner
//! can read what a gateway does and does not do for sessions: it picks a copy, hands the request over unchanged
//! (above all the `Host`, on which cookies depend) and never looks at a session.
//!
//! The proxying itself is `axum-reverse-proxy`: hop-by-hop headers, `X-Forwarded-*`, streaming and `WebSocket`.
//! One of its proxies is kept per copy, so that the choice of the copy, the second try on another one and the
//! health checks are ours.

mod args;
mod balance;
mod config;
mod cookie;
mod forward;
mod health;
mod notice;
mod pool;
mod replayable_body;
mod route;
mod serve;
mod upstream;

pub use args::{HELP, parse};
pub use balance::Balance;
pub use config::{Config, PoolConfig};
pub use forward::{Gateway, authority_of};
pub use route::Route;
pub use serve::{listen, serve};
