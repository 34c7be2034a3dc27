//! Products side by side, and their prices.

use std::sync::Arc;

use leptos::prelude::*;
use peer_shop::{
    Price,
    catalogue::{Card, Cards},
};

/// Products side by side.
#[component]
pub fn CardGrid(cards: Cards) -> impl IntoView {
    let cards: Vec<_> = cards
        .into_iter()
        .map(|card| view! { <ProductCard card /> })
        .collect();
    view! { <ul class="card-grid">{cards}</ul> }
}

#[component]
fn ProductCard(card: Arc<Card>) -> impl IntoView {
    view! {
        <li>
            <a href=format!("/p/{}", card.sku_id) class="card">
                <span class="card__picture">
                    <img
                        src=format!("/pictures/{}-{}.svg", card.picture, card.palette)
                        alt=""
                        width="200"
                        height="200"
                        loading="lazy"
                        decoding="async"
                    />
                </span>
                <span translate="no" class="card__name">
                    {Arc::clone(&card.name)}
                </span>
                <span class="card__tagline">{Arc::clone(&card.tagline)}</span>
                <span class="card__price">
                    <ShownPrice price=card.price />
                    {card.has_dearer.then(|| view! { <small>"起"</small> })}
                    {(!card.in_stock).then(|| view! { <small class="card__sold-out">"暂时缺货"</small> })}
                </span>
            </a>
        </li>
    }
}

/// A price, with the fen smaller.
#[component]
pub fn ShownPrice(price: Price) -> impl IntoView {
    view! {
        <span translate="no" class="price">
            {price.yuan().to_string()}
            <span class="price__fen">{price.fen().to_string()}</span>
        </span>
    }
}
