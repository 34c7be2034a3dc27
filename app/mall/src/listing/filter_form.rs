//! The form that narrows a list down.

use super::{
    chosen::{crumbs, price_name},
    model::{Facet, FacetValue, Facets, Filters, Value},
};
use app_ui::{
    icon::{Icon, IconName},
    words::t,
};
use leptos::prelude::*;

/// The most values of one kind that are offered beside those that are chosen.
const MOST_VALUES: usize = 10;
/// The most attributes and options that are offered beside those that are chosen.
const MOST_FACETS: usize = 5;

/// The form that narrows a list down. It leads to an address of the list, so it needs no script.
#[component]
pub(crate) fn FilterForm(
    /// The filters as they are.
    filters: Filters,
    /// What there is to choose from.
    facets: Facets,
    /// The address of the list without filters.
    address: String,
) -> impl IntoView {
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    // A form replaces the query of its address.
    let kept = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .chain(
            filters
                .pairs()
                .into_iter()
                .filter(|(name, _)| matches!(*name, "category" | "sort"))
                .map(|(name, value)| (name.to_owned(), value)),
        )
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let chosen_brands: Vec<_> = facets
        .brands
        .iter()
        .map(|brand| filters.brands.contains(&brand.slug))
        .collect();
    let brands = choices(&facets.brands, &chosen_brands, |brand| {
        ("brand", brand.slug.clone())
    });
    let others = offered(&facets.others, &filters.values)
        .map(|facet| view! { <FacetChoices facet=facet.clone() chosen=filters.values.clone() /> })
        .collect_view();
    let in_stock = (filters.in_stock || facets.in_stock > 0).then(|| {
        view! {
            <fieldset class="filter">
                <legend>{t("filter-stock")}</legend>
                <Choice name="stock" value="1".to_owned() label=t("filter-in-stock") count=facets.in_stock chosen=filters.in_stock />
            </fieldset>
        }
    });
    let chosen = crumbs(&filters, &facets).len();
    let chosen = (chosen > 0).then(|| view! { <span class="filters__chosen">{chosen}</span> });
    view! {
        <details class="filters" open=filters.price.unreadable.is_some()>
            <summary class="button">
                <Icon name=IconName::Sliders />
                {t("filter-title")}
                {chosen}
            </summary>
            <form class="filters__form" method="get" action=path.to_owned() aria-label=t("filter-title")>
                {kept}
                <Categories filters=filters.clone() facets=facets.clone() address=address.clone() />
                {brands.map(|brands| view! {
                    <fieldset class="filter">
                        <legend>{t("filter-brand")}</legend>
                        {brands}
                    </fieldset>
                })}
                <Prices filters=filters.clone() facets=facets.clone() address=address.clone() />
                {others}
                {in_stock}
                <button class="button button--primary button--wide" type="submit">{t("filter-apply")}</button>
            </form>
        </details>
    }
}

/// The attributes and options worth offering, in the order in which they are given: those that are chosen, and those by which
/// products can be told apart.
fn offered<'a>(facets: &'a [Facet], chosen: &[Value]) -> impl Iterator<Item = &'a Facet> {
    let is_chosen = |facet: &Facet| chosen.iter().any(|value| value.facet == facet.slug);
    let shared = |facet: &Facet| -> i64 {
        let values = facet.values.iter().filter(|value| value.count > 1);
        values.map(|value| value.count).sum()
    };
    let mut useful: Vec<i64> = facets.iter().map(shared).filter(|count| *count > 0).collect();
    useful.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
    let least = useful.get(MOST_FACETS - 1).copied().unwrap_or(1);
    let offered: Vec<_> = facets
        .iter()
        .filter(|facet| is_chosen(facet) || (facet.values.len() > 1 && shared(facet) >= least))
        .collect();
    offered.into_iter()
}

#[component]
fn FacetChoices(facet: Facet, chosen: Vec<Value>) -> impl IntoView {
    let is_chosen: Vec<_> = facet
        .values
        .iter()
        .map(|value| {
            chosen
                .iter()
                .any(|chosen| chosen.facet == facet.slug && chosen.slug == value.slug)
        })
        .collect();
    let values = choices(&facet.values, &is_chosen, |value| {
        ("attribute", format!("{}:{}", facet.slug, value.slug))
    });
    values.map(|values| {
        view! {
            <fieldset class="filter">
                <legend>{facet.name.clone()}</legend>
                {values}
            </fieldset>
        }
    })
}

