//! The title of a page, escaped.

use leptos::prelude::*;
use leptos_meta::Title;

/// The title of a page, shown as text whatever it contains.
///
/// leptos_meta 0.9.0-rc1 writes a title into the document as it is, so that a search for `</title><img …>` would put the
/// tag into the page. Here it is escaped first.
#[component]
pub fn PageTitle(
    /// The title.
    text: String,
) -> impl IntoView {
    view! { <Title text=escaped(&text) /> }
}

/// `text` for use inside of `<title>`, whose content is text with character references (HTML, escapable raw text).
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
