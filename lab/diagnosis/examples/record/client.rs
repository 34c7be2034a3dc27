//! One request over plain HTTP/1.1 to this machine, whatever the name in its address says.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use diagnosis::evidence::{Response, Shown, Token};
use serde_json::Value;
use url::Url;

/// A request to be sent.
pub struct Call<'a> {
    pub method: &'a str,
    pub url: &'a Url,
    /// The `Cookie` fields, of which HTTP/2 has several.
    pub cookies: Vec<String>,
    pub headers: Vec<(&'a str, String)>,
    pub form: Option<String>,
}

/// The answer, and the copy that gave it.
pub fn send(call: &Call<'_>) -> (Option<Response>, Option<String>) {
    let start = Instant::now();
    let Some(bytes) = exchange(call) else {
        return (None, None);
    };
    let took = u64::try_from(start.elapsed().as_millis()).ok();
    parse(&String::from_utf8_lossy(&bytes), took)
}

fn exchange(call: &Call<'_>) -> Option<Vec<u8>> {
    let port = call.url.port_or_known_default()?;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let host = call.url.host_str()?;
    let query = call
        .url
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let mut head = format!(
        "{} {}{query} HTTP/1.1\r\nHost: {host}:{port}\r\n",
        call.method,
        call.url.path()
    );
    head += "Accept: application/json, text/html\r\nConnection: close\r\n";
    for cookie in &call.cookies {
        head.extend(["Cookie: ", cookie.as_str(), "\r\n"]);
    }
    for (name, value) in &call.headers {
        head.extend([*name, ": ", value.as_str(), "\r\n"]);
    }
    if let Some(form) = &call.form {
        head += "Content-Type: application/x-www-form-urlencoded\r\n";
        let length = form.len().to_string();
        head.extend(["Content-Length: ", length.as_str(), "\r\n"]);
    }
    head += "\r\n";
    stream.write_all(head.as_bytes()).ok()?;
    if let Some(form) = &call.form {
        stream.write_all(form.as_bytes()).ok()?;
    }
    let mut bytes = Vec::new();
    // What has arrived counts, also if the connection then breaks.
    let _ = stream.read_to_end(&mut bytes);
    (!bytes.is_empty()).then_some(bytes)
}

fn parse(text: &str, took_ms: Option<u64>) -> (Option<Response>, Option<String>) {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return (None, None);
    };
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let (mut set_cookie, mut headers, mut copy) = (Vec::new(), BTreeMap::new(), None);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        match name.as_str() {
            "set-cookie" => set_cookie.push(value),
            "x-instance" | "x-upstream" => copy = Some(value),
            "location" | "date" | "age" | "vary" | "cache-control" | "x-cache" | "retry-after"
            | "www-authenticate" | "clear-site-data" => drop(headers.insert(name, value)),
            _ if name.starts_with("access-control-") => drop(headers.insert(name, value)),
            _ => {}
        }
    }
    let token = if body.contains("access_token") {
        Some(Token::Body)
    } else {
        let leads = headers
            .get("location")
            .is_some_and(|value: &String| value.contains("token="));
        leads.then_some(Token::Url)
    };
    let response = Response {
        status: status.unwrap_or_default(),
        set_cookie,
        script_cookies: Vec::new(),
        headers,
        shown: shown(body),
        page: None,
        took_ms,
        token,
        from: None,
    };
    (Some(response), copy)
}

/// The landmark: `GET /api/session/viewer` of this repository's services.
fn shown(body: &str) -> Shown {
    let json = body
        .find('{')
        .zip(body.rfind('}'))
        .and_then(|(start, end)| body.get(start..=end));
    let json = json.and_then(|json| serde_json::from_str::<Value>(json).ok());
    let field = |name: &str| json.as_ref().and_then(|json| json.get(name)?.as_str());
    match field("state") {
        Some("member") => Shown::Member(field("nickname").unwrap_or_default().to_owned()),
        Some("guest") => Shown::Guest,
        _ => Shown::Unclear,
    }
}
