//! Reading the tree of categories.

use super::pick;
use crate::{category::api::CategoryLink, home::api::MenuEntry};
use app_kernel::Locale;
use sqlx::PgPool;

/// A category and the way down to it.
pub(crate) struct Place {
    pub(crate) id: i64,
    pub(crate) trail: Vec<CategoryLink>,
}

/// The first two levels, in order.
pub(crate) async fn menu(pool: &PgPool, locale: Locale) -> sqlx::Result<Vec<MenuEntry>> {
    let rows = sqlx::query!(
        "select id, parent_id, slug, name_zh, name_en from mall.category
         where parent_id is null or parent_id in (select id from mall.category where parent_id is null)
         order by parent_id nulls first, position"
    )
    .fetch_all(pool)
    .await?;
    let mut menu: Vec<(i64, MenuEntry)> = Vec::new();
    for row in rows {
        let category = CategoryLink {
            slug: row.slug,
            name: pick(locale, row.name_zh, row.name_en),
        };
        match row.parent_id {
            None => menu.push((
                row.id,
                MenuEntry {
                    category,
                    children: Vec::new(),
                },
            )),
            Some(parent) => {
                if let Some((_, entry)) = menu.iter_mut().find(|(id, _)| *id == parent) {
                    entry.children.push(category);
                }
            }
        }
    }
    Ok(menu.into_iter().map(|(_, entry)| entry).collect())
}

/// The category with this slug.
pub(crate) async fn place(pool: &PgPool, locale: Locale, slug: &str) -> sqlx::Result<Option<Place>> {
    let id = sqlx::query_scalar!("select id from mall.category where slug = $1", slug)
        .fetch_optional(pool)
        .await?;
    let Some(id) = id else { return Ok(None) };
    Ok(Some(Place {
        id,
        trail: place_of(pool, locale, id).await?,
    }))
}

/// From the top category down to `id`.
pub(crate) async fn place_of(pool: &PgPool, locale: Locale, id: i64) -> sqlx::Result<Vec<CategoryLink>> {
    let rows = sqlx::query!(
        r#"
        with recursive way as (
            select id, parent_id, slug, name_zh, name_en, 0 as height from mall.category where id = $1
            union all
            select c.id, c.parent_id, c.slug, c.name_zh, c.name_en, way.height + 1
            from way join mall.category c on c.id = way.parent_id
        )
        select slug as "slug!", name_zh as "name_zh!", name_en as "name_en!" from way order by height desc
        "#,
        id
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CategoryLink {
            slug: row.slug,
            name: pick(locale, row.name_zh, row.name_en),
        })
        .collect())
}

/// The level below `id`; if there is none, the level `id` itself is on.
pub(crate) async fn nearby(pool: &PgPool, locale: Locale, id: i64) -> sqlx::Result<Vec<CategoryLink>> {
    let rows = sqlx::query!(
        "select slug, name_zh, name_en from mall.category
         where parent_id = case
             when exists(select 1 from mall.category where parent_id = $1) then $1
             else (select parent_id from mall.category where id = $1)
         end
         order by position",
        id
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CategoryLink {
            slug: row.slug,
            name: pick(locale, row.name_zh, row.name_en),
        })
        .collect())
}
