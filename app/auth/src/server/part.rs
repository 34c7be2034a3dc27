//! What this domain adds to a process.

use super::{Auth, endpoints::endpoints, operate, seed};
use crate::AuthRoutes;
use app_kernel::Links;
use app_part::{Command, Part, provide};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use sqlx::PgPool;

/// Accounts on the database `pool`. `local` is whether only this machine can reach the service: demo members are for that.
pub fn part(pool: &PgPool, links: Links, local: bool) -> Part {
    let auth = Auth::new(pool.clone(), links);
    let (seeded, checked, operated) = (pool.clone(), pool.clone(), pool.clone());
    Part {
        endpoints: endpoints(&auth),
        contexts: vec![provide(auth)],
        seeds: vec![Box::new(move || {
            let pool = seeded.clone();
            Box::pin(async move { seed::seed(&pool).await })
        })],
        checks: vec![Box::new(move || {
            let pool = checked.clone();
            Box::pin(async move { seed::check_demo_members(&pool, local).await })
        })],
        commands: vec![Command {
            name: "member",
            help: operate::HELP,
            run: Box::new(move |words| {
                let pool = operated.clone();
                Box::pin(async move { operate::operate(&pool, &words).await })
            }),
        }],
        ..Part::with_pages(|| AuthRoutes().into_any_nested_route())
    }
}
