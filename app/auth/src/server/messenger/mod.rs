//! Short messages to phones.

mod mailbox;

pub(crate) use mailbox::Mailbox;

use app_kernel::MobileNumber;
use std::{future::Future, pin::Pin};

/// A message to a phone.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The phone.
    pub(crate) to: MobileNumber,
    /// The text, in the language of whoever asked for it.
    pub(crate) words: String,
    /// The number of what the message is about: the same message has the same.
    pub(crate) reference: i64,
}

/// The reason why a message did not go.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    /// The database, for a messenger that uses it.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What a message that is being sent comes to.
pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'a>>;

/// Whoever takes messages to phones. A provider of short messages is another of these and no line of the rest.
pub(crate) trait Messenger: Send + Sync {
    /// Takes a message: when this is done, it is on its way. May be asked again for a message of which nobody knows whether it went.
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a>;
}
