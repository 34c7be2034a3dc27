//! The shop as its use cases see it.

use super::{
    catalogue::{Remembered, Version},
    page::Page,
};
use crate::{
    cart::server::cookies::CartCookies,
    category::{model::Category, server::tree::Tree},
    home::model::Front,
    listing::{model::Filters, server::Counts},
    product::model::Product,
    search::{
        model::Results,
        server::{Query, Suggestions},
    },
};
use app_kernel::{Failure, Links, Locale, SkuId};
use app_session::SessionConfig;
use leptos::prelude::use_context;
use moka::future::Cache;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};

/// Bytes that are remembered of each kind: answers of the current version. For an outage half as many more are kept of the last
/// answers, where those are others.
const TREE: u64 = 1 << 20;
const FRONTS: u64 = 1 << 20;
const CATEGORIES: u64 = 10 << 20;
const PRODUCTS: u64 = 12 << 20;
const SEARCHES: u64 = 4 << 20;
const SUGGESTIONS: u64 = 1 << 20;
/// How long it may go unnoticed that a category can be narrowed down in another way. Counting is dearer than reading a page, and what is
/// shown of a product does not depend on it.
const COUNTS_LIFE: Duration = Duration::from_secs(10);
/// Categories whose counts are remembered.
const COUNTS: u64 = 1_000;

/// The shop: the database, and what is remembered of it.
pub(crate) struct Mall {
    pub(crate) pool: PgPool,
    pub(crate) links: Links,
    pub(crate) cart_cookies: CartCookies,
    /// The state of the catalogue that can be shown from memory.
    pub(crate) version: Version,
    pub(crate) tree: Remembered<(), Tree>,
    pub(crate) fronts: Remembered<Locale, Page<Front>>,
    pub(crate) categories: Remembered<(Locale, String, Filters, i64), Page<Category>>,
    pub(crate) products: Remembered<(Locale, SkuId), Page<Product>>,
    pub(crate) searches: Remembered<(Locale, Query), Page<Results>>,
    pub(crate) suggestions: Remembered<(Locale, String), Suggestions>,
    /// What categories can be narrowed down by, by their ids; [`COUNTS_LIFE`] says how old.
    pub(crate) counts: Cache<i64, Arc<Counts>>,
}

impl Mall {
    /// The shop on the database of `pool`, which must log in as the role of schema `mall`.
    pub(crate) fn new(pool: PgPool, links: Links, session: &SessionConfig) -> Self {
        let version = Version::default();
        Self {
            pool,
            cart_cookies: CartCookies::new(session, &links.mall),
            links,
            tree: Remembered::new(&version, TREE),
            fronts: Remembered::new(&version, FRONTS),
            categories: Remembered::new(&version, CATEGORIES),
            products: Remembered::new(&version, PRODUCTS),
            searches: Remembered::new(&version, SEARCHES),
            suggestions: Remembered::new(&version, SUGGESTIONS),
            counts: Cache::builder()
                .max_capacity(COUNTS)
                .time_to_live(COUNTS_LIFE)
                .build(),
            version,
        }
    }

    /// The shop of the request that is being answered, which the program provides to every page and server function.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the request is gone. leptos loads what pages need in tasks of their own, which may begin after
    /// the visitor has hung up; then nobody is there to see the failure.
    pub(crate) fn of_request() -> Result<Arc<Self>, Failure> {
        use_context().ok_or(Failure::Internal)
    }
}
