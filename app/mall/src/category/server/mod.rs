//! Use cases of the category pages.

pub(crate) mod tree;

use super::{model::Category, page::listing};
use crate::{
    listing::{
        model::Filters,
        server::{Scope, list},
    },
    server::{Mall, catalogue::Known, page::Page},
};
use app_kernel::{Failure, Locale, path};
use app_ui::{visit_of_request, words::words_in};

/// One page of the category with this slug, or during an outage what was last read for it; `None` if there is no such
/// category or page.
pub(crate) async fn category(
    slug: String,
    filters: Filters,
    page: i64,
) -> Result<Option<Known<Page<Category>>>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let read = || read(&mall, locale, &slug, &filters, page);
    let key = (locale, slug.clone(), filters.clone(), page);
    mall.categories.fetch(key, read).await
}

async fn read(
    mall: &Mall,
    locale: Locale,
    slug: &str,
    filters: &Filters,
    page: i64,
) -> Result<Option<Page<Category>>, Failure> {
    let tree = tree::tree(mall).await?;
    let Some(category) = tree.named(slug) else {
        return Ok(None);
    };
    let listed = list(mall, &tree, locale, Scope::Category(category), filters, page).await?;
    // An empty category has a first page, but no list has an empty page after it.
    if listed.cards.is_empty() && page != 1 {
        return Ok(None);
    }
    let category = Category {
        trail: tree.trail(category, locale),
        nearby: tree.nearby(category, locale),
        listing: listed,
    };
    let (slug, name) = category.own_link();
    let title = name.to_owned();
    let text = words_in(locale, "category-description", &[("name", name)]);
    let address = path::at_page(&path::category(slug), page);
    let page = Page::new(locale, title, category, listing);
    Ok(Some(page.described(locale, &mall.links, &text, &address)))
}
