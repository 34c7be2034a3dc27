//! Telling merchants, in every copy, whichever comes first.

use crate::{
    http::post,
    protocol::{Kind, sign},
    sql,
};
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::sleep;

/// The time between two rounds of a copy.
const EVERY: Duration = Duration::from_secs(1);

/// Tells merchants of payments until they have heard it, for as long as the process lives. A copy that is killed between telling and
/// writing down that it was heard tells it again: merchants must stand that.
pub(crate) async fn run(pool: &PgPool) {
    loop {
        sleep(EVERY).await;
        if let Err(error) = round(pool).await {
            tracing::warn!(%error, "payments cannot be told of; trying again");
        }
    }
}

async fn round(pool: &PgPool) -> anyhow::Result<()> {
    while let Some(due) = sql::take(pool).await? {
        let notice = sign(
            &sql::key(pool).await?,
            Kind::Notice,
            &[
                ("number", &due.number),
                ("amount", &due.amount_fen.to_string()),
                ("reference", &due.reference),
            ],
        );
        match post(&due.notice_url, notice).await {
            Ok(200) => sql::heard(pool, due.id).await?,
            Ok(status) => tracing::warn!(
                payment = due.number,
                status,
                "the merchant has not heard of a payment"
            ),
            Err(error) => {
                tracing::warn!(payment = due.number, %error, "the merchant cannot be told of a payment");
            }
        }
    }
    Ok(())
}
