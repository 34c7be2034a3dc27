//! The messenger for demonstrations: what would be on phones and in mailboxes is in a table, and on a page.

use super::{Message, Messenger, Sending};
use crate::domain::recipient::Recipient;
use sqlx::PgPool;
use time::OffsetDateTime;

/// Keeps messages where everybody can read them who can read the page. There is none where others can reach the shop.
#[derive(Clone)]
pub(crate) struct Mailbox {
    pool: PgPool,
}

/// A message that has arrived.
pub(crate) struct Delivered {
    /// The phone or the e-mail address.
    pub(crate) to: Recipient,
    /// The text.
    pub(crate) words: String,
    /// The time at which it arrived.
    pub(crate) sent_at: OffsetDateTime,
}

/// The messages that the page shows.
const SHOWN: i64 = 50;

impl Mailbox {
    /// The mailbox in this database.
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// What has arrived, the newest first. A message goes with its code, and one without a code after ten minutes, as codes do.
    pub(crate) async fn delivered(&self) -> sqlx::Result<Vec<Delivered>> {
        let rows = sqlx::query!(
            "select m.phone, m.words, m.sent_at
             from auth.mailbox m left join auth.code c on c.id = m.code_id
             where coalesce(c.expires_at, m.sent_at + interval '10 minutes') > clock_timestamp()
             order by m.id desc limit $1",
            SHOWN
        )
        .fetch_all(&self.pool)
        .await?;
        let delivered = rows.into_iter().filter_map(|row| {
            Some(Delivered {
                to: Recipient::parse(&row.phone).ok()?,
                words: row.words,
                sent_at: row.sent_at,
            })
        });
        Ok(delivered.collect())
    }
}

impl Messenger for Mailbox {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async {
            sqlx::query!(
                "insert into auth.mailbox (code_id, phone, words) values ($1, $2, $3)",
                message.reference,
                message.to.stored(),
                message.words
            )
            .execute(&self.pool)
            .await?;
            Ok(())
        })
    }
}
