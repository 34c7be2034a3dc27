//! A request body that is handed to one attempt after the other, as long as none has read of it.
//!
//! A body can be sent once. When a copy cannot even be connected to, nothing of it was read, and the same body can
//! go to the next copy: this is what makes a second try safe for a POST.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

/// A request body that several attempts share; it can be sent again while nothing of it was read.
#[derive(Clone)]
pub(crate) struct ReplayableBody(Arc<Mutex<Shared>>);

struct Shared {
    body: Body,
    read: bool,
}

impl ReplayableBody {
    /// A body of which nothing was read yet.
    pub fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(Shared { body, read: false })))
    }

    /// The body for one attempt.
    pub fn for_attempt(&self) -> Body {
        Body::new(self.clone())
    }

    /// Whether nothing of the body was read, so that another attempt can have all of it.
    pub fn unread(&self) -> bool {
        !self.shared().read
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpBody for ReplayableBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut shared = self.shared();
        let polled = Pin::new(&mut shared.body).poll_frame(context);
        if let Poll::Ready(Some(_)) = polled {
            shared.read = true;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.shared().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.shared().body.size_hint()
    }
}
