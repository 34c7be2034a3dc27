//! Requests written by hand, byte by byte: what no well-behaved client sends, and requests that are not finished yet.

use std::time::{Duration, Instant};

use http::HeaderMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Answer, NoAnswer};

/// How long connecting, writing and reading may take.
const IO_TIMEOUT: Duration = Duration::from_secs(10);
/// The number of bytes after which reading ends: more than any answer to a bad request needs.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Status, header lines and body of an answer that was read by hand.
#[derive(Debug)]
pub struct RawAnswer {
    /// The status code; 0 if the connection was closed without one.
    pub status: u16,
    /// The whole answer as text.
    pub text: String,
}

impl RawAnswer {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let status = text
            .strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.get(..3)?.parse().ok())
            .unwrap_or(0);
        Self { status, text }
    }

    /// The values of the header `name`.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }
}

impl RawAnswer {
    /// The answer as an [`Answer`], with its status and body and without its headers.
    pub fn as_answer(&self) -> Answer {
        let body = self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        Answer {
            status: self.status,
            headers: HeaderMap::new(),
            body: body.to_owned().into(),
            sent: Instant::now(),
            received: Instant::now(),
        }
    }
}

/// A connection that is written to by hand.
pub struct RawConnection(TcpStream);

impl RawConnection {
    /// Connects to `address` (`127.0.0.1:4001`).
    pub async fn open(address: &str) -> Result<Self, NoAnswer> {
        let connecting = timeout(IO_TIMEOUT, TcpStream::connect(address)).await;
        let stream = connecting.map_err(|_| NoAnswer::TimedOut(IO_TIMEOUT))?;
        Ok(Self(stream.map_err(|error| NoAnswer::Broken(error.to_string()))?))
    }

    /// Writes bytes as they are. It is no error when a copy closes early, because it has read enough, is no error.
    pub async fn write(&mut self, bytes: &[u8]) {
        let _ = timeout(IO_TIMEOUT, self.0.write_all(bytes)).await;
    }

    /// Reads the head of an answer; the second part is what has already arrived of the body.
    pub async fn head(&mut self) -> Result<(RawAnswer, Vec<u8>), NoAnswer> {
        let mut bytes = Vec::new();
        let reading = async {
            loop {
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    return bytes.split_off(end + 4);
                }
                match self.read().await {
                    Some(more) if bytes.len() < MAX_BYTES => bytes.extend(more),
                    _ => return Vec::new(),
                }
            }
        };
        let rest = timeout(IO_TIMEOUT, reading).await;
        let rest = rest.map_err(|_| NoAnswer::TimedOut(IO_TIMEOUT))?;
        Ok((RawAnswer::read(&bytes), rest))
    }

    /// Reads the bytes that arrive next; `None` when the connection is closed.
    pub(super) async fn read(&mut self) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 4096];
        // A reset is an end, too.
        let count = self.0.read(&mut bytes).await.unwrap_or(0);
        bytes.truncate(count);
        (count > 0).then_some(bytes)
    }

    /// Reads an answer until the copy closes the connection.
    pub async fn answer(mut self) -> Result<RawAnswer, NoAnswer> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.0).take(MAX_BYTES as u64);
        let reading = timeout(IO_TIMEOUT, limited.read_to_end(&mut bytes)).await;
        match reading {
            Err(_) if bytes.is_empty() => return Err(NoAnswer::TimedOut(IO_TIMEOUT)),
            // A reset after the answer: the copy did not care to read the rest.
            Ok(Err(error)) if bytes.is_empty() => return Err(NoAnswer::Broken(error.to_string())),
            _ => {}
        }
        Ok(RawAnswer::read(&bytes))
    }
}

/// Sends one request, head and body as given, and reads the answer to it.
pub async fn exchange(address: &str, bytes: &[u8]) -> Result<RawAnswer, NoAnswer> {
    let mut connection = RawConnection::open(address).await?;
    connection.write(bytes).await;
    connection.answer().await
}
