//! Messages that say what has happened to an account.

use super::Message;
use crate::{domain::recipient::Recipient, server::Auth};

impl Auth {
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
