//! What this domain adds to a process.

use super::{Mall, catalogue::follow, pictures::pictures, seed, sitemap::sitemap};
use crate::pages::PAGES;
use app_kernel::Links;
use app_part::{Part, provide};
use sqlx::PgPool;
use std::sync::Arc;

/// The shop on the database `pool`, whose own address is in `links`.
pub fn part(pool: &PgPool, links: &Links) -> Part {
    let mall = Arc::new(Mall::new(pool.clone(), links.clone()));
    let (seeded, followed, counted) = (pool.clone(), pool.clone(), mall.version.clone());
    let version = mall.version.clone();
    Part {
        assets: pictures().into_iter().chain(sitemap(pool, links)).collect(),
        contexts: vec![provide(mall)],
        background: vec![Box::new(move || {
            let (pool, version) = (followed.clone(), version.clone());
            Box::pin(async move {
                follow(&pool, &version).await;
                Ok(())
            })
        })],
        metrics: vec![Arc::new(move || counted.metrics())],
        seeds: vec![Box::new(move || {
            let pool = seeded.clone();
            Box::pin(async move { seed::seed(&pool).await })
        })],
        ..Part::with_pages(PAGES)
    }
}
