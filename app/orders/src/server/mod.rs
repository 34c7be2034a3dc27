//! What every feature's server half works with.

mod part;

pub use part::part;

use app_kernel::{Failure, Links};
use axum::extract::FromRef;
use leptos::prelude::use_context;
use sqlx::PgPool;

/// The order desk: what the use cases of buying work with.
#[derive(Clone)]
pub(crate) struct Orders {
    pub(crate) pool: PgPool,
    pub(crate) links: Links,
}

impl Orders {
    /// The order desk of the request that is being answered, which the program provides to every page.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the request is gone: then nobody is there to see the failure.
    pub(crate) fn of_request() -> Result<Self, Failure> {
        use_context().ok_or(Failure::Internal)
    }
}

impl FromRef<Orders> for Links {
    fn from_ref(orders: &Orders) -> Self {
        orders.links.clone()
    }
}
