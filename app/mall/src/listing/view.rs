//! A list with its filters, as it is shown.

use super::{
    chosen::{Chosen, SortLinks},
    filter_form::FilterForm,
    model::Listing,
};
use crate::card::grid::CardGrid;
use app_ui::{pagination::Pagination, words::t};
use leptos::prelude::*;

/// The products of one page of a list, beside what the list can be narrowed down by.
#[component]
pub(crate) fn Listed(
    /// The page of the list.
    listing: Listing,
    /// The address of the list without filters.
    address: String,
    /// Words to mark in the names of products.
    words: Vec<String>,
) -> impl IntoView {
    let Listing {
        cards,
        page,
        total,
        is_cut_off,
        filters,
        facets,
    } = listing;
    let narrows = filters.narrows();
    let pages = {
        let (filters, address) = (filters.clone(), address.clone());
        Box::new(move |page| filters.address(&address, page))
    };
    let nothing = cards.is_empty().then(|| {
        let text = if narrows {
            "filter-nothing"
        } else {
            "listing-nothing"
        };
        view! { <p class="listing__nothing" role="status">{t(text)}</p> }
    });
    // Of nothing there is nothing to leave out.
    let has_form = narrows || total > 1;
    let error = filters.price.unreadable.is_some().then(|| {
        view! { <p id="price-error" class="form-error" role="alert">{t("filter-price-error")}</p> }
    });
    view! {
        {error}
        <div class="listing">
            {has_form.then(|| view! { <FilterForm filters=filters.clone() facets=facets.clone() address=address.clone() /> })}
            <div class="listing__found">
                <div class="listing__tools">
                    <Chosen filters=filters.clone() facets address=address.clone() />
                    {(total > 1).then(|| view! { <SortLinks filters address /> })}
                </div>
                {is_cut_off.then(|| view! { <p class="listing__cut-off">{t("listing-cut-off")}</p> })}
                {nothing}
                <CardGrid cards words />
                <Pagination page total address=pages />
            </div>
        </div>
    }
}
