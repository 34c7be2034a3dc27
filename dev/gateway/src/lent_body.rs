//! A request body that is lent to one attempt and taken back if that attempt never read it.
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

/// The owner of the body.
#[derive(Clone)]
pub(crate) struct Lender(Arc<Mutex<Loan>>);

struct Loan {
    body: Body,
    read: bool,
}

impl Lender {
    pub fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(Loan { body, read: false })))
    }

    /// The body, for one attempt.
    pub fn lend(&self) -> Body {
        Body::new(self.clone())
    }

    /// Whether all of it is still there.
    pub fn unread(&self) -> bool {
        !self.loan().read
    }

    fn loan(&self) -> MutexGuard<'_, Loan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpBody for Lender {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut loan = self.loan();
        let polled = Pin::new(&mut loan.body).poll_frame(context);
        if let Poll::Ready(Some(_)) = polled {
            loan.read = true;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.loan().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.loan().body.size_hint()
    }
}
