//! Builds what runs in the browser, with nothing to install: wasm and JavaScript of the islands, the stylesheet, the
//! public files.
//!
//! What cargo-leptos does for `cargo leptos build --frontend-only`, file for file the same (`cargo xtask watch
//! --check` compares them), with its parts as libraries: wasm-bindgen in the locked version, Lightning CSS.

pub mod bindgen;
pub mod build;
#[cfg(feature = "full")]
mod compress;
mod files;
#[cfg(feature = "full")]
mod hash;
#[cfg(feature = "full")]
mod style;
mod wasm;
