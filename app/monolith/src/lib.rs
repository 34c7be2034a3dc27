//! The whole mall in one process: the sum of two parts, and nothing else.

use app_kernel::Links;
pub use app_orders::server::Terms;
use app_part::Part;
use app_session::SessionConfig;
use sqlx::PgPool;

/// The pools of the two domains, each as its own role.
#[derive(Clone, Copy, Debug)]
pub struct Pools<'a> {
    /// For accounts.
    pub auth: &'a PgPool,
    /// For the shop.
    pub mall: &'a PgPool,
}

/// Shop and accounts, beside sessions of this configuration. With the `demo` of `terms`, demo members may exist and log in: where only this machine can reach them.
pub fn part(pools: Pools<'_>, links: Links, session: &SessionConfig, terms: Terms) -> Part {
    app_mall::server::part(pools.mall, &links, session)
        + app_orders::server::part(pools.mall, &links, session, terms)
        + app_auth::server::part(pools.auth, links, terms.demo)
}
