//! Reading one response after the other from a connection that stays open: as much of HTTP/1.1 as our servers speak.

use anyhow::{Context, Result, bail, ensure};
use memchr::memmem;
use tokio::{
    io::{AsyncReadExt, AsyncWrite},
    net::TcpStream,
};

/// The initial capacity of a buffer in bytes: room for a page.
const BUFFER: usize = 64 * 1024;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";
const END_OF_LINE: &[u8] = b"\r\n";

/// A connection with its buffer: bytes of the next answer may have arrived already.
pub(crate) struct Reader {
    stream: TcpStream,
    arrived: Vec<u8>,
    body: Vec<u8>,
}

/// A response whose body borrows from the reader until the next one.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    status: u16,
    body: &'a [u8],
}

/// How the length of a body is known.
enum Length {
    Known(usize),
    Chunked,
}

impl Answer<'_> {
    /// Fails, with the beginning of the body, unless the answer has this status and the body holds `expected`.
    pub(crate) fn check(&self, status: u16, expected: &str) -> Result<()> {
        let right = self.status == status && memmem::find(self.body, expected.as_bytes()).is_some();
        ensure!(
            right,
            "expected {status} with {expected:?}, got {} with {:.300}",
            self.status,
            String::from_utf8_lossy(self.body)
        );
        Ok(())
    }
}

impl Reader {
    /// A reader of responses from this connection.
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            arrived: Vec::with_capacity(BUFFER),
            body: Vec::with_capacity(BUFFER),
        }
    }

    /// The writing half, for the next request.
    pub(crate) fn stream(&mut self) -> &mut (impl AsyncWrite + Unpin + use<>) {
        &mut self.stream
    }

    /// Reads the next response to its end.
    pub(crate) async fn answer(&mut self) -> Result<Answer<'_>> {
        let end = self.find(0, END_OF_HEAD).await?;
        let (status, length) = read_head(&self.arrived[..end])?;
        let mut at = end + END_OF_HEAD.len();
        self.body.clear();
        match length {
            Length::Known(length) => at = self.take(at, length).await?,
            Length::Chunked => loop {
                let end = self.find(at, END_OF_LINE).await?;
                let size = chunk_size(&self.arrived[at..end])?;
                at = self.take(end + END_OF_LINE.len(), size).await?;
                // After each chunk, and after the trailers that nobody sends.
                self.fill(at + END_OF_LINE.len()).await?;
                at += END_OF_LINE.len();
                if size == 0 {
                    break;
                }
            },
        }
        self.arrived.drain(..at);
        Ok(Answer {
            status,
            body: &self.body,
        })
    }

    /// Copies `length` bytes from position `at` into the body; the position after them.
    async fn take(&mut self, at: usize, length: usize) -> Result<usize> {
        self.fill(at + length).await?;
        self.body.extend_from_slice(&self.arrived[at..at + length]);
        Ok(at + length)
    }

    /// The position of the bytes `wanted`, reading until they have arrived.
    async fn find(&mut self, from: usize, wanted: &[u8]) -> Result<usize> {
        loop {
            if let Some(at) = memmem::find(&self.arrived[from..], wanted) {
                return Ok(from + at);
            }
            self.read().await?;
        }
    }

    /// Reads until `length` bytes have arrived.
    async fn fill(&mut self, length: usize) -> Result<()> {
        while self.arrived.len() < length {
            self.read().await?;
        }
        Ok(())
    }

    async fn read(&mut self) -> Result<()> {
        let read = self.stream.read_buf(&mut self.arrived).await?;
        ensure!(read > 0, "the server hung up in the middle of an answer");
        Ok(())
    }
}

fn read_head(head: &[u8]) -> Result<(u16, Length)> {
    let head = std::str::from_utf8(head).context("a head that is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let status = status.with_context(|| format!("no status in {head:?}"))?;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            return Ok((status, Length::Known(value.trim().parse()?)));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok((status, Length::Chunked));
        }
    }
    bail!("an answer without a length: {head:?}")
}

fn chunk_size(line: &[u8]) -> Result<usize> {
    let text = std::str::from_utf8(line).context("a chunk without a size")?;
    let digits = text.split(';').next().unwrap_or_default().trim();
    usize::from_str_radix(digits, 16).with_context(|| format!("{digits:?} is no chunk size"))
}
