//! A line of what is bought.

use super::model::CheckoutLine;
use app_kernel::path;
use app_mall::{Price, PriceChange};
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// What is bought of one variant: picture, choice, pieces and what they cost; or why it is left out.
#[component]
pub(super) fn Line(
    /// The line.
    line: CheckoutLine,
) -> impl IntoView {
    let (cost, is_enough) = (line.cost(), line.is_enough());
    let sku = line.sku;
    let name = match line.name {
        Some(name) => name,
        None => t_with("cart-withdrawn-name", &[("number", &sku.to_string())]),
    };
    let is_sold = line.picture.is_some();
    let change = line
        .price_before
        .filter(|_| is_enough)
        .map(|before| view! { <PriceChange before now=line.price /> });
    let foot = if is_enough {
        view! {
            <p class="bought__pieces">{format!("{} × {}", line.price, line.quantity)}</p>
            <p class="bought__cost"><Price amount=cost /></p>
        }
        .into_any()
    } else {
        let why = match (is_sold, line.stock) {
            (false, _) => t("checkout-withdrawn"),
            (true, ..=0) => t("sold-out"),
            (true, left) => t_with(
                "checkout-too-few",
                &[
                    ("left", &left.to_string()),
                    ("wanted", &line.quantity.to_string()),
                ],
            ),
        };
        view! { <p class="bought__hint">{why}</p> }.into_any()
    };
    view! {
        <li class="bought" data-enough=is_enough.to_string()>
            <div class="bought__picture tile" aria-hidden="true">
                {line.picture.map(|picture| view! { <img src=picture alt="" width="200" height="200" decoding="async" /> })}
            </div>
            <div class="bought__product">
                <a class="bought__name" href=path::product(sku) translate="no" dir="auto">{name}</a>
                <p class="bought__choice" translate="no">{line.choice.join(" · ")}</p>
                {change}
            </div>
            {foot}
        </li>
    }
}
