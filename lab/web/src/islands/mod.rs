//! What runs in the browser too.

mod countdown;
mod live;

pub use countdown::Countdown;
pub use live::{Live, LiveWords};
