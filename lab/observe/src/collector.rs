//! A collector of spans: OTLP over HTTP with protobuf, and nothing else of it.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::{Context, Result, ensure};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, resource::v1::Resource, trace::v1::Span,
};
use prost::Message;

/// The most bytes of a batch.
const MOST: usize = 16 << 20;
/// The spans that are kept; a trial sends fewer.
const KEPT: usize = 50_000;

/// A span, and who has sent it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub service: String,
    pub span: Span,
}

/// Listens as long as the program runs.
#[derive(Clone)]
pub struct Collector {
    port: u16,
    spans: Arc<Mutex<Vec<Sent>>>,
}

impl Collector {
    pub fn start(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let collector = Self {
            port,
            spans: Arc::default(),
        };
        let receiving = collector.clone();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let receiving = receiving.clone();
                thread::spawn(move || receiving.serve(connection));
            }
        });
        Ok(collector)
    }

    /// Where copies send their spans.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What has arrived so far.
    pub fn spans(&self) -> Vec<Sent> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes batches until the connection is closed.
    fn serve(&self, connection: TcpStream) -> Result<()> {
        let mut answers = connection.try_clone()?;
        let mut requests = BufReader::new(connection);
        while let Some(body) = batch(&mut requests)? {
            let request = ExportTraceServiceRequest::decode(body.as_slice())?;
            let sent = request.resource_spans.into_iter().flat_map(|group| {
                let service = service(group.resource.as_ref());
                let spans = group.scope_spans.into_iter().flat_map(|scope| scope.spans);
                spans.map(move |span| Sent {
                    service: service.clone(),
                    span,
                })
            });
            let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
            let room = KEPT.saturating_sub(spans.len());
            spans.extend(sent.take(room));
            drop(spans);
            // An empty message says that all were taken.
            answers.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n",
            )?;
        }
        Ok(())
    }
}

/// The body of the next request; none at the end of the connection.
fn batch(requests: &mut impl BufRead) -> Result<Option<Vec<u8>>> {
    let mut line = String::new();
    if requests.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    ensure!(
        line.starts_with("POST /v1/traces "),
        "{line:?} is no batch of spans"
    );
    let mut length = None;
    loop {
        line.clear();
        requests.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse::<usize>()?);
        }
    }
    let length = length.context("a batch without its length")?;
    ensure!(length <= MOST, "a batch of {length} bytes");
    let mut body = vec![0; length];
    requests.read_exact(&mut body)?;
    Ok(Some(body))
}

/// The attribute `service.name`.
fn service(resource: Option<&Resource>) -> String {
    use opentelemetry_proto::tonic::common::v1::any_value::Value;
    let attributes = resource.map_or(&[][..], |resource| &resource.attributes);
    let name = attributes
        .iter()
        .find(|attribute| attribute.key == "service.name");
    match name.and_then(|name| name.value.as_ref()?.value.as_ref()) {
        Some(Value::StringValue(name)) => name.clone(),
        _ => String::new(),
    }
}
