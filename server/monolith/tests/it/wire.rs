//! HTTP by hand, for what no client would send.

use crate::mall::Mall;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A connection to a mall.
pub(crate) struct Connection(BufReader<TcpStream>);

/// The head of an answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In lower case.
    pub(crate) headers: String,
}

impl Connection {
    pub(crate) fn to(mall: &Mall) -> Self {
        Self::at(mall.socket())
    }

    /// A connection to a proxy before a mall.
    pub(crate) fn at(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("connected");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .expect("a timeout");
        Self(BufReader::new(stream))
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).expect("sent");
    }

    /// Reads everything until the connection is closed.
    pub(crate) fn whole(mut self) -> String {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes).expect("an answer");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Reads one whole answer.
    pub(crate) fn answer(&mut self) -> Answer {
        let mut headers = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).expect("an answer");
            assert!(read > 0, "the connection was closed after {headers:?}");
            if line == "\r\n" {
                break;
            }
            headers += &line.to_lowercase();
        }
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok());
        let length = headers
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
        match length {
            Some(length) => drop(self.0.by_ref().take(length).read_to_end(&mut Vec::new())),
            None if headers.contains("transfer-encoding: chunked") => self.skip_chunks(),
            None => {}
        }
        Answer {
            status: status.expect("a status"),
            headers,
        }
    }

    fn skip_chunks(&mut self) {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).expect("a chunk");
            let length = u64::from_str_radix(line.trim(), 16).expect("its length");
            let mut chunk = Vec::new();
            self.0
                .by_ref()
                .take(length + 2)
                .read_to_end(&mut chunk)
                .expect("the chunk");
            if length == 0 {
                return;
            }
        }
    }
}
