//! `watch`: the development loop, which is `cargo leptos watch` with what it needs.

mod compare;
mod proof;
mod reload;

use std::ffi::OsString;

use anyhow::Result;
use dev_deployment::{paint, process};

use crate::leptos;

/// Runs the loop until it is told to stop; the words are for `cargo leptos watch`.
pub fn run(words: &[OsString]) -> Result<()> {
    process::run(leptos::command()?.arg("watch").args(words))
}

/// Proves that the loop works, and that cargo-leptos and our own program build the same files; with `unless_proven`, only if the last proof
/// was of something else.
pub fn check(unless_proven: bool) -> Result<()> {
    let inputs = proof::inputs()?;
    if unless_proven && proof::is_of(&inputs) {
        println!(
            "{} proven before, and nothing that it depends on has changed since ({})",
            paint::green("✓"),
            proof::FILE
        );
        return Ok(());
    }
    compare::run()?;
    reload::run()?;
    proof::write(&inputs)
}
