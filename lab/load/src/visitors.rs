//! The visitors: the cookie each sends, and the text each must see.

use std::{fs, sync::Arc};

use anyhow::{Context, Result, ensure};

use crate::Options;

/// One request, ready to be sent, and the text that its answer must hold.
#[derive(Debug, Clone)]
pub struct Visit {
    pub(crate) request: Arc<[u8]>,
    pub(crate) expected: Arc<str>,
}

/// The list of visits that the connections repeat over and over again.
#[derive(Debug)]
pub struct Visitors(Arc<[Visit]>);

impl Visitors {
    /// Reads the file of visitors; without a file all visits are the same.
    pub fn of(options: &Options) -> Result<Self> {
        let Some(file) = &options.visitors else {
            return Ok(Self([visit(options, "", &options.expect)].into()));
        };
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let visits = text.lines().map(|line| {
            let (cookie, expected) = line
                .split_once('\t')
                .with_context(|| format!("{line:?} is not a cookie, a tab and a text"))?;
            Ok(visit(options, &format!("Cookie: {cookie}\r\n"), expected))
        });
        let visits = visits.collect::<Result<Arc<[_]>>>()?;
        ensure!(!visits.is_empty(), "{} is empty", file.display());
        Ok(Self(visits))
    }

    /// The visits of the connection `number` of `connections`, each of which begins elsewhere in the list.
    pub(crate) fn from(&self, number: usize, connections: usize) -> impl Iterator<Item = Visit> + use<> {
        let visits = Arc::clone(&self.0);
        let start = number * visits.len() / connections.max(1);
        (0..).map(move |step| visits[(start + step) % visits.len()].clone())
    }
}

fn visit(options: &Options, more: &str, expected: &str) -> Visit {
    let Options { path, host, .. } = options;
    let (codings, expected) = match &options.accept_encoding {
        Some(codings) => (format!("Accept-Encoding: {codings}\r\n"), ""),
        None => (String::new(), expected),
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{codings}{more}\r\n");
    Visit {
        request: request.into_bytes().into(),
        expected: expected.into(),
    }
}
