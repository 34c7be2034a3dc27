//! The scripts that wake up islands, on the pages that have any.

use leptos::{hydration::HydrationScripts, nonce::use_nonce, prelude::*, tachys::view::RenderHtml};
use std::sync::{Arc, OnceLock};

/// The scripts that wake up the islands of a page. A page without this loads neither script nor wasm.
///
/// Once on a page, in the view that has an island.
#[component]
pub fn Islands() -> impl IntoView {
    scripts().map(leptos::tachys::html::InertElement::new)
}

/// The addresses of the islands' script and of their wasm; nothing before they are built.
pub(crate) fn files() -> Option<(&'static str, &'static str)> {
    static FILES: OnceLock<Option<(String, String)>> = OnceLock::new();
    let options = use_context::<Arc<LeptosOptions>>()?;
    if !crate::asset::islands_are_built(&options) {
        return None;
    }
    let files = FILES.get_or_init(|| {
        // leptos keeps the names to itself.
        let scripts = view! { <HydrationScripts options=(*options).clone() islands=true /> }.to_html();
        let mut links = scripts
            .split(" href=\"")
            .skip(1)
            .filter_map(|link| Some(link.split_once('"')?.0.to_owned()));
        links.next().zip(links.next())
    });
    files
        .as_ref()
        .map(|(script, wasm)| (script.as_str(), wasm.as_str()))
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
