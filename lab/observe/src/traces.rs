//! One login on its way through gateway, auth and mall: one trace, without a secret in it.

use std::{
    collections::BTreeSet,
    fmt::Write,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    cluster::Cluster,
    deployment::{Deployment, Order},
    port,
    process::Output,
    psql, stop, topology,
};
use ureq::http::Response;

use crate::{
    collector::{Collector, Sent},
    shop::{self, MEMBER, NICKNAME},
};

const DATABASE: &str = "cfmall_observe_traces";
/// The port of the collector, above the public one.
const COLLECTOR_ABOVE: u16 = 900;

/// The trace and the span of the browser: those of the example in W3C Trace Context.
const TRACE: [u8; 16] = *b"\x0a\xf7\x65\x19\x16\xcd\x43\xdd\x84\x48\xeb\x21\x1c\x80\x31\x9c";
const PARENT: [u8; 8] = *b"\xb7\xad\x6b\x71\x69\x20\x33\x31";
/// Copies send what they have several times a second.
const LIMIT: Duration = Duration::from_secs(20);
/// The tables with the ids of sessions: hashes, but nobody's business either.
const IDS: &str = "select id from session.record union select id from session.tombstone";

/// Spans that must be there: service and name.
const EXPECTED: [(&str, &str); 7] = [
    ("auth", "GET /login"),
    ("auth", "POST /api/auth/login"),
    ("auth", "password, hashed"),
    ("auth", "GET /login/check"),
    ("mall", "GET /"),
    ("mall", "session look-up"),
    ("auth", "POST /api/auth/logout"),
];

/// Follows a member from the mall to auth, through the login, back, and out again; says how many spans that made.
pub fn follow_a_login(cluster: &Cluster, port: u16, output: &Output) -> Result<usize> {
    let collector = Collector::start(port::next_free(port + COLLECTOR_ABOVE)?)?;
    let endpoint = collector.endpoint();
    let order = Order {
        environment: &[
            ("RUST_LOG", None),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", Some(&endpoint)),
            ("OTEL_BSP_SCHEDULE_DELAY", Some("200")),
        ],
        output: output.clone(),
        ..Order::of(topology::find("T7")?, port, DATABASE)
    };
    let database = cluster.database(DATABASE)?;
    let split = Deployment::on(database, &order, &mut |_, url| Ok(url.to_owned()))?;
    let cookie = walk(&order)?;
    let deadline = Instant::now() + LIMIT;
    let spans = loop {
        let spans = collector.spans();
        let (missing, hanging) = (missing(&spans), hanging(&spans));
        if missing.is_empty() && hanging.is_empty() {
            break spans;
        }
        ensure!(
            Instant::now() < deadline,
            "no spans {missing:?}, and {hanging:?} hang nowhere, of {:?}",
            names(&spans)
        );
        stop::check_interrupt()?;
        thread::sleep(Duration::from_millis(100));
    };
    let ours: Vec<_> = spans.iter().filter(|sent| sent.span.trace_id == TRACE).collect();
    let shared: BTreeSet<_> = spans
        .iter()
        .filter(|sent| sent.span.name == "session look-up, shared")
        .map(|sent| sent.span.span_id.as_slice())
        .collect();
    let mut look_ups = ours.iter().filter(|sent| sent.span.name == "session look-up");
    let look_up = look_ups.find(|sent| {
        let mut links = sent.span.links.iter();
        links.any(|link| shared.contains(link.span_id.as_slice()))
    });
    look_up.context("no look-up has a link to the statement that it shares")?;
    let statements = ours.iter().flat_map(|sent| &sent.span.events);
    ensure!(
        statements
            .clone()
            .any(|event| format!("{event:?}").contains("session.")),
        "no statement about sessions is an event"
    );
    secrets(&split, &cookie, &spans)?;
    Ok(ours.len())
}

