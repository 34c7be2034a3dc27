//! A provider of messages, asked over HTTP.

use super::{Message, Messenger, SendError, Sending};
use crate::domain::recipient::Recipient;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::sleep,
};
use ureq::{Agent, http::Request};

/// Where a provider is, and by what it knows us.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The address that messages are posted to.
    pub address: String,
    /// The token of the header `Authorization`.
    pub token: SecretString,
}

/// The longest that one request takes, its connection included. All of them together are shorter than a visitor waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The pauses before a message is sent again, of which nobody knows whether it went.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(750)];

/// The messages on their way at the same time. A provider that hangs takes no more threads than these.
const ROOM: usize = 64;

/// The messenger that posts each message to a provider as JSON, `{"channel":"sms","to":"+86…","text":"…"}` or
/// `{"channel":"email","to":"…@…","text":"…"}`, with a bearer token and an idempotency key. Any 2xx says that it is on its way.
pub(crate) struct Http {
    agent: Agent,
    provider: Provider,
    room: Arc<Semaphore>,
}

impl Http {
    /// The messenger for this provider.
    pub(crate) fn new(provider: Provider) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // Where codes go, the configuration alone says.
            .proxy(None)
            .timeout_global(Some(TIMEOUT));
        #[cfg(feature = "tls")]
        let config = config.tls_config(crate::server::tls::config());
        Self {
            agent: config.build().new_agent(),
            provider,
            room: Arc::new(Semaphore::new(ROOM)),
        }
    }

    /// Sends the message once. What was said of it is never in the log: the message may have a code in it.
    async fn post(&self, message: &Message, place: Arc<OwnedSemaphorePermit>) -> Result<(), SendError> {
        let channel = match message.to {
            Recipient::Phone(_) => "sms",
            Recipient::Email(_) => "email",
        };
        let body = json!({ "channel": channel, "to": message.to.stored(), "text": message.words });
        let request = Request::post(&self.provider.address)
            .header("content-type", "application/json")
            .header(
                "authorization",
                format!("Bearer {}", self.provider.token.expose_secret()),
            )
            .header("idempotency-key", &message.key)
            .body(body.to_string())
            .map_err(|_| SendError::Unaddressed)?;
        let agent = self.agent.clone();
        let answered = spawn_blocking(move || {
            // Kept by the request itself, which nobody can end before its time.
            let _place = place;
            agent.run(request).map(|answer| answer.status().as_u16())
        });
        match answered.await {
            Ok(Ok(200..=299)) => Ok(()),
            Ok(Ok(status)) => Err(SendError::Refused(status)),
            Ok(Err(error)) => Err(SendError::Silent(error.to_string())),
            Err(error) => Err(SendError::Silent(error.to_string())),
        }
    }
}

impl Messenger for Http {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async {
            let place = self.room.clone().try_acquire_owned();
            let place = Arc::new(place.map_err(|_| SendError::Busy)?);
            let mut pauses = PAUSES.iter();
            loop {
                let Err(error) = self.post(message, place.clone()).await else {
                    return Ok(());
                };
                let pause = pauses.next().filter(|_| error.may_pass());
                let Some(pause) = pause else {
                    return Err(error);
                };
                tracing::warn!(%error, "a message is sent again");
                sleep(*pause).await;
            }
        })
    }
}
