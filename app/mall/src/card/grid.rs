//! Products side by side.

use super::{mark::marked, model::Card};
use crate::price::Price;
use app_kernel::path;
use app_ui::words::t;
use leptos::prelude::*;

/// Products side by side.
#[component]
pub(crate) fn CardGrid(
    /// The products, in order.
    cards: Vec<Card>,
    /// Words to mark in their names, in small letters.
    #[prop(optional)]
    words: Vec<String>,
) -> impl IntoView {
    let cards = cards
        .into_iter()
        .map(|card| {
            let name = marked(&card.name, &words);
            view! { <li><ProductCard card name /></li> }
        })
        .collect_view();
    view! { <ul class="card-grid">{cards}</ul> }
}

#[component]
fn ProductCard(card: Card, name: AnyView) -> impl IntoView {
    view! {
        <a class="card" href=path::product(card.sku)>
            <span class="card__picture">
                <img src=card.picture alt="" width="200" height="200" loading="lazy" decoding="async" />
            </span>
            <span class="card__name" translate="no">{name}</span>
            <span class="card__tagline">{card.tagline}</span>
            <span class="card__price">
                <Price amount=card.price />
                {card.has_dearer.then(|| view! { <small>{t("price-from")}</small> })}
                {(!card.in_stock).then(|| view! { <small class="card__sold-out">{t("sold-out")}</small> })}
            </span>
        </a>
    }
}
