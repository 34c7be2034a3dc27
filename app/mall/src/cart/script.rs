//! The cart changes in place where there is JavaScript.

use leptos::{nonce::use_nonce, prelude::*};

/// Posts the forms of the cart without leaving the page, and shows of the page behind them what has changed. It decides
/// nothing: what was typed is sent as it was typed, and what was not answered is said to be unsaved.
#[component]
pub(super) fn CartScript() -> impl IntoView {
    let script = format!("({SCRIPT})();");
    view! { <script nonce=use_nonce()>{script}</script> }
}

const SCRIPT: &str = include_str!("cart.js");
