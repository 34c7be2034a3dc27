//! A product in a list.

use app_kernel::{Money, SkuId, path};
use app_ui::words::t;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a list says of a product: its cheapest variant, in the visitor's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The variant the card leads to.
    pub sku: SkuId,
    /// Name of the product.
    pub name: String,
    /// One line that makes one want it.
    pub tagline: String,
    /// Address of the picture.
    pub picture: String,
    /// The lowest price of its variants.
    pub price: Money,
    /// Whether other variants cost more.
    pub has_dearer: bool,
    /// Whether any variant can be bought now.
    pub in_stock: bool,
}

/// Products, side by side.
#[component]
pub(crate) fn CardGrid(cards: Vec<Card>) -> impl IntoView {
    let cards = cards
        .into_iter()
        .map(|card| view! { <li><ProductCard card /></li> })
        .collect_view();
    view! { <ul class="card-grid">{cards}</ul> }
}

#[component]
fn ProductCard(card: Card) -> impl IntoView {
    view! {
        <a class="card" href=path::product(card.sku)>
            <span class="card__picture">
                <img src=card.picture alt="" width="200" height="200" loading="lazy" decoding="async" />
            </span>
            <span class="card__name">{card.name}</span>
            <span class="card__tagline">{card.tagline}</span>
            <span class="card__price">
                <Price amount=card.price />
                {card.has_dearer.then(|| view! { <small>{t("price-from")}</small> })}
                {(!card.in_stock).then(|| view! { <small class="card__sold-out">{t("sold-out")}</small> })}
            </span>
        </a>
    }
}

/// An amount, the way shops write it: small sign, large yuan, small fen.
#[component]
pub(crate) fn Price(amount: Money) -> impl IntoView {
    let text = amount.to_string();
    let (yuan, fen) = text
        .rsplit_once('.')
        .map(|(yuan, fen)| (yuan.to_owned(), format!(".{fen}")))
        .unwrap_or_default();
    view! {
        <span class="price">{yuan}<span class="price__fen">{fen}</span></span>
    }
}
