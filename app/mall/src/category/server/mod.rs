//! Use cases of the category pages.

mod sql;
pub(crate) mod tree;

use super::{model::Category, page::listing};
use crate::server::{Mall, catalogue::Known, page::Page, read::within_timeout};
use app_kernel::{Failure, Locale, path};
use app_ui::{
    pagination::{PAGE_SIZE, offset},
    visit_of_request,
    words::words_in,
};

/// One page of the category with this slug, or during an outage what was last read for it; `None` if there is no such
/// category or page.
pub(crate) async fn category(slug: String, page: i64) -> Result<Option<Known<Page<Category>>>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let read = || read(&mall, locale, &slug, page);
    mall.categories.fetch((locale, slug.clone(), page), read).await
}

async fn read(mall: &Mall, locale: Locale, slug: &str, page: i64) -> Result<Option<Page<Category>>, Failure> {
    let tree = tree::tree(mall).await?;
    let (Some(category), Some(offset)) = (tree.named(slug), offset(page)) else {
        return Ok(None);
    };
    let place = (category.id, tree.level(category));
    let (cards, total) =
        within_timeout(sql::cards_below(&mall.pool, locale, place, PAGE_SIZE, offset)).await?;
    // An empty category has a first page, but no list has an empty page after it.
    if cards.is_empty() && offset > 0 {
        return Ok(None);
    }
    let category = Category {
        trail: tree.trail(category, locale),
        nearby: tree.nearby(category, locale),
        cards,
        page,
        total,
    };
    let (slug, name) = category.own_link();
    let title = name.to_owned();
    let text = words_in(locale, "category-description", &[("name", name)]);
    let address = path::at_page(&path::category(slug), page);
    let page = Page::new(locale, title, category, listing);
    Ok(Some(page.described(locale, &mall.links, &text, &address)))
}
