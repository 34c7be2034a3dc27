//! Messages that say what has happened to an account.

use super::Message;
use crate::{
    domain::recipient::Recipient,
    server::{Auth, store},
};
use app_kernel::MemberId;

impl Auth {
    /// Says to a member, wherever they are reached, what has happened.
    pub(in crate::server) async fn tell_member(&self, member: MemberId, words: String) {
        match store::find_reached(&self.pool, member).await {
            Ok(reached) => {
                let stored = [reached.phone, reached.email].into_iter().flatten();
                self.tell_stored(stored, words).await;
            }
            Err(error) => {
                tracing::error!(%error, %member, "a member is not told what has happened to the account");
            }
        }
    }

    /// Says to these, as they are stored, what has happened.
    pub(in crate::server) async fn tell_stored(
        &self,
        stored: impl IntoIterator<Item = String>,
        words: String,
    ) {
        let told = stored.into_iter().filter_map(|to| Recipient::parse(&to).ok());
        self.tell(told.collect(), words).await;
    }

    /// Says to these what has happened, also if the browser has hung up meanwhile. What was done is done all the same if a message
    /// does not go.
    pub(in crate::server) async fn tell(&self, recipients: Vec<Recipient>, words: String) {
        let Some(messenger) = self.messenger.clone() else {
            return;
        };
        let sending = tokio::spawn(async move {
            for to in recipients {
                if let Err(error) = messenger.send(&Message::new(to, words.clone())).await {
                    tracing::error!(%error, "an owner is not told what has happened to the account");
                }
            }
        });
        if let Err(error) = sending.await {
            tracing::error!(%error, "an owner is not told what has happened to the account");
        }
    }
}
