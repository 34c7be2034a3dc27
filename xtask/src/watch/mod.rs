//! `watch`: the development loop, which is `cargo leptos watch` with what it needs.

mod compare;
mod reload;

use std::ffi::OsString;

use anyhow::Result;
use dev_deployment::process;

use crate::leptos;

/// Runs the loop until it is told to stop; the words are for `cargo leptos watch`.
pub fn run(words: &[OsString]) -> Result<()> {
    process::run(leptos::command()?.arg("watch").args(words))
}

/// Proves that the loop works, and that cargo-leptos and our own program build the same files.
pub fn check() -> Result<()> {
    compare::run()?;
    reload::run()
}
