//! Accepting connections, and answering on them.

use crate::{
    Limits,
    registry::{Place, Registry},
    watched::{Answer, Asked, Stream},
};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{
        HeaderValue, Request, Response, StatusCode, Uri,
        header::{CONNECTION, RETRY_AFTER},
    },
    response::IntoResponse,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{convert::Infallible, io, net::SocketAddr, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{interval, sleep},
};
use tower::Service;

/// How often connections are looked at.
const SWEEP: Duration = Duration::from_millis(500);
/// The time in which what the last to connect have sent is read.
const FIRST_REQUEST: Duration = Duration::from_millis(100);
/// The pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers with `router` until `stop` is ready, then closes the listener and returns when the last request under way is
/// answered. Handlers find the client's address in [`ConnectInfo`].
///
/// `is_vital` says which addresses are answered also when there are too many connections.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    is_vital: fn(&Uri) -> bool,
    stop: impl Future<Output = ()>,
) {
    // Once, and not for every request.
    let router: Router = router.with_state(());
    let registry = Registry::new(limits);
    let graceful = GracefulShutdown::new();
    let mut sweep = interval(SWEEP);
    let mut stop = pin!(stop);
    let admit = |stream: TcpStream, peer: SocketAddr| {
        let Some(place) = registry.admit(peer.ip()) else {
            tracing::warn!(%peer, "too many connections: one is turned away");
            return;
        };
        let router = router.clone();
        let connection = Connection {
            router,
            peer,
            is_vital,
        };
        tokio::spawn(connection.run(stream, place, limits, graceful.watcher()));
    };
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = sweep.tick() => registry.sweep(),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => admit(stream, peer),
                Err(error) => refused(&error).await,
            },
        }
    }
    close_listener(listener, admit);
    // Connections of which nothing was read yet are ended without an answer.
    sleep(FIRST_REQUEST).await;
    let mut done = pin!(graceful.shutdown());
    loop {
        tokio::select! {
            () = &mut done => return,
            _ = sweep.tick() => registry.sweep(),
        }
    }
}

/// Closes the listener behind those who have connected already: the system would hang up on them, and a proxy could not tell whether
/// what it had sent was read.
fn close_listener(listener: TcpListener, admit: impl Fn(TcpStream, SocketAddr)) {
    let Ok(listener) = listener.into_std() else { return };
    // It does not block: it was the runtime's.
    while let Ok((stream, peer)) = listener.accept() {
        let stream = stream.set_nonblocking(true).map(|()| TcpStream::from_std(stream));
        if let Ok(Ok(stream)) = stream {
            admit(stream, peer);
        }
    }
}

/// A client that is gone already is nobody's concern; anything else is worth a line and a moment.
async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(%error, "a connection cannot be accepted");
        sleep(ACCEPT_PAUSE).await;
    }
}

struct Connection {
    router: Router,
    peer: SocketAddr,
    is_vital: fn(&Uri) -> bool,
}

impl Connection {
    async fn run(
        self,
        stream: TcpStream,
        place: Place,
        limits: Limits,
        graceful: hyper_util::server::graceful::Watcher,
    ) {
        // Answers are whole when they are sent: waiting for more only delays them.
        let _ = stream.set_nodelay(true);
        let stream = TokioIo::new(Stream::new(stream, place.activity.clone(), limits.linger));
        let activity = place.activity.clone();
        let service = service_fn(|request: Request<Incoming>| {
            activity.asked();
            let request = request.map(|body| Asked::body(body, &activity));
            let answer = self.answer(request, place.is_reserve);
            let activity = activity.clone();
            async move {
                let answer = answer.await;
                Ok::<_, Infallible>(answer.map(|body| Answer::new(body, activity)))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            // Silence between two requests counts in it as well, so the registry measures both.
            .header_read_timeout(None)
            .max_header_size(limits.head_size)
            .serve_connection(stream, service);
        let connection = graceful.watch(connection);
        tokio::select! {
            ended = connection => if let Err(error) = ended {
                tracing::debug!(%error, peer = %self.peer, "a connection ended");
            },
            () = place.end.notified() => {
                tracing::debug!(peer = %self.peer, "a connection is ended: it was silent, slow or in the way");
            }
        }
    }

    fn answer(
        &self,
        mut request: Request<Body>,
        is_reserve: bool,
    ) -> impl Future<Output = Response<Body>> + use<> {
        let is_turned_away = is_reserve && !(self.is_vital)(request.uri());
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let mut router = self.router.clone();
        async move {
            if is_turned_away {
                return turned_away();
            }
            match router.call(request).await {
                Ok(mut response) => {
                    if is_reserve {
                        close(&mut response);
                    }
                    response
                }
                Err(never) => match never {},
            }
        }
    }
}

/// The answer to whoever came on a connection of the reserve and is no orchestrator.
fn turned_away() -> Response<Body> {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("5"));
    close(&mut response);
    response
}

fn close(response: &mut Response<Body>) {
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
}
