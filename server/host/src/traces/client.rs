//! The way to the collector.

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use ureq::Agent;

/// The longest that a batch is on its way. It is sent on a thread of its own, so nobody waits for it but the next batch.
const TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP client whose caller may wait: the exporter has a thread of its own.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    /// Whether the last batch did not arrive, so that an outage is one line of the log.
    is_failing: AtomicBool,
}

impl Client {
    pub(super) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // Where spans go, the configuration alone says.
            .proxy(None)
            .timeout_global(Some(TIMEOUT));
        Self {
            agent: config.build().new_agent(),
            is_failing: AtomicBool::new(false),
        }
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ureq::Error> {
        let (head, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(head, body.as_ref()))?;
        let (head, mut body) = answer.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?.into()))
    }
}

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.send(request);
        let failure = match &answer {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(answer.status().to_string()),
            Err(error) => Some(error.to_string()),
        };
        let was_failing = self.is_failing.swap(failure.is_some(), Ordering::Relaxed);
        match failure {
            Some(error) if !was_failing => tracing::warn!(error, "spans cannot be sent to the collector"),
            None if was_failing => tracing::info!("spans arrive at the collector again"),
            _ => {}
        }
        Ok(answer?)
    }
}
