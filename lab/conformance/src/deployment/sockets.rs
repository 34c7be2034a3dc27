//! Sockets that a browser opens: `WebSocket`s and streams of events.

use super::{Browser, Replica};
use crate::{
    adapter::{Op, Operation},
    client::socket::{self, Handshake, Kind, Socket},
    verdict::{Check, failed},
};

impl Operation {
    /// The kind of socket that the operation opens, by its `accept`.
    pub fn socket_kind(&self) -> Kind {
        if self.accept.starts_with("text/event-stream") {
            Kind::Events
        } else {
            Kind::WebSocket
        }
    }
}

impl Browser {
    /// Opens a socket as a page of this origin would: browsers send `Origin` with every handshake.
    pub async fn open_socket_from(&self, replica: &Replica, origin: &str) -> Check<Handshake> {
        let outgoing = self.request(Op::Socket, &[])?.with("origin", origin);
        let outgoing = match self.with_csrf_token(replica, outgoing).await? {
            Ok(outgoing) => self.with_browser_headers(replica, outgoing),
            Err(answer) => return Ok(Handshake::Refused(answer.status)),
        };
        let operation = self.deployment.adapter.operation(Op::Socket);
        let kind = operation.map_or(Kind::WebSocket, Operation::socket_kind);
        let handshake = socket::open(&replica.address, &replica.origin.authority, &outgoing, kind).await?;
        if let Handshake::Refused(status) = handshake {
            self.is_possible(Op::Socket, status)?;
        }
        Ok(handshake)
    }

    /// Opens a socket as a page of the copy's own origin would; the case fails unless it opens.
    pub async fn open_socket(&self, replica: &Replica) -> Check<Socket> {
        let name = &replica.name;
        let seen = match self.open_socket_from(replica, &replica.origin.text).await? {
            Handshake::Open(socket) => return Ok(socket),
            Handshake::Refused(status) => format!("{name} answers {status}"),
            Handshake::Wrong(what) => format!("{name}: {what}"),
        };
        Err(failed("a member's socket opens", seen))
    }
}
