//! The whole mall in one process: the sum of two parts, and nothing else.

pub use app_auth::server::{Provider, SocialProvider, Terms as AccountTerms};
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

/// Shop and accounts, beside sessions of this configuration.
pub fn part(
    pools: Pools<'_>,
    links: Links,
    session: &SessionConfig,
    terms: Terms,
    accounts: AccountTerms,
) -> Part {
    app_mall::server::part(pools.mall, &links, session)
        + app_orders::server::part(pools.mall, &links, session, terms)
        + app_auth::server::part(pools.auth, links, accounts)
}
