//! What this domain adds to a process.

use super::{Mall, pictures::pictures, seed, sitemap::sitemap};
use crate::MallRoutes;
use app_kernel::Links;
use app_part::{Part, provide};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use sqlx::PgPool;

/// The shop on the database `pool`, whose own address is in `links`.
pub fn part(pool: &PgPool, links: &Links) -> Part {
    let seeded = pool.clone();
    Part {
        assets: pictures().into_iter().chain(sitemap(pool, links)).collect(),
        contexts: vec![provide(Mall::new(pool.clone()))],
        seeds: vec![Box::new(move || {
            let pool = seeded.clone();
            Box::pin(async move { seed::seed(&pool).await })
        })],
        ..Part::with_pages(|| MallRoutes().into_any_nested_route())
    }
}
