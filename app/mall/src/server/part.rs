//! What this domain adds to a process.

use super::{
    Mall,
    catalogue::{CatalogueMetrics, follow},
    pictures::pictures,
    seed,
    sitemap::sitemap,
};
use crate::{
    cart::server::{clean_up, endpoints},
    pages::PAGES,
};
use app_kernel::Links;
use app_part::{Part, Task, provide};
use app_session::SessionConfig;
use sqlx::PgPool;
use std::sync::Arc;

/// The shop on the database `pool`, whose own address is in `links`, beside sessions of this configuration.
pub fn part(pool: &PgPool, links: &Links, session: &SessionConfig) -> Part {
    let mall = Arc::new(Mall::new(pool.clone(), links.clone(), session));
    let (seeded, counted) = (pool.clone(), mall.version.clone());
    Part {
        endpoints: endpoints(&mall),
        assets: pictures().into_iter().chain(sitemap(pool, links)).collect(),
        background: background(&mall),
        contexts: vec![provide(mall)],
        metrics: vec![Box::new(move |registry| {
            registry.register_collector(Box::new(CatalogueMetrics(counted)));
        })],
        seeds: vec![Box::new(move || {
            let pool = seeded.clone();
            Box::pin(async move { seed::seed(&pool).await })
        })],
        ..Part::with_pages(PAGES)
    }
}

fn background(mall: &Arc<Mall>) -> Vec<Task> {
    let (following, cleaning) = (mall.clone(), mall.clone());
    vec![
        Box::new(move || {
            let mall = following.clone();
            Box::pin(async move {
                follow(&mall.pool, &mall.version).await;
                Ok(())
            })
        }),
        Box::new(move || {
            let mall = cleaning.clone();
            Box::pin(async move {
                clean_up(&mall.pool, std::process::id()).await;
                Ok(())
            })
        }),
    ]
}
