//! A browser, as far as it matters here: cookies of one host each, and redirects one at a time.

use crate::world::WORLD;
use std::collections::BTreeMap;
use ureq::{Agent, Body, http};
use url::Url;

pub(crate) type Response = http::Response<Body>;

/// A browser of its own. All cookies of T9 are host-only.
#[derive(Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<(String, String), String>,
}

/// Sends a request to whatever host it names, at the gateway.
pub(crate) fn send(request: http::request::Builder, address: &str, body: &str) -> Response {
    let url = Url::parse(address).expect("an address");
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into();
    let target = &url[url::Position::BeforePath..];
    let host = url.host_str().expect("a host");
    let request = request
        .uri(format!("http://127.0.0.1:{}{target}", WORLD.port))
        .header("host", format!("{host}:{}", WORLD.port));
    agent
        .run(request.body(body.to_owned()).expect("a request"))
        .expect("an answer")
}

impl Browser {
    /// Logged in at the authority as zhangsan.
    pub(crate) fn logged_in() -> Self {
        let mut browser = Self::default();
        let address = WORLD.authority("/api/auth/login");
        let answer = browser.post(&address, &[("account", "zhangsan"), ("password", "cfmall-demo")]);
        assert_eq!(answer.status(), 303);
        browser
    }

    /// `GET`, without following.
    pub(crate) fn get(&mut self, address: &str) -> Response {
        let request = http::Request::get("/").header("accept", "text/html");
        self.send(request, address, "")
    }

    /// `POST` of a form from a page of the same origin.
    pub(crate) fn post(&mut self, address: &str, form: &[(&str, &str)]) -> Response {
        let origin = Url::parse(address)
            .expect("an address")
            .origin()
            .ascii_serialization();
        let request = http::Request::post("/")
            .header("origin", origin)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, address, &app_kernel::path::query(form))
    }

    /// `GET`, followed to the first page; the addresses on the way, the page's own last.
    pub(crate) fn open(&mut self, address: &str) -> (Vec<String>, Response) {
        let mut way = vec![address.to_owned()];
        loop {
            assert!(way.len() < 12, "it goes round and round: {way:#?}");
            let here = way.last().expect("not empty").clone();
            let answer = self.get(&here);
            let Some(there) = location(&answer) else {
                return (way, answer);
            };
            let there = Url::parse(&here)
                .expect("an address")
                .join(&there)
                .expect("an address");
            way.push(there.to_string());
        }
    }

    /// Who a service takes this browser for.
    pub(crate) fn nickname_at(&mut self, address: &str) -> Option<String> {
        let viewer = Url::parse(address)
            .expect("an address")
            .join("/api/session/viewer");
        let mut answer = self.get(viewer.expect("an address").as_str());
        let viewer: serde_json::Value =
            serde_json::from_str(&answer.body_mut().read_to_string().expect("text")).expect("JSON");
        viewer["nickname"].as_str().map(str::to_owned)
    }

    pub(crate) fn cookie(&self, address: &str, name: &str) -> Option<String> {
        let host = Url::parse(address).ok()?.host_str()?.to_owned();
        self.cookies.get(&(host, name.to_owned())).cloned()
    }

    fn send(&mut self, mut request: http::request::Builder, address: &str, body: &str) -> Response {
        let host = Url::parse(address)
            .expect("an address")
            .host_str()
            .expect("a host")
            .to_owned();
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .filter(|((at, _), _)| *at == host)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let answer = send(request, address, body);
        for line in answer.headers().get_all("set-cookie") {
            let line = line.to_str().expect("ASCII");
            assert!(
                !line.contains("Domain="),
                "no cookie here is for two hosts: {line}"
            );
            let (name, value) = line
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a pair");
            let key = (host.clone(), name.to_owned());
            if line.contains("Max-Age=0") {
                self.cookies.remove(&key);
            } else {
                self.cookies.insert(key, value.to_owned());
            }
        }
        answer
    }
}

/// Where an answer sends the browser.
pub(crate) fn location(answer: &Response) -> Option<String> {
    let location = answer.headers().get("location")?;
    Some(location.to_str().expect("ASCII").to_owned())
}

/// A value of an address's query.
pub(crate) fn query(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).expect("an address");
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}
