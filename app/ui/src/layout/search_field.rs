//! What wakes up the search field's island.

use crate::islands;
use leptos::{nonce::use_nonce, prelude::*};

/// Wakes up the search field when somebody is about to type in it. Until then, a page without other islands loads neither script
/// nor wasm.
#[component]
pub fn WakeSearchField() -> impl IntoView {
    islands::files().map(|(script, wasm)| {
        let call = format!("({SCRIPT})({script:?}, {wasm:?});");
        view! { <script nonce=use_nonce()>{call}</script> }
    })
}

const SCRIPT: &str = include_str!("search_field.js");
