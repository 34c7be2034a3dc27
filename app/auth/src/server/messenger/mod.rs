//! Messages to phones and to e-mail addresses.

mod http;
mod mailbox;
mod tell;

pub(crate) use http::Http;
pub use http::Provider;
pub(crate) use mailbox::Mailbox;

use crate::domain::recipient::Recipient;
use argon2::password_hash::rand_core::{OsRng, RngCore};
use std::{future::Future, pin::Pin};

/// A message. There may be a code in it, so it is not written into logs.
pub(crate) struct Message {
    /// Where it goes.
    pub(crate) to: Recipient,
    /// The text, in the language of whoever asked for it.
    pub(crate) words: String,
    /// The number of the code that is in the message; none if it has none.
    pub(crate) reference: Option<i64>,
    /// What tells a provider that it has this very message already.
    pub(crate) key: String,
}

impl Message {
    /// A message with the code of this number, or with the reason why there is none in it.
    pub(crate) fn with_code(to: Recipient, words: String, reference: i64) -> Self {
        Self {
            reference: Some(reference),
            ..Self::new(to, words)
        }
    }

    /// A message that says what has happened.
    pub(crate) fn new(to: Recipient, words: String) -> Self {
        let mut bytes = [0; 16];
        OsRng.fill_bytes(&mut bytes);
        Self {
            to,
            words,
            reference: None,
            key: format!("{:032x}", u128::from_be_bytes(bytes)),
        }
    }
}

/// The reason why a message did not go.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    /// The database, for a messenger that uses it.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The provider says no, with this status.
    #[error("the provider of messages answers {0}")]
    Refused(u16),
    /// Nobody knows whether the provider has it.
    #[error("the provider of messages does not answer: {0}")]
    Silent(String),
    /// No request can be made for this address or this token.
    #[error("no request can be made to the provider of messages")]
    Unaddressed,
    #[error("too many messages are on their way")]
    Busy,
}

impl SendError {
    /// Whether the same message may go a moment later.
    const fn may_pass(&self) -> bool {
        matches!(self, Self::Silent(_) | Self::Refused(408 | 425 | 429 | 500..))
    }
}

/// What a message that is being sent comes to.
pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + 'a>>;

/// Whoever takes messages to phones and e-mail addresses. A provider is another of these and no line of the rest.
pub(crate) trait Messenger: Send + Sync {
    /// Takes a message: when this is done, it is on its way. May be asked again for a message of which nobody knows whether it went.
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a>;
}
