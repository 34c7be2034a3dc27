//! How an amount of money is shown.

use app_kernel::Money;
use leptos::prelude::*;

/// An amount the way shops write it: large yuan, small fen.
#[component]
pub fn Price(
    /// The amount.
    amount: Money,
) -> impl IntoView {
    let text = amount.to_string();
    let (yuan, fen) = text
        .rsplit_once('.')
        .map(|(yuan, fen)| (yuan.to_owned(), format!(".{fen}")))
        .unwrap_or_default();
    view! {
        <span class="price" translate="no">{yuan}<span class="price__fen">{fen}</span></span>
    }
}
