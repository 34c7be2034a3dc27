//! The use case of the page with the messages that no phone gets.

use super::{Auth, sessions::moment};
use crate::sessions::device::Moment;
use app_kernel::Failure;
use leptos::prelude::use_context;

/// A message, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The phone, as people read it.
    pub(crate) phone: String,
    /// The text.
    pub(crate) words: String,
    /// The time at which it arrived.
    pub(crate) sent: Moment,
}

/// Whether messages go to a page.
pub(crate) fn is_there() -> bool {
    use_context::<Auth>().is_some_and(|auth| auth.mailbox.is_some())
}

/// The messages, the newest first; nothing where messages go to phones.
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
                    phone: message.phone,
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
