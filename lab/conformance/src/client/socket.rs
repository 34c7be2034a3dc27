//! A `WebSocket` (RFC 6455) or a stream of events, as far as a case must see whether it opens and when it closes.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha1::{Digest, Sha1};
use tokio::time::timeout;

use super::{
    NoAnswer, Outgoing,
    raw::{RawAnswer, RawConnection},
};
use crate::random::Random;

/// The text that every server adds to the key (RFC 6455 §1.3).
const SALT: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// Opcodes (RFC 6455 §5.2).
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
/// The bits that say: the last frame of a message, and masked.
const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// The kind of a long-lived connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A `WebSocket` (RFC 6455).
    WebSocket,
    /// A stream of events (`text/event-stream`).
    Events,
}

/// The outcome of a handshake.
pub enum Handshake {
    /// The socket is open.
    Open(Socket),
    /// The handshake was refused with this status; 0 if the connection was closed without one.
    Refused(u16),
    /// The handshake was accepted, but not as the standard says; with what is wrong.
    Wrong(&'static str),
}

/// An open socket.
pub struct Socket {
    connection: RawConnection,
    kind: Kind,
    unread: Vec<u8>,
}

/// Opens a socket at `address`, with `host` in the `Host` header.
pub async fn open(address: &str, host: &str, outgoing: &Outgoing, kind: Kind) -> Result<Handshake, NoAnswer> {
    let key = key();
    let mut head = format!("GET {} HTTP/1.1\r\nHost: {host}\r\n", outgoing.path).into_bytes();
    for (name, value) in &outgoing.headers {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    let last = match kind {
        Kind::WebSocket => format!(
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        ),
        // So that the end of the stream is the end of the connection.
        Kind::Events => "Connection: close\r\n\r\n".to_owned(),
    };
    head.extend(last.into_bytes());
    let mut connection = RawConnection::open(address).await?;
    connection.write(&head).await;
    let (answer, unread) = connection.head().await?;
    let socket = Socket {
        connection,
        kind,
        unread,
    };
    Ok(match kind {
        Kind::WebSocket if answer.status == 101 => match wrong(&answer, &key) {
            Some(what) => Handshake::Wrong(what),
            None => Handshake::Open(socket),
        },
        Kind::Events if answer.status == 200 && is_events(&answer) => Handshake::Open(socket),
        _ => Handshake::Refused(answer.status),
    })
}

/// A new key of sixteen random bytes (RFC 6455 §4.1).
fn key() -> String {
    let mut random = Random::from_entropy();
    STANDARD.encode([random.next().to_be_bytes(), random.next().to_be_bytes()].concat())
}

/// The value of `Sec-WebSocket-Accept` for a key (RFC 6455 §4.2.2).
fn accept(key: &str) -> String {
    STANDARD.encode(Sha1::digest(format!("{key}{SALT}")))
}

/// What is wrong with an accepted handshake, by the checks of a client (RFC 6455 §4.1); `None` if nothing is.
fn wrong(answer: &RawAnswer, key: &str) -> Option<&'static str> {
    let says = |name: &str, word: &str| {
        let values = answer.headers(name);
        let mut words = values.iter().flat_map(|value| value.split(','));
        words.any(|known| known.trim().eq_ignore_ascii_case(word))
    };
    if !says("upgrade", "websocket") || !says("connection", "upgrade") {
        Some("it upgrades to something else")
    } else if answer.headers("sec-websocket-accept") != [accept(key)] {
        Some("Sec-WebSocket-Accept does not fit the key")
    } else {
        None
    }
}

fn is_events(answer: &RawAnswer) -> bool {
    let kinds = answer.headers("content-type");
    kinds.iter().any(|kind| kind.starts_with("text/event-stream"))
}

impl Socket {
    /// Whether the server closes the socket within this time.
    pub async fn closes_within(&mut self, limit: Duration) -> bool {
        timeout(limit, self.end()).await.is_ok()
    }

    /// Reads until the socket is closed. Pings are answered, or a server might close the socket only because of those.
    async fn end(&mut self) {
        loop {
            while self.kind == Kind::WebSocket
                && let Some((opcode, payload)) = frame(&mut self.unread)
            {
                match opcode {
                    CLOSE => return,
                    PING => self.pong(&payload).await,
                    _ => {}
                }
            }
            match self.connection.read().await {
                Some(bytes) if self.kind == Kind::WebSocket => self.unread.extend(bytes),
                Some(_) => {}
                None => return,
            }
        }
    }

    async fn pong(&mut self, payload: &[u8]) {
        // Control frames are short (RFC 6455 §5.5), and a mask of zeros is one.
        let length = u8::try_from(payload.len().min(125)).unwrap_or_default();
        let mut bytes = vec![FINAL | PONG, MASKED | length, 0, 0, 0, 0];
        bytes.extend(&payload[..length.into()]);
        self.connection.write(&bytes).await;
    }
}

/// Takes the first frame, opcode and payload, off the bytes; `None` if it is not complete yet (RFC 6455 §5.2).
fn frame(bytes: &mut Vec<u8>) -> Option<(u8, Vec<u8>)> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    let wide = match second & !MASKED {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let length = match wide {
        0 => usize::from(second & !MASKED),
        _ => bytes
            .get(2..2 + wide)?
            .iter()
            .fold(0, |length: usize, byte| length << 8 | usize::from(*byte)),
    };
    // A server masks nothing; if it does, its payload is of no interest either.
    let begin = 2 + wide + if second & MASKED == 0 { 0 } else { 4 };
    let payload = bytes.get(begin..begin.checked_add(length)?)?.to_vec();
    bytes.drain(..begin + length);
    Some((first & 0x0f, payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_answered_as_the_standard_says() {
        // The example of RFC 6455 §1.3.
        assert_eq!(accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_ne!(key(), key());
    }

    #[test]
    fn frames_are_told_apart_however_they_arrive() {
        let mut whole = vec![0x81, 3, b'a', b'b', b'c', 0x82, 126, 1, 0];
        whole.extend([7; 256]);
        whole.extend([0x89, 1, b'p', 0x88, 2, 0x03, 0xe8]);
        let (mut bytes, mut seen) = (Vec::new(), Vec::new());
        for byte in whole {
            bytes.push(byte);
            seen.extend(frame(&mut bytes).map(|(opcode, payload)| (opcode, payload.len())));
        }
        assert_eq!(seen, [(1, 3), (2, 256), (PING, 1), (CLOSE, 2)]);
        assert_eq!(bytes, [0; 0]);
    }
}
