//! A page that search engines leave out.

use leptos::prelude::*;
use leptos_meta::Meta;

/// Asks search engines to follow the page's links and to leave the page itself out.
#[component]
pub fn NoIndex() -> impl IntoView {
    view! { <Meta name="robots" content="noindex, follow" /> }
}
