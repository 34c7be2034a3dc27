//! Answers that are ready before the request's body has arrived.
//!
//! Whoever is refused by the first lines of a request (401, 403, 404, 415) is answered while the body is still on its way. A
//! server that then closes the connection loses the next request on it, which a client or a proxy that keeps connections has
//! sent already. So the rest of a small body is read before the answer leaves; where that takes too much or too long, the
//! answer announces the close (RFC 9112 §9.6).

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{
        HeaderValue,
        header::{CONNECTION, EXPECT},
    },
    middleware::Next,
    response::Response,
};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::oneshot::{self, error::TryRecvError},
    time::timeout,
};

/// The largest body, in bytes. The largest form is a login; there are no uploads.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;
/// The longest an answer waits for the rest of the body.
const READ_TIMEOUT: Duration = Duration::from_millis(500);

/// Reads what a handler has left of the body, or announces that the connection is closed.
pub(crate) async fn read_or_close(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // Such a client sends the body only when it is asked to, which reading would do.
    let waits_to_be_asked = request.headers().contains_key(EXPECT);
    let (give_back, mut rest) = oneshot::channel();
    let request = request.map(|body| {
        Body::new(Returned {
            body: Some(body),
            give_back: Some(give_back),
        })
    });
    let mut response = next.run(request).await;
    let is_read = match rest.try_recv() {
        Ok(body) => !waits_to_be_asked && read(body).await,
        // Read to its end, or being read while the response is sent.
        Err(TryRecvError::Closed | TryRecvError::Empty) => true,
    };
    if !is_read {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

/// Reads a body to its end. False if it is too large, too slow or broken.
async fn read(mut body: Body) -> bool {
    let limit = BODY_LIMIT as u64;
    if body.size_hint().lower() > limit {
        return false;
    }
    let all = async {
        let mut length = 0;
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return false };
            length += frame.data_ref().map_or(0, |data| data.len() as u64);
            if length > limit {
                return false;
            }
        }
        true
    };
    timeout(READ_TIMEOUT, all).await.unwrap_or(false)
}

/// A body that comes back if it is dropped before its end.
struct Returned {
    body: Option<Body>,
    give_back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Returned {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(body).poll_frame(context);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Returned {
    fn drop(&mut self) {
        if let (Some(body), Some(give_back)) = (self.body.take(), self.give_back.take()) {
            // The answer may be gone already, and with it whoever would read.
            let _ = give_back.send(body);
        }
    }
}
