//! The use case of the page with the messages of a demonstration.

use super::{Auth, sessions::moment};
use crate::{domain::recipient::Recipient, sessions::device::Moment};
use app_kernel::Failure;
use leptos::prelude::use_context;

/// A message, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The phone or the e-mail address.
    pub(crate) to: Recipient,
    /// The text.
    pub(crate) words: String,
    /// The time at which it arrived.
    pub(crate) sent: Moment,
}

/// Whether messages go to a page.
pub(crate) fn is_there() -> bool {
    use_context::<Auth>().is_some_and(|auth| auth.mailbox.is_some())
}

/// The messages, the newest first; nothing where they really go.
pub(crate) async fn letters() -> Result<Option<Vec<Letter>>, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let Some(mailbox) = &auth.mailbox else {
        return Ok(None);
    };
    match mailbox.delivered().await {
        Ok(delivered) => Ok(Some(
            delivered
                .into_iter()
                .map(|message| Letter {
                    to: message.to,
                    words: message.words,
                    sent: moment(message.sent_at),
                })
                .collect(),
        )),
        Err(error) => {
            tracing::error!(%error, "messages cannot be read");
            Err(Failure::Unavailable)
        }
    }
}
