//! The way of a request through the lab: which scene it is for, and what is written down of it.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use diagnosis::{
    evidence::{self, Exchange, Found, LookUp, Pair, Shown, Step, Via},
    jar::{Context, SetCookie},
};
use lab_model::{CookieSeen, Seen, SetCookieSeen, Visitor};
use time::OffsetDateTime;
use url::Url;

use crate::{
    clock,
    journal::Record,
    landmark::{self, ReadAlong},
    request::{self, text},
    scene::Scene,
    side_channel::LOOK_UP,
};

/// The header in which the gateway names the copy that answered.
const UPSTREAM: &str = "x-upstream";
/// The headers of an answer that a diagnosis may want.
const TOLD: [&str; 9] = [
    "location",
    "date",
    "age",
    "vary",
    "cache-control",
    "x-cache",
    "retry-after",
    "www-authenticate",
    "clear-site-data",
];

/// The address at which the provider of payments tells the mall, which is between programs.
const PAYMENT_NOTICE: &str = "/api/mall/payments/notice";

/// What the lab does to a request, for the feed: an extension of requests that the lab makes itself.
#[derive(Clone, Copy)]
pub struct ByFault(pub &'static str);

/// A request that is under way.
struct Underway {
    scene: Arc<Scene>,
    visitor: Visitor,
    method: Method,
    host: String,
    url: Url,
    context: Context,
    cookies: Vec<Pair>,
    destination: Option<String>,
    began: OffsetDateTime,
    fault: Option<&'static str>,
}

/// Answers a request for a scene, which is started if it does not run.
pub async fn answer(scene: Arc<Scene>, client: IpAddr, authority: &str, mut request: Request) -> Response {
    if scene.gateway().is_none()
        && let Err(refusal) = scene.start().await
    {
        return (StatusCode::SERVICE_UNAVAILABLE, refusal.reason.zh).into_response();
    }
    let target = request
        .uri()
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let (Some(gateway), Ok(url)) = (
        scene.gateway(),
        Url::parse(&format!("http://{authority}{target}")),
    ) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    if scene.spec.is_provider(authority) || url.path() == PAYMENT_NOTICE {
        // No visitor's, or at a third party: nothing of a session is in it.
        request::take_visitor(request.headers_mut());
        return gateway.forward(client, request).await;
    }
    let method = request.method().clone();
    let fault = request.extensions().get::<ByFault>().map(|fault| fault.0);
    let headers = request.headers_mut();
    let named = request::take_visitor(headers);
    let is_new = named.is_none();
    let visitor = named.unwrap_or_else(|| scene.shared.new_visitor());
    let underway = Underway {
        context: request::context(&method, headers, &url, &scene.shared.lab_url),
        cookies: request::cookies(headers),
        destination: text(headers, "sec-fetch-dest").map(str::to_owned),
        host: authority.to_owned(),
        began: clock::now(),
        scene,
        visitor,
        method,
        url,
        fault,
    };
    if request::is_for_page(headers) {
        // Compressed pages could not be read along.
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    let differs = underway.arrived();
    let response = gateway.forward(client, request).await;
    underway.answered(response, is_new, differs)
}

impl Underway {
    /// Compares what arrived with the jar.
    fn arrived(&self) -> Vec<String> {
        let spec = &self.scene.spec;
        let domain = spec.hostnames.cookie_domain(spec.topology);
        let scope = |name: &str| match domain {
            Some(domain) if name == spec.cookie() => format!("; Domain={domain}"),
            _ => String::new(),
        };
        let mut journal = self.scene.journal();
        let browser = journal.browser(&self.visitor);
        browser.arrived(&self.cookies, &self.url, &self.context, scope, self.began)
    }

    /// Writes down the answer and lets it pass.
    fn answered(self, mut response: Response, is_new: bool, differs: Vec<String>) -> Response {
        let at = clock::now();
        let headers = response.headers_mut();
        let look_up = headers.remove(LOOK_UP);
        let look_up = look_up.and_then(|told| serde_json::from_slice::<LookUp>(told.as_bytes()).ok());
        let kind = text(headers, "content-type").unwrap_or_default().to_owned();
        let page = kind.starts_with("text/html");
        let planted = page.then(|| self.planted(headers)).flatten();
        let set_cookie: Vec<String> = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok().map(str::to_owned))
            .collect();
        let copy = text(headers, UPSTREAM).map(str::to_owned);
        self.keep(&set_cookie, look_up.as_ref(), at);
        let told = TOLD
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), text(headers, name)?.to_owned())));
        let told: BTreeMap<_, _> = told.collect();
        if is_new {
            let line = request::visitor_line(&self.visitor, &self.scene.shared.cookie_domain);
            if let Ok(line) = HeaderValue::try_from(line) {
                headers.append(header::SET_COOKIE, line);
            }
        }
        let is_file = matches!(
            kind.split(['/', ';']).next(),
            Some("image" | "font" | "audio" | "video")
        ) || [
            "text/css",
            "text/javascript",
            "application/wasm",
            "application/javascript",
        ]
        .iter()
        .any(|file| kind.starts_with(file));
        if is_file && set_cookie.is_empty() && look_up.is_none() {
            return response;
        }
        let status = response.status().as_u16();
        let is_viewer = self.url.path() == "/api/session/viewer";
        let record = self.record(Answered {
            at,
            status,
            copy,
            look_up,
            set_cookie,
            told,
            planted,
            differs,
            page,
        });
        if page {
            return response.map(|body| ReadAlong::over(body, landmark::in_page, record));
        }
        if is_viewer {
            return response.map(|body| ReadAlong::over(body, landmark::in_viewer, record));
        }
        record(Shown::Unclear);
        response
    }

    /// The line that was planted for this visitor, from now on in the answer.
    fn planted(&self, headers: &mut HeaderMap) -> Option<&'static str> {
        let mut planted = self
            .scene
            .planted
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let line = planted.remove(&self.visitor)?;
        headers.append(header::SET_COOKIE, HeaderValue::try_from(line).ok()?);
        Some("plant-cookie")
    }

    /// Keeps in the visitor's jar what the browser will keep.
    fn keep(&self, lines: &[String], look_up: Option<&LookUp>, at: OffsetDateTime) {
        let name = self.scene.spec.cookie();
        let mut journal = self.scene.journal();
        let planted: Vec<_> = lines
            .iter()
            .filter_map(|line| SetCookie::parse(line).ok())
            .filter(|line| journal.planted.contains(&line.value))
            .collect();
        let browser = journal.browser(&self.visitor);
        let is_hit = look_up.is_some_and(|look_up| look_up.found == Found::Hit);
        if let Some(pair) = self.cookies.iter().find(|pair| pair.name == name && is_hit)
            && browser.session.is_none()
        {
            browser.session = Some(pair.value.clone());
        }
        for line in lines {
            browser.answered(line, &self.url, &self.context, at);
            let given = SetCookie::parse(line)
                .ok()
                .filter(|line| line.name == name && !line.removes(at));
            if let Some(given) = given.filter(|line| !line.value.is_empty() && !planted.contains(line)) {
                let goes_on = is_hit
                    && self.url.path() != request::LOGIN
                    && browser.session.as_ref() != Some(&given.value);
                if goes_on || self.url.path() == request::LOGIN {
                    browser.previous = browser.session.take().filter(|_| goes_on);
                }
                browser.session = Some(given.value);
            }
        }
    }

    /// What becomes of the request once it is known whom the answer is for.
    fn record(self, answered: Answered) -> impl FnOnce(Shown) + Send + Unpin + 'static {
        move |shown| {
            let scene = self.scene.clone();
            let record = self.complete(answered, shown);
            scene.journal().push(record);
            scene.announce();
        }
    }

    fn complete(self, answered: Answered, shown: Shown) -> Record {
        let key = &self.scene.shared.key;
        let name = self.scene.spec.cookie();
        let took = u64::try_from((answered.at - self.began).whole_milliseconds()).unwrap_or_default();
        let seen = Seen {
            number: 0,
            at: self.began,
            took,
            visitor: self.visitor,
            method: self.method.to_string(),
            host: self.host,
            path: self.url.path().to_owned(),
            copy: answered.copy.clone(),
            cookies: self
                .cookies
                .iter()
                .map(|pair| CookieSeen {
                    name: pair.name.clone(),
                    mark: key.mark(&pair.value),
                    session: pair.name == name,
                })
                .collect(),
            look_up: answered.look_up.clone(),
            status: answered.status,
            set_cookies: answered
                .set_cookie
                .iter()
                .filter_map(|line| seen_line(line, name, answered.at, key))
                .collect(),
            shown: shown.clone(),
            fault: self.fault.or(answered.planted).map(str::to_owned),
            destination: self.destination,
            unexpected: answered.differs,
        };
        let exchange = Exchange {
            step: Step::Between,
            service: self.scene.service_at(&self.url),
            copy: answered.copy,
            at: answered.at,
            login: 0,
            age_ms: None,
            request: evidence::Request {
                url: self.url,
                context: self.context,
                cookies: Some(self.cookies),
                via: Via::Browser,
                client: None,
            },
            response: Some(evidence::Response {
                status: answered.status,
                set_cookie: answered.set_cookie,
                script_cookies: Vec::new(),
                headers: answered.told,
                shown,
                page: None,
                took_ms: Some(took),
                token: None,
                from: None,
            }),
            look_up: answered.look_up,
        };
        Record {
            seen,
            exchange,
            page: answered.page,
        }
    }
}

/// What is known of an answer when its head passes.
struct Answered {
    at: OffsetDateTime,
    status: u16,
    copy: Option<String>,
    look_up: Option<LookUp>,
    set_cookie: Vec<String>,
    told: BTreeMap<String, String>,
    planted: Option<&'static str>,
    differs: Vec<String>,
    page: bool,
}

/// A `Set-Cookie` line as it may be shown.
fn seen_line(line: &str, session: &str, at: OffsetDateTime, key: &crate::key::Key) -> Option<SetCookieSeen> {
    let parsed = SetCookie::parse(line).ok()?;
    let is_removal = parsed.value.is_empty() || parsed.removes(at);
    let (_, attributes) = line.split_once(';').unwrap_or((line, ""));
    Some(SetCookieSeen {
        mark: (!is_removal).then(|| key.mark(&parsed.value)),
        attributes: attributes.trim().to_owned(),
        session: parsed.name == session,
        name: parsed.name,
    })
}
