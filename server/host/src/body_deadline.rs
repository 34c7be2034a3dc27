//! A body that takes too long is its sender's fault: 408 (RFC 9110 §15.5.9), and nothing that an operator has to look at.

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, header::CONNECTION},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

/// The longest a body may take to arrive. Shorter than the longest that anybody waits for an answer, which would be our fault.
const DEADLINE: Duration = Duration::from_secs(8);

/// Middleware that answers 408 if the body was not there in time.
pub(crate) async fn enforce(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let request = request.map(|body| {
        Body::new(Expected {
            body,
            deadline: Box::pin(sleep(DEADLINE)),
            late: late.clone(),
        })
    });
    let response = next.run(request).await;
    if late.load(Relaxed) {
        // The rest of the body would be taken for the next request.
        let close = [(CONNECTION, HeaderValue::from_static("close"))];
        return (StatusCode::REQUEST_TIMEOUT, close).into_response();
    }
    response
}

/// A body that fails when its time is over.
struct Expected {
    body: Body,
    deadline: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl HttpBody for Expected {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_ready() || self.deadline.as_mut().poll(context).is_pending() {
            return frame;
        }
        self.late.store(true, Relaxed);
        let error = io::Error::from(io::ErrorKind::TimedOut);
        Poll::Ready(Some(Err(axum::Error::new(error))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
