//! Secrets that all copies of an installation share.

use crate::payment::{demo::DemoPayments, provider::PaymentProvider};
use app_kernel::{Failure, Links};
use app_mall::server::read::within_timeout;
use sqlx::PgPool;

/// What was made with the database and is known to nobody else.
pub(crate) struct Secrets {
    /// The key of confirmations.
    pub(crate) confirmation: Vec<u8>,
    /// Whoever takes the money, who has a key in common with us.
    pub(super) provider: Option<Box<dyn PaymentProvider>>,
}

impl Secrets {
    /// Reads them. With `demo` the provider is one that takes no real money.
    pub(super) async fn read(pool: &PgPool, links: &Links, demo: bool) -> Result<Self, Failure> {
        let rows = sqlx::query!("select name, value from mall.secret").fetch_all(pool);
        let mut rows = within_timeout(rows).await?;
        let mut take = |name: &str| {
            let place = rows.iter().position(|row| row.name == name);
            place.map(|place| rows.swap_remove(place).value).ok_or_else(|| {
                tracing::error!(name, "mall.secret has no such row");
                Failure::Internal
            })
        };
        let provider = if demo {
            DemoPayments::new(take("demo-payments")?, links)
        } else {
            None
        };
        Ok(Self {
            confirmation: take("confirmation")?,
            provider: provider.map(|provider| Box::new(provider) as _),
        })
    }
}
