//! Use cases of lists: one page of what is in a category or found by words, and what it can be narrowed down by.

mod facets;
mod sql;
pub(crate) mod terms;

use super::model::{Filters, Listing};
use crate::{
    category::server::tree::{Category, Tree},
    server::{Mall, read::within_timeout},
};
use app_kernel::{Failure, Locale};
use app_ui::pagination::{PAGE_SIZE, offset};
pub(crate) use facets::Counts;
use std::sync::Arc;
use terms::Terms;

/// What a list is of, before it is narrowed down.
#[derive(Clone, Copy)]
pub(crate) enum Scope<'a> {
    /// Everything in a category and below it.
    Category(&'a Category),
    /// Everything that is found by these words.
    Words(&'a Terms),
}

/// One page of a list. It has no products, and a total of 0, if there is no such page.
pub(crate) async fn list(
    mall: &Mall,
    tree: &Tree,
    locale: Locale,
    scope: Scope<'_>,
    filters: &Filters,
    page: i64,
) -> Result<Listing, Failure> {
    let Some(offset) = offset(page, PAGE_SIZE) else {
        return Ok(Listing {
            page,
            filters: filters.clone(),
            ..Listing::default()
        });
    };
    let (found, counts) = match scope {
        Scope::Category(category) if *filters == Filters::default() => {
            whole_category(mall, tree, locale, category, offset).await?
        }
        _ => {
            let found = within_timeout(sql::find(&mall.pool, tree, scope, filters, offset)).await?;
            (found.page(locale), Arc::new(found.counts))
        }
    };
    let within = filters.category.as_deref().and_then(|slug| tree.named(slug));
    Ok(Listing {
        cards: found.cards,
        page,
        total: found.total,
        is_cut_off: found.is_cut_off,
        filters: filters.clone(),
        facets: counts.facets(tree, locale, within),
    })
}

/// A category as it is without filters. Its products are read each time, what they can be narrowed down by is counted
/// only if the last count is [old](crate::server::Mall::counts).
async fn whole_category(
    mall: &Mall,
    tree: &Tree,
    locale: Locale,
    category: &Category,
    offset: i64,
) -> Result<(sql::PageOfCards, Arc<Counts>), Failure> {
    if let Some(counts) = mall.counts.get(&category.id).await {
        let place = (category.id, tree.level(category));
        let page = within_timeout(sql::cards_below(&mall.pool, locale, place, offset)).await?;
        return Ok((page, counts));
    }
    let scope = Scope::Category(category);
    let found = within_timeout(sql::find(&mall.pool, tree, scope, &Filters::default(), offset)).await?;
    let page = found.page(locale);
    let counts = Arc::new(found.counts);
    mall.counts.insert(category.id, counts.clone()).await;
    Ok((page, counts))
}
