//! Requests written by hand, byte by byte: what no well-behaved client would send, and requests that are not finished yet.

use std::time::{Duration, Instant};

use http::HeaderMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Answer, Lost};

/// A copy that says nothing for so long says nothing.
const PATIENCE: Duration = Duration::from_secs(10);
/// More than any answer to a bad request needs.
const MOST: usize = 4 * 1024 * 1024;

/// Status, header lines and body of an answer that was read by hand.
#[derive(Debug)]
pub struct RawAnswer {
    /// The status code; 0 if the connection was closed without one.
    pub status: u16,
    /// Everything that came.
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

    /// The values of a header.
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
    /// As far as it can be read like any other; without its headers.
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
    /// Connects to `127.0.0.1:4001`.
    pub async fn open(address: &str) -> Result<Self, Lost> {
        let connecting = timeout(PATIENCE, TcpStream::connect(address)).await;
        let stream = connecting.map_err(|_| Lost::TimedOut(PATIENCE))?;
        Ok(Self(stream.map_err(|error| Lost::Broken(error.to_string()))?))
    }

    /// Writes bytes as they are. That a copy closes early, because it has read enough, is no error.
    pub async fn write(&mut self, bytes: &[u8]) {
        let _ = timeout(PATIENCE, self.0.write_all(bytes)).await;
    }

    /// Reads the head of an answer; what came behind it already is the second.
    pub async fn head(&mut self) -> Result<(RawAnswer, Vec<u8>), Lost> {
        let mut bytes = Vec::new();
        let reading = async {
            loop {
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    return bytes.split_off(end + 4);
                }
                match self.read().await {
                    Some(more) if bytes.len() < MOST => bytes.extend(more),
                    _ => return Vec::new(),
                }
            }
        };
        let rest = timeout(PATIENCE, reading).await;
        let rest = rest.map_err(|_| Lost::TimedOut(PATIENCE))?;
        Ok((RawAnswer::read(&bytes), rest))
    }

    /// Reads what there is, waiting for something to be there; nothing when the connection is over.
    pub(super) async fn read(&mut self) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 4096];
        // A reset is an end, too.
        let count = self.0.read(&mut bytes).await.unwrap_or(0);
        bytes.truncate(count);
        (count > 0).then_some(bytes)
    }

    /// Reads until the copy closes.
    pub async fn answer(mut self) -> Result<RawAnswer, Lost> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.0).take(MOST as u64);
        let reading = timeout(PATIENCE, limited.read_to_end(&mut bytes)).await;
        match reading {
            Err(_) if bytes.is_empty() => return Err(Lost::TimedOut(PATIENCE)),
            // A reset after the answer: the copy did not care to read the rest.
            Ok(Err(error)) if bytes.is_empty() => return Err(Lost::Broken(error.to_string())),
            _ => {}
        }
        Ok(RawAnswer::read(&bytes))
    }
}

/// One request, head and body as given, and what came back.
pub async fn exchange(address: &str, bytes: &[u8]) -> Result<RawAnswer, Lost> {
    let mut connection = RawConnection::open(address).await?;
    connection.write(bytes).await;
    connection.answer().await
}
