//! Who comes, with what in hand, and what they must see.

use std::{fs, sync::Arc};

use anyhow::{Context, Result, ensure};

use crate::Order;

/// One request, ready to be sent.
#[derive(Debug, Clone)]
pub struct Visit {
    pub(crate) request: Arc<[u8]>,
    pub(crate) expected: Arc<str>,
}

/// All of them, over and over again.
#[derive(Debug)]
pub struct Visitors(Arc<[Visit]>);

impl Visitors {
    /// Reads the file of visitors; without one they are all the same.
    pub fn of(order: &Order) -> Result<Self> {
        let Some(file) = &order.visitors else {
            return Ok(Self([visit(order, "", &order.expect)].into()));
        };
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let visits = text.lines().map(|line| {
            let (cookie, expected) = line
                .split_once('\t')
                .with_context(|| format!("{line:?} is not a cookie, a tab and a text"))?;
            Ok(visit(order, &format!("Cookie: {cookie}\r\n"), expected))
        });
        let visits = visits.collect::<Result<Arc<[_]>>>()?;
        ensure!(!visits.is_empty(), "{} is empty", file.display());
        Ok(Self(visits))
    }

    /// The visits of connection `number` of so many.
    pub(crate) fn from(&self, number: usize, connections: usize) -> impl Iterator<Item = Visit> + use<> {
        let visits = Arc::clone(&self.0);
        let start = number * visits.len() / connections.max(1);
        (0..).map(move |step| visits[(start + step) % visits.len()].clone())
    }
}

fn visit(order: &Order, more: &str, expected: &str) -> Visit {
    let Order { path, host, .. } = order;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{more}\r\n");
    Visit {
        request: request.into_bytes().into(),
        expected: expected.into(),
    }
}
