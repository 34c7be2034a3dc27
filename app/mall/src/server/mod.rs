//! The server's half: use cases, SQL, seed data and pictures.

pub(crate) mod catalogue;
mod last_good;
mod part;
mod pictures;
mod seed;
mod store;

pub use part::part;
pub use seed::seed;

use crate::{category::api::Category, home::api::Front, product::api::Product};
use app_kernel::{Locale, SkuId};
use last_good::LastGood;
use sqlx::PgPool;

/// The shop: what its use cases work with.
#[derive(Clone)]
pub struct Mall {
    pool: PgPool,
    fronts: LastGood<Locale, Front>,
    categories: LastGood<(Locale, String, i64), Category>,
    products: LastGood<(Locale, SkuId), Product>,
}

impl Mall {
    /// On this database.
    pub fn new(pool: PgPool) -> Self {
        Self {
            pool,
            fronts: LastGood::default(),
            categories: LastGood::default(),
            products: LastGood::default(),
        }
    }
}
