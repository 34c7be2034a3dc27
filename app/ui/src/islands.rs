//! The scripts that wake up islands, on the pages that have any.

use leptos::{hydration::HydrationScripts, nonce::use_nonce, prelude::*, tachys::view::RenderHtml};
use std::sync::Arc;

/// The scripts that wake up the islands of a page. A page without this loads neither script nor wasm.
///
/// Once on a page, in the view that has an island.
#[component]
pub fn Islands() -> impl IntoView {
    scripts().map(leptos::tachys::html::InertElement::new)
}

/// Nothing before the islands are built: the mall works without them, and they follow.
fn scripts() -> Option<String> {
    let options = use_context::<Arc<LeptosOptions>>()?;
    if !crate::asset::islands_are_built(&options) {
        return None;
    }
    let options = (*options).clone();
    let scripts = view! { <HydrationScripts options islands=true /> }.to_html();
    // leptos 0.9.0-rc1 writes the nonce there (leptos-rs/leptos#4843).
    Some(match use_nonce() {
        Some(nonce) => scripts.replace(&format!(" crossorigin=\"{nonce}\""), " crossorigin"),
        None => scripts,
    })
}
