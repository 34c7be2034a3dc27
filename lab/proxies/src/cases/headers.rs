//! What arrives of a request's head, and which requests arrive at all.

use anyhow::{Context, Result, ensure};

use super::Stage;
use crate::{AUTH_HOST, MALL_HOST, entrance::Request, http::Head};

/// Stands in every value that a client invents.
const INVENTED: &str = "invented";
/// What describes a request on its way, and is for proxies alone to say.
const DESCRIBING: [&str; 10] = [
    "Forwarded",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "X-Forwarded-Proto",
    "X-Forwarded-Scheme",
    "X-Forwarded-Server",
    "X-Real-IP",
    "X-Original-URL",
    "X-Rewrite-URL",
];

/// The head of a request as it arrives at a copy.
fn arrived(stage: &Stage<'_>, request: &Request<'_>, path: &str) -> Result<Head> {
    let answer = stage.witnessed.ask(request)?;
    ensure!(answer.status() == 200, "it is answered {}", answer.head.start);
    let mut seen = stage.witness.seen(path);
    ensure!(seen.len() == 1, "it arrives {} times", seen.len());
    seen.pop().map(|seen| seen.head).context("it does not arrive")
}

pub fn host(stage: &mut Stage<'_>) -> Result<()> {
    for host in [MALL_HOST, AUTH_HOST] {
        let path = format!("/at-{host}");
        let head = arrived(stage, &Request::get(host, &path), &path)?;
        let hosts: Vec<_> = head.all("host").collect();
        ensure!(hosts == [host], "{host} arrives as {hosts:?}");
    }
    Ok(())
}

pub fn forwarded_for(stage: &mut Stage<'_>) -> Result<()> {
    for claims in [&["203.0.113.7"][..], &["203.0.113.7, unknown", "198.51.100.1"]] {
        stage.witness.forget();
        let request = claims
            .iter()
            .fold(Request::get(MALL_HOST, "/who"), |request, claim| {
                request.with("X-Forwarded-For", claim)
            });
        let head = arrived(stage, &request, "/who")?;
        let addresses: Vec<_> = head.all("x-forwarded-for").collect();
        ensure!(addresses == ["127.0.0.1"], "{claims:?} arrives as {addresses:?}");
    }
    Ok(())
}

pub fn inventions(stage: &mut Stage<'_>) -> Result<()> {
    let request = DESCRIBING
        .into_iter()
        .fold(Request::get(MALL_HOST, "/invented-headers"), |request, name| {
            request.with(name, INVENTED)
        });
    let head = arrived(stage, &request, "/invented-headers")?;
    let through: Vec<_> = DESCRIBING
        .into_iter()
        .filter(|name| {
            head.all(&name.to_ascii_lowercase())
                .any(|value| value.contains(INVENTED))
        })
        .collect();
    ensure!(through.is_empty(), "{} arrive", through.join(", "));
    Ok(())
}

pub fn underscores(stage: &mut Stage<'_>) -> Result<()> {
    let request = Request::get(MALL_HOST, "/underscores")
        .with("X_Forwarded_For", INVENTED)
        .with("x_real_ip", INVENTED);
    // Refused is as good as dropped.
    let answer = stage.witnessed.ask(&request)?;
    if answer.status() == 400 {
        return Ok(());
    }
    let seen = stage.witness.seen("/underscores");
    let head = &seen.first().context("it does not arrive")?.head;
    for name in ["x_forwarded_for", "x_real_ip"] {
        ensure!(head.value(name).is_none(), "{name} arrives");
    }
    Ok(())
}

pub fn proto(stage: &mut Stage<'_>) -> Result<()> {
    for claim in ["http", "https", "https, http", "x y"] {
        stage.witness.forget();
        let request = Request::get(MALL_HOST, "/proto").with("X-Forwarded-Proto", claim);
        let head = arrived(stage, &request, "/proto")?;
        let schemes: Vec<_> = head.all("x-forwarded-proto").collect();
        ensure!(
            schemes == [stage.witnessed.scheme()],
            "{claim:?} arrives as {schemes:?}"
        );
    }
    Ok(())
}

pub fn unknown_host(stage: &mut Stage<'_>) -> Result<()> {
    for host in ["evil.example", "127.0.0.1", "evil.cfmall.localhost"] {
        let request = format!("GET /unknown HTTP/1.1\r\nhost: {host}\r\n\r\n");
        let status = raw(stage, &request)?;
        ensure!(
            stage.witness.seen("/unknown").is_empty(),
            "a request for {host} arrives at a copy"
        );
        ensure!(status == 421, "{host} is answered {status}");
    }
    Ok(())
}

pub fn two_hosts(stage: &mut Stage<'_>) -> Result<()> {
    for hosts in [[MALL_HOST, "evil.example"], [AUTH_HOST, MALL_HOST]] {
        let [first, second] = hosts;
        let request = format!("GET /two HTTP/1.1\r\nhost: {first}\r\nhost: {second}\r\n\r\n");
        let status = raw(stage, &request)?;
        ensure!(status == 400, "{hosts:?} is answered {status}");
        ensure!(stage.witness.seen("/two").is_empty(), "{hosts:?} arrives");
    }
    Ok(())
}

pub fn two_lengths(stage: &mut Stage<'_>) -> Result<()> {
    let request = format!(
        "POST /lengths HTTP/1.1\r\nhost: {MALL_HOST}\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n\
         0\r\n\r\n"
    );
    let status = raw(stage, &request)?;
    for seen in stage.witness.seen("/lengths") {
        let both = ["content-length", "transfer-encoding"].map(|name| seen.head.value(name).is_some());
        ensure!(both != [true, true], "both arrive at a copy");
    }
    ensure!(status == 400, "it is answered {status}; a copy gets one of both");
    Ok(())
}

/// The status of the answer to these bytes.
fn raw(stage: &Stage<'_>, bytes: &str) -> Result<u16> {
    let mut connection = stage.witnessed.connect(MALL_HOST)?;
    connection.send(bytes.as_bytes())?;
    Ok(connection.answer()?.status())
}
