//! What is shipped for container engines, judged without running it.

#![expect(clippy::unwrap_used, reason = "tests")]

mod compose;
mod images;
mod kubernetes;
