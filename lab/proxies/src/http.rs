//! HTTP/1.1 as it is on the wire: a library would neither send nor show what some of the cases need.

use std::io::{self, Read};

/// More than any head of ours has.
const LONGEST_HEAD: usize = 64 * 1024;

/// The first line of a message, and its headers.
#[derive(Clone, Debug)]
pub struct Head {
    pub start: String,
    headers: Vec<(String, String)>,
}

impl Head {
    fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let start = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        Self {
            start,
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
        }
    }

    /// Every value of a header.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let headers = self.headers.iter();
        headers
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a header.
    pub fn value(&self, name: &str) -> Option<&str> {
        let headers = self.headers.iter();
        headers
            .clone()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The status of an answer.
    pub fn status(&self) -> u16 {
        let status = self.start.split(' ').nth(1).and_then(|word| word.parse().ok());
        status.unwrap_or_default()
    }

    /// What a request asks for.
    pub fn target(&self) -> &str {
        self.start.split(' ').nth(1).unwrap_or_default()
    }

    fn is_chunked(&self) -> bool {
        self.value("transfer-encoding")
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    }

    fn length(&self) -> Option<usize> {
        self.value("content-length")?.parse().ok()
    }
}

/// Takes messages from a stream.
pub struct Reader<S> {
    pub stream: S,
    buffer: Vec<u8>,
}

impl<S: Read> Reader<S> {
    pub const fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// The next head; `None` if the other end hung up before it.
    pub fn head(&mut self) -> io::Result<Option<Head>> {
        loop {
            let end = self.buffer.windows(4).position(|window| window == b"\r\n\r\n");
            if let Some(end) = end {
                let head: Vec<_> = self.buffer.drain(..end + 4).collect();
                return Ok(Some(Head::parse(&String::from_utf8_lossy(&head))));
            }
            if self.buffer.len() > LONGEST_HEAD {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if self.more()? == 0 {
                let nothing = self.buffer.is_empty();
                return nothing.then_some(None).ok_or(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// The body of a request.
    pub fn request_body(&mut self, head: &Head) -> io::Result<Vec<u8>> {
        if head.is_chunked() {
            return self.chunks();
        }
        self.exactly(head.length().unwrap_or_default())
    }

    /// The body of an answer.
    pub fn answer_body(&mut self, head: &Head) -> io::Result<Vec<u8>> {
        if matches!(head.status(), 100..200 | 204 | 304) {
            return Ok(Vec::new());
        }
        if head.is_chunked() {
            return self.chunks();
        }
        if let Some(length) = head.length() {
            return self.exactly(length);
        }
        while self.more()? > 0 {}
        Ok(std::mem::take(&mut self.buffer))
    }

    /// The next piece of a body in pieces; an empty one is the last.
    pub fn chunk(&mut self) -> io::Result<Vec<u8>> {
        let end = loop {
            if let Some(end) = self.buffer.windows(2).position(|window| window == b"\r\n") {
                break end;
            }
            self.some()?;
        };
        let line: Vec<_> = self.buffer.drain(..end + 2).collect();
        let line = String::from_utf8_lossy(&line[..end]).into_owned();
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(digits, 16).map_err(io::Error::other)?;
        let mut chunk = self.exactly(length + 2)?;
        chunk.truncate(length);
        Ok(chunk)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(body);
            }
            body.extend(chunk);
        }
    }

    fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.some()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn some(&mut self) -> io::Result<()> {
        match self.more()? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    fn more(&mut self) -> io::Result<usize> {
        let mut piece = [0; 16 * 1024];
        let read = match self.stream.read(&mut piece) {
            // TLS without a good-bye.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => 0,
            read => read?,
        };
        self.buffer.extend_from_slice(&piece[..read]);
        Ok(read)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::Reader;

    #[test]
    fn messages_are_taken_one_after_the_other() {
        let wire = "HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\
                    transfer-encoding: chunked\r\n\r\n2;x=y\r\nde\r\n0\r\n\r\nHTTP/1.1 502 Bad\r\n\r\nrest";
        let mut reader = Reader::new(wire.as_bytes());
        let head = reader.head().unwrap().unwrap();
        assert_eq!(head.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(reader.answer_body(&head).unwrap(), b"abc");
        let head = reader.head().unwrap().unwrap();
        assert_eq!(reader.answer_body(&head).unwrap(), b"de");
        let head = reader.head().unwrap().unwrap();
        assert_eq!(
            (head.status(), reader.answer_body(&head).unwrap().as_slice()),
            (502, &b"rest"[..])
        );
        assert!(reader.head().unwrap().is_none());
    }

    #[test]
    fn half_a_message_is_an_error() {
        assert!(Reader::new(&b"HTTP/1.1 200"[..]).head().is_err());
        let mut reader = Reader::new(&b"GET / HTTP/1.1\r\ncontent-length: 5\r\n\r\nabc"[..]);
        let head = reader.head().unwrap().unwrap();
        assert_eq!(head.target(), "/");
        assert!(reader.request_body(&head).is_err());
    }
}
