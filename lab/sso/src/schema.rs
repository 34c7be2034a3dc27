//! The tables of both halves, in a schema of their own. They are no part of the product's history: whoever runs T9 makes them at start.

use anyhow::Context;
use app_part::Task;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Executor, PgPool};

/// What the authority needs.
pub(crate) const AUTHORITY: &str = include_str!("authority/schema.sql");
/// What a site needs.
pub(crate) const SITE: &str = include_str!("site/schema.sql");

/// Makes the tables of `script` if they are not there, as the `owner` of the database.
pub(crate) fn preparing(owner: &SecretString, script: &'static str) -> Task {
    let owner = owner.clone();
    Box::new(move || {
        let owner = owner.clone();
        Box::pin(async move {
            let pool = PgPool::connect(owner.expose_secret()).await?;
            // All statements of a script are one transaction.
            pool.execute(script)
                .await
                .context("the tables of T9 cannot be made: DATABASE_URL must be the owner's")?;
            pool.close().await;
            Ok(())
        })
    })
}
