//! What this domain adds to a process.

use super::{Mall, pictures::pictures, seed};
use crate::MallRoutes;
use app_part::{Part, provide};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use sqlx::PgPool;

/// The shop on the database `pool`.
pub fn part(pool: &PgPool) -> Part {
    let seeded = pool.clone();
    Part {
        assets: pictures(),
        contexts: vec![provide(Mall::new(pool.clone()))],
        seeds: vec![Box::new(move || {
            let pool = seeded.clone();
            Box::pin(async move { seed::seed(&pool).await })
        })],
        ..Part::with_pages(|| MallRoutes().into_any_nested_route())
    }
}