/// The way of a member through the gateway: the mall's front page, the login at auth, back to the mall, and out. The session cookie,
/// `name=value`.
fn walk(order: &Order<'_>) -> Result<String> {
    let agent = shop::agent();
    let gateway = format!("http://127.0.0.1:{}", order.port);
    let host = |name: &str| format!("{name}:{}", order.port);
    let (mall, auth) = (host(&order.hostnames.mall), host(&order.hostnames.auth));
    let traceparent = format!("00-{}-{}-01", hex(&TRACE), hex(&PARENT));
    let get = |host: &str, path: &str, cookie: &str| {
        let request = agent.get(format!("{gateway}{path}"));
        let request = request.header("host", host).header("cookie", cookie);
        request
            .header("accept", "text/html")
            .header("traceparent", &traceparent)
            .call()
    };
    let post = |path: &str, cookie: &str, form: &[(&str, &str)]| {
        let request = agent.post(format!("{gateway}{path}"));
        let request = request.header("host", &auth).header("cookie", cookie);
        request
            .header("origin", format!("http://{auth}"))
            .header("accept", "text/html")
            .header("traceparent", &traceparent)
            .send_form(form.iter().copied())
    };
    get(&mall, "/", "")?;
    get(&auth, "/login", "")?;
    let (account, password) = MEMBER;
    let next = format!("http://{mall}/");
    let login = [("account", account), ("password", password), ("next", &next)];
    let answer = post("/api/auth/login", "", &login)?;
    let cookie = shop::session_cookie(&answer).context("the member cannot log in")?;
    // Auth looks first whether the cookie has come back.
    let check = location(&answer).context("the login leads nowhere")?;
    let there = location(&get(&auth, &check, &cookie)?);
    ensure!(there.as_ref() == Some(&next), "the login leads to {there:?}");
    let page = get(&mall, "/", &cookie)?.body_mut().read_to_string()?;
    ensure!(page.contains(NICKNAME), "the mall does not know the member");
    post("/api/auth/logout", &cookie, &[])?;
    Ok(cookie)
}

fn location(answer: &Response<ureq::Body>) -> Option<String> {
    Some(answer.headers().get("location")?.to_str().ok()?.to_owned())
}

/// Spans that have not arrived yet.
fn missing(spans: &[Sent]) -> Vec<(&'static str, &'static str)> {
    let has = |(service, name): &(&str, &str)| {
        spans
            .iter()
            .any(|sent| sent.span.trace_id == TRACE && sent.service == *service && sent.span.name == *name)
    };
    EXPECTED.into_iter().filter(|expected| !has(expected)).collect()
}

/// Spans of the trace that belong neither to another one of it nor to the browser. A parent ends later, and may arrive later.
fn hanging(spans: &[Sent]) -> Vec<(&str, &str)> {
    let ours = || spans.iter().filter(|sent| sent.span.trace_id == TRACE);
    let known: BTreeSet<_> = ours().map(|sent| sent.span.span_id.as_slice()).collect();
    let hangs = |sent: &&Sent| {
        let parent = sent.span.parent_span_id.as_slice();
        parent != PARENT && !known.contains(parent)
    };
    ours()
        .filter(hangs)
        .map(|sent| (sent.service.as_str(), sent.span.name.as_str()))
        .collect()
}

/// Nothing that a thief could use, or that tells who it was, is in any span.
fn secrets(split: &Deployment, cookie: &str, spans: &[Sent]) -> Result<()> {
    let (_, value) = cookie.split_once('=').context("a cookie has a value")?;
    let ids = psql::ask_as_owner(&split.database().urls.owner, &[IDS])?;
    let (account, password) = MEMBER;
    let secrets = [value, account, password, NICKNAME, "127.0.0.1"];
    let ids = ids.lines().filter(|id| id.len() > 8);
    let secrets: Vec<_> = secrets.into_iter().chain(ids).collect();
    ensure!(secrets.len() > 5, "the session is in no table");
    for sent in spans {
        let told = format!("{:?}", sent.span);
        for secret in &secrets {
            ensure!(
                !told.contains(secret),
                "{} of {} tells {secret:?}",
                sent.span.name,
                sent.service
            );
        }
    }
    Ok(())
}

fn names(spans: &[Sent]) -> BTreeSet<(&str, &str)> {
    let ours = spans.iter().filter(|sent| sent.span.trace_id == TRACE);
    ours.map(|sent| (sent.service.as_str(), sent.span.name.as_str()))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
