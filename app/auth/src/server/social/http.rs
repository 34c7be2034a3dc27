//! The HTTP client for providers: no redirects, no proxy of the environment, a short time, a small answer.

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::{pin::Pin, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking};
use ureq::{Agent, http};

/// The longest that one request takes, its connection included. A login asks three of them at most, in less than a visitor waits.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The requests on their way to one provider at the same time. One that hangs takes no more threads than these.
const ROOM: usize = 32;

/// In bytes: more than any provider's keys, and less than what would hurt.
const ANSWER_LIMIT: u64 = 256 * 1024;

/// Why a provider has not answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// No connection, no answer in time, or one that is too long.
    #[error("the provider does not answer: {0}")]
    Silent(String),
    /// The status with which the provider says that it cannot answer at the moment.
    #[error("the provider answers {0}")]
    Broken(u16),
    #[error("too many requests are on their way to the provider")]
    Busy,
}

/// The client for one provider.
pub(super) struct Http {
    agent: Agent,
    room: Arc<Semaphore>,
}

impl Http {
    pub(super) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // What answers with a redirect is not the address that the provider has named (RFC 9700 §4.12).
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(TIMEOUT));
        #[cfg(feature = "tls")]
        let config = config.tls_config(crate::server::tls::config());
        Self {
            agent: config.build().new_agent(),
            room: Arc::new(Semaphore::new(ROOM)),
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let place = self.room.clone().try_acquire_owned();
        let place = place.map_err(|_| HttpError::Busy)?;
        let agent = self.agent.clone();
        let answered = spawn_blocking(move || {
            // Kept by the request itself, which nobody can end before its time.
            let _place = place;
            let mut answer = agent.run(request)?;
            let body = answer
                .body_mut()
                .with_config()
                .limit(ANSWER_LIMIT)
                .read_to_vec()?;
            Ok::<_, ureq::Error>(answer.map(|_| body))
        });
        match answered.await {
            Ok(Ok(answer)) if answer.status().is_server_error() => {
                Err(HttpError::Broken(answer.status().as_u16()))
            }
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(HttpError::Silent(error.to_string())),
            Err(error) => Err(HttpError::Silent(error.to_string())),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
