//! The shop as its use cases see it.

use super::stale_on_error::StaleOnError;
use crate::{category::model::Category, home::model::Front, product::model::Product};
use app_kernel::{Failure, Locale, SkuId};
use leptos::prelude::use_context;
use sqlx::PgPool;

/// The shop: the database, and the last answers of the pages that are shown during an outage. Cheap to clone: every
/// clone shares both.
#[derive(Clone)]
pub(crate) struct Mall {
    pub(crate) pool: PgPool,
    pub(crate) fronts: StaleOnError<Locale, Front>,
    pub(crate) categories: StaleOnError<(Locale, String, i64), Category>,
    pub(crate) products: StaleOnError<(Locale, SkuId), Product>,
}

impl Mall {
    /// The shop on the database of `pool`, which must log in as the role of schema `mall`.
    pub(crate) fn new(pool: PgPool) -> Self {
        Self {
            pool,
            fronts: StaleOnError::default(),
            categories: StaleOnError::default(),
            products: StaleOnError::default(),
        }
    }

    /// The shop of the request that is being answered, which the program provides to every page and server function.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the request is gone. leptos loads what pages need in tasks of their own, which may begin after
    /// the visitor has hung up; then nobody is there to see the failure.
    pub(crate) fn of_request() -> Result<Self, Failure> {
        use_context().ok_or(Failure::Internal)
    }
}
