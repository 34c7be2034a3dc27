//! The visitors: the cookie each sends, and the text each must see.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context, Result, ensure};

use crate::Options;

/// One request, ready to be sent, and the text that its answer must hold.
#[derive(Debug, Clone)]
pub struct Visit {
    pub(crate) request: Arc<[u8]>,
    pub(crate) expected: Arc<str>,
    pub(crate) status: u16,
}

/// The list of visits.
#[derive(Debug)]
pub struct Visitors {
    visits: Arc<[Visit]>,
    /// The number of visits that were begun, if each is made once; without it the connections repeat them over and over again.
    begun: Option<Arc<AtomicUsize>>,
}

impl Visitors {
    /// Reads the files of visitors, of paths and of forms. Without a file of visitors all of them are the same one, without a file
    /// of paths all ask for the same.
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
        let forms = options.forms.as_deref().map(lines).transpose()?;
        let count = forms.as_ref().map_or(visitors.len().max(paths.len()), Vec::len);
        let visits = (0..count).map(|number| {
            let form = forms.as_ref().map(|forms| forms[number].as_str());
            let (cookie, expected) = &visitors[number % visitors.len()];
            visit(options, &paths[number % paths.len()], form, cookie, expected)
        });
        Ok(Self {
            visits: visits.collect(),
            begun: forms.is_some().then(Arc::default),
        })
    }

    /// The visits of the connection `number` of `connections`, each of which begins elsewhere in the list. Of forms each connection
    /// takes the next one that nobody has taken.
    pub(crate) fn from(&self, number: usize, connections: usize) -> impl Iterator<Item = Visit> + use<> {
        let (visits, begun) = (Arc::clone(&self.visits), self.begun.clone());
        let start = number * visits.len() / connections.max(1);
        (0..).map_while(move |step| match &begun {
            Some(begun) => visits.get(begun.fetch_add(1, Ordering::Relaxed)).cloned(),
            None => Some(visits[(start + step) % visits.len()].clone()),
        })
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

fn visit(options: &Options, path: &str, form: Option<&str>, cookie: &str, expected: &str) -> Visit {
    let host = &options.host;
    let (codings, expected) = match &options.accept_encoding {
        Some(codings) => (format!("Accept-Encoding: {codings}\r\n"), ""),
        None => (String::new(), expected),
    };
    let request = match form {
        None => format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{codings}{cookie}\r\n"),
        // As a script of the same origin sends it.
        Some(form) => format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nAccept: application/json\r\n{codings}{cookie}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    };
    Visit {
        request: request.into_bytes().into(),
        expected: expected.into(),
        status: options.status,
    }
}
