//! The pages of the session lab, and their islands.
//!
//! Everything is made on the server and works without JavaScript: pages that are reloaded, forms that answer with 303. The islands
//! (feature `hydrate`) put what the server sends into the page that is open.

mod islands;
#[cfg(feature = "ssr")]
mod pages;

pub use islands::{Countdown, Live, LiveWords};

#[cfg(feature = "ssr")]
pub use pages::{Options, router};
