//! The visitors: the cookie each sends, and the text each must see.

use std::{fs, path::Path, sync::Arc};

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
    /// Reads the files of visitors and of paths. Without a file of visitors all of them are the same one, without a file of
    /// paths all ask for the same.
    pub fn of(options: &Options) -> Result<Self> {
        let visitors = match &options.visitors {
            Some(file) => lines(file)?
                .iter()
                .map(|line| visitor(line))
                .collect::<Result<_>>()?,
            None => vec![(String::new(), options.expect.clone())],
        };
        let paths = match &options.paths {
            Some(file) => lines(file)?,
            None => vec![options.path.clone()],
        };
        let visits = (0..visitors.len().max(paths.len())).map(|number| {
            let (cookie, expected) = &visitors[number % visitors.len()];
            visit(options, &paths[number % paths.len()], cookie, expected)
        });
        Ok(Self(visits.collect()))
    }

    /// The visits of the connection `number` of `connections`, each of which begins elsewhere in the list.
    pub(crate) fn from(&self, number: usize, connections: usize) -> impl Iterator<Item = Visit> + use<> {
        let visits = Arc::clone(&self.0);
        let start = number * visits.len() / connections.max(1);
        (0..).map(move |step| visits[(start + step) % visits.len()].clone())
    }
}

/// The lines of a file, of which there is at least one.
fn lines(file: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines: Vec<_> = text.lines().map(str::to_owned).collect();
    ensure!(!lines.is_empty(), "{} is empty", file.display());
    Ok(lines)
}

/// A visitor's header, and the text that they must see.
fn visitor(line: &str) -> Result<(String, String)> {
    let (cookie, expected) = line
        .split_once('\t')
        .with_context(|| format!("{line:?} is not a cookie, a tab and a text"))?;
    Ok((format!("Cookie: {cookie}\r\n"), expected.to_owned()))
}

fn visit(options: &Options, path: &str, cookie: &str, expected: &str) -> Visit {
    let host = &options.host;
    let (codings, expected) = match &options.accept_encoding {
        Some(codings) => (format!("Accept-Encoding: {codings}\r\n"), ""),
        None => (String::new(), expected),
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{codings}{cookie}\r\n");
    Visit {
        request: request.into_bytes().into(),
        expected: expected.into(),
    }
}
