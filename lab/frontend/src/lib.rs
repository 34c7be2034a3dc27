//! What runs in the browser on the lab's pages: their islands wake up.

use wasm_bindgen::prelude::wasm_bindgen;

// An island is only found if its crate is linked, and a crate is only linked if it is named.
use lab_web as _;

/// Called by the page once this module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
