//! Use cases of the category pages.

pub(crate) mod sql;

use super::model::Category;
use crate::server::{Mall, read::within_timeout};
use app_kernel::{Failure, Locale};
use app_ui::{
    pagination::{PAGE_SIZE, offset},
    visit_of_request,
};
use sqlx::PgPool;

/// One page of the category with this slug, or during an outage what was last read for it; `None` if there is no such
/// category or page.
pub(crate) async fn category(slug: &str, page: i64) -> Result<Option<Category>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    // PostgreSQL's text has no NUL, so no slug has one.
    let (Some(offset), false) = (offset(page), slug.contains('\0')) else {
        return Ok(None);
    };
    let read = within_timeout(read(&mall.pool, locale, slug, offset));
    mall.categories.fetch((locale, slug.to_owned(), page), read).await
}

async fn read(pool: &PgPool, locale: Locale, slug: &str, offset: i64) -> sqlx::Result<Option<Category>> {
    let Some(id) = sql::id_of(pool, slug).await? else {
        return Ok(None);
    };
    // One after the other on one connection: side by side they want several, and a copy that has just started has none.
    let (cards, total) = sql::cards_below(pool, locale, id, PAGE_SIZE, offset).await?;
    // An empty category has a first page, but no list has an empty page after it.
    if cards.is_empty() && offset > 0 {
        return Ok(None);
    }
    Ok(Some(Category {
        trail: sql::trail(pool, locale, id).await?,
        nearby: sql::nearby(pool, locale, id).await?,
        cards,
        total,
    }))
}
