//! The chosen filters, each with a link that takes it back, and the links to other orders.

use super::{
    model::{Facets, Filters, PriceRange, Sort},
    price_field::shown,
};
use app_kernel::Money;
use app_ui::{
    icon::{Icon, IconName},
    words::{t, t_with},
};
use leptos::prelude::*;

/// The chosen filters. Each is a link to the list without it.
#[component]
pub(crate) fn Chosen(
    /// The filters.
    filters: Filters,
    /// The names of their values.
    facets: Facets,
    /// The address of the list without filters.
    address: String,
) -> impl IntoView {
    let crumbs = crumbs(&filters, &facets);
    (!crumbs.is_empty()).then(|| {
        let crumbs = crumbs
            .into_iter()
            .map(|(name, without)| {
                let label = t_with("filter-remove", &[("name", &name)]);
                view! {
                    <li>
                        <a class="chip chip--chosen" href=without.address(&address, 1) rel="nofollow" aria-label=label>
                            {name}
                            <Icon name=IconName::Cross />
                        </a>
                    </li>
                }
            })
            .collect_view();
        let none = Filters { sort: filters.sort, ..Filters::default() };
        view! {
            <nav class="chosen" aria-label=t("filter-chosen")>
                <ul class="chips">{crumbs}</ul>
                <a class="chosen__clear" href=none.address(&address, 1)>{t("filter-clear")}</a>
            </nav>
        }
    })
}

/// Every chosen filter: how it is called, and the filters without it.
pub(super) fn crumbs(filters: &Filters, facets: &Facets) -> Vec<(String, Filters)> {
    let without = |change: &dyn Fn(&mut Filters)| {
        let mut others = filters.clone();
        change(&mut others);
        others
    };
    let mut crumbs = Vec::new();
    if let Some(slug) = &filters.category {
        let name = facets.trail.last().map_or(slug, |category| &category.name);
        crumbs.push((name.clone(), without(&|others| others.category = None)));
    }
    for slug in &filters.brands {
        let brand = facets.brands.iter().find(|brand| brand.slug == *slug);
        let name = brand.map_or(slug, |brand| &brand.name).clone();
        crumbs.push((
            name,
            without(&|others| others.brands.retain(|other| other != slug)),
        ));
    }
    for value in &filters.values {
        let facet = facets.others.iter().find(|facet| facet.slug == value.facet);
        let named = facet.and_then(|facet| facet.values.iter().find(|known| known.slug == value.slug));
        let name = named.map_or(&value.slug, |value| &value.name).clone();
        crumbs.push((
            name,
            without(&|others| others.values.retain(|other| other != value)),
        ));
    }
    if filters.price.min.is_some() || filters.price.max.is_some() {
        let name = price_name(&filters.price);
        crumbs.push((name, without(&|others| others.price = PriceRange::default())));
    }
    if filters.in_stock {
        crumbs.push((t("filter-in-stock"), without(&|others| others.in_stock = false)));
    }
    crumbs
}

/// How a range of prices is called.
pub(super) fn price_name(range: &PriceRange) -> String {
    let yuan = |amount: Money| format!("¥{}", shown(amount));
    match (range.min, range.max) {
        (None, Some(max)) => t_with("filter-price-to", &[("max", &yuan(max))]),
        (Some(min), None) => t_with("filter-price-from", &[("min", &yuan(min))]),
        (min, max) => {
            let ends = [min, max].map(|end| end.map(yuan).unwrap_or_default());
            ends.join("–")
        }
    }
}

/// Links to the list in each order.
#[component]
pub(crate) fn SortLinks(
    /// The filters, which stay as they are.
    filters: Filters,
    /// The address of the list without filters.
    address: String,
) -> impl IntoView {
    let links = Sort::ALL
        .map(|sort| {
            let name = match sort {
                Sort::Best => t("sort-best"),
                Sort::Sales => t("sort-sales"),
                Sort::Newest => t("sort-newest"),
                Sort::Price => t("sort-price"),
                Sort::PriceDesc => t("sort-price-desc"),
            };
            let current = (sort == filters.sort).then_some("true");
            let sorted = Filters {
                sort,
                ..filters.clone()
            };
            view! {
                <li><a href=sorted.address(&address, 1) rel="nofollow" aria-current=current>{name}</a></li>
            }
        })
        .collect_view();
    view! {
        <nav class="sort" aria-label=t("sort-label")>
            <ul>{links}</ul>
        </nav>
    }
}
