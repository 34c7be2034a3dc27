//! The districts change in place where there is JavaScript.

use leptos::{nonce::use_nonce, prelude::*};

/// Shows the districts of a province as soon as it is chosen. Whatever it cannot do, the button beside the province does.
#[component]
pub(super) fn RegionScript() -> impl IntoView {
    let script = format!("({SCRIPT})();");
    view! { <script nonce=use_nonce()>{script}</script> }
}

const SCRIPT: &str = include_str!("address.js");