/// The boxes to tick for these values; none if there is nothing to choose.
fn choices(
    values: &[FacetValue],
    chosen: &[bool],
    field: impl Fn(&FacetValue) -> (&'static str, String),
) -> Option<AnyView> {
    let mut left = MOST_VALUES;
    let shown: Vec<_> = values
        .iter()
        .zip(chosen)
        .filter(|(value, chosen)| {
            **chosen || {
                let fits = left > 0 && value.count > 0;
                left -= usize::from(fits);
                fits
            }
        })
        .map(|(value, chosen)| {
            let (name, field) = field(value);
            view! { <Choice name value=field label=value.name.clone() count=value.count chosen=*chosen /> }
        })
        .collect();
    (shown.len() > 1 || chosen.contains(&true)).then(|| shown.into_iter().collect_view().into_any())
}

#[component]
fn Choice(name: &'static str, value: String, label: String, count: i64, chosen: bool) -> impl IntoView {
    view! {
        <label class="filter__choice">
            <input type="checkbox" name=name value=value checked=chosen />
            <span>{label}</span>
            <small>{count}</small>
        </label>
    }
}

/// Links to narrower categories, as search results have them.
#[component]
fn Categories(filters: Filters, facets: Facets, address: String) -> impl IntoView {
    (!address.starts_with("/c/") && (facets.categories.len() > 1 || !facets.trail.is_empty())).then(|| {
        let within = |category: Option<String>| Filters { category, ..filters.clone() }.address(&address, 1);
        let above = facets.trail.iter().map(|category| {
            let current = (filters.category.as_ref() == Some(&category.slug)).then_some("true");
            view! { <li><a href=within(Some(category.slug.clone())) rel="nofollow" aria-current=current>{category.name.clone()}</a></li> }
        });
        let below = facets.categories.iter().map(|category| {
            view! {
                <li>
                    <a href=within(Some(category.slug.clone())) rel="nofollow">{category.name.clone()}</a>
                    <small>{category.count}</small>
                </li>
            }
        });
        let all = (!facets.trail.is_empty()).then(|| view! { <li><a href=within(None) rel="nofollow">{t("filter-all-categories")}</a></li> });
        view! {
            <fieldset class="filter">
                <legend>{t("filter-category")}</legend>
                <ul class="filter__links">{all}{above.collect_view()}{below.collect_view()}</ul>
            </fieldset>
        }
    })
}

/// Fields for the least and the greatest price, and links to ranges.
#[component]
fn Prices(filters: Filters, facets: Facets, address: String) -> impl IntoView {
    let ranges = facets
        .prices
        .iter()
        .filter(|_| facets.prices.len() > 1)
        .map(|price| {
            let current = (price.range == filters.price).then_some("true");
            let narrowed = Filters { price: price.range.clone(), ..filters.clone() };
            view! {
                <li>
                    <a href=narrowed.address(&address, 1) rel="nofollow" aria-current=current>{price_name(&price.range)}</a>
                    <small>{price.count}</small>
                </li>
            }
        })
        .collect_view();
    let invalid = filters.price.unreadable.is_some().then_some("true");
    let described = invalid.map(|_| "price-error");
    let (min, max) = filters.price.typed();
    view! {
        <fieldset class="filter">
            <legend>{t("filter-price")}</legend>
            <ul class="filter__links">{ranges}</ul>
            <div class="filter__range">
                <label>
                    <span class="filter__edge">{t("filter-min")}</span>
                    <input name="min" value=min inputmode="decimal" maxlength="16" aria-invalid=invalid aria-describedby=described />
                </label>
                <label>
                    <span class="filter__edge">{t("filter-max")}</span>
                    <input name="max" value=max inputmode="decimal" maxlength="16" aria-invalid=invalid aria-describedby=described />
                </label>
            </div>
        </fieldset>
    }
}
