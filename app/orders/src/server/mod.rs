//! What every feature's server half works with.

mod ask;
mod clock;
mod forget;
mod operate;
mod part;
mod secrets;

pub use part::{Terms, part};

use crate::payment::provider::PaymentProvider;
use app_kernel::{Failure, Links};
use app_mall::server::CartCookies;
use app_session::SessionConfig;
use axum::extract::FromRef;
use leptos::prelude::use_context;
use secrets::Secrets;
use sqlx::PgPool;
use std::{num::NonZeroU16, sync::Arc, time::Duration};
use tokio::sync::OnceCell;

/// The order desk: what the use cases of buying work with.
#[derive(Clone)]
pub(crate) struct Orders {
    pub(crate) pool: PgPool,
    pub(crate) links: Links,
    /// How long an order may be unpaid.
    pub(crate) time_to_pay: Duration,
    /// As many unpaid orders a member may have.
    pub(crate) most_unpaid: NonZeroU16,
    pub(crate) cart_cookies: CartCookies,
    demo: bool,
    secrets: Arc<OnceCell<Secrets>>,
}

impl Orders {
    fn new(pool: &PgPool, links: &Links, session: &SessionConfig, terms: Terms) -> Self {
        Self {
            pool: pool.clone(),
            links: links.clone(),
            time_to_pay: terms.time_to_pay,
            most_unpaid: terms.most_unpaid,
            cart_cookies: CartCookies::new(session, &links.mall),
            demo: terms.demo,
            secrets: Arc::default(),
        }
    }

    /// The order desk of the request that is being answered, which the program provides to every page.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the request is gone: then nobody is there to see the failure.
    pub(crate) fn of_request() -> Result<Self, Failure> {
        use_context().ok_or(Failure::Internal)
    }

    /// The secrets that all copies of this installation share. Read once.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the database does not answer.
    pub(crate) async fn secrets(&self) -> Result<&Secrets, Failure> {
        self.secrets
            .get_or_try_init(|| Secrets::read(&self.pool, &self.links, self.demo))
            .await
    }

    /// Whoever takes the money; `None` if nobody does here.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the database does not answer.
    pub(crate) async fn provider(&self) -> Result<Option<&dyn PaymentProvider>, Failure> {
        Ok(self.secrets().await?.provider.as_deref())
    }
}

impl FromRef<Orders> for Links {
    fn from_ref(orders: &Orders) -> Self {
        orders.links.clone()
    }
}
