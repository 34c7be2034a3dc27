//! A request of a visitor on its way, so that several can be under way at once.

use std::{collections::BTreeMap, net::Ipv4Addr, time::Instant};

use anyhow::Result;
use diagnosis::{
    evidence::{Exchange, Pair, Request, Response, Service, Step, Via},
    jar::{Context, host},
};
use url::Url;

use super::{COPY, Page, Visitor, http, now};

/// The headers of an answer that a diagnosis reads.
const KEPT: [&str; 4] = ["location", "cache-control", "vary", "retry-after"];
/// The cookie by which the gateway tells visitors apart. No service gets it, and no evidence has it.
const VISITOR: &str = "lab-visitor";

/// A request that is ready to be sent.
pub struct Sending {
    visitor: lab_model::Visitor,
    from: Ipv4Addr,
    form: Option<String>,
    exchange: Exchange,
}

/// A request that was answered.
pub struct Answered {
    /// The exchange.
    pub exchange: Exchange,
    /// The page.
    pub page: Page,
}

impl Sending {
    pub(super) fn new(
        visitor: &Visitor,
        step: Step,
        service: Service,
        url: Url,
        context: Context,
        form: Option<String>,
        cookies: Vec<Pair>,
    ) -> Self {
        Self {
            visitor: visitor.name.clone(),
            from: visitor.from,
            form,
            exchange: Exchange {
                step,
                service,
                copy: None,
                at: now(),
                login: visitor.login,
                age_ms: None,
                request: Request {
                    url,
                    context,
                    cookies: Some(cookies),
                    via: Via::Browser,
                    client: None,
                },
                response: None,
                look_up: None,
            },
        }
    }

    /// The fields of the form that goes with it.
    pub(super) fn form(&self) -> Option<&str> {
        self.form.as_deref()
    }

    /// Sends it and waits for the whole answer.
    pub async fn send(self) -> Result<Answered> {
        let Self {
            mut exchange, form, ..
        } = self;
        let begin = Instant::now();
        let request = &exchange.request;
        let answer = http::send(http::Call {
            method: &request.context.method,
            url: &request.url,
            headers: headers(&self.visitor, request),
            form,
            from: self.from,
        })
        .await?;
        exchange.at = now();
        let text = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
        exchange.copy = text(COPY).map(str::to_owned);
        let kept = KEPT
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), text(name)?.to_owned())));
        let lines = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|line| line.to_str().ok());
        let own = format!("{VISITOR}=");
        let mut response = Response {
            status: answer.status,
            set_cookie: lines
                .filter(|line| !line.starts_with(&own))
                .map(str::to_owned)
                .collect(),
            script_cookies: Vec::new(),
            headers: kept.collect::<BTreeMap<_, _>>(),
            shown: diagnosis::evidence::Shown::default(),
            page: None,
            took_ms: u64::try_from(begin.elapsed().as_millis()).ok(),
            token: None,
            from: None,
        };
        let page = Page {
            url: exchange.request.url.clone(),
            status: answer.status,
            html: answer.body,
        };
        response.shown = page.shown();
        exchange.response = Some(response);
        Ok(Answered { exchange, page })
    }
}

/// The headers as a browser sends them (Fetch Metadata, RFC 6454 for `Origin`).
fn headers(visitor: &lab_model::Visitor, request: &Request) -> Vec<(&'static str, String)> {
    let url = &request.url;
    let context = &request.context;
    let site = match &context.initiator {
        None => "none",
        Some(page)
            if page.origin() == url.origin()
                && context
                    .redirected_by
                    .iter()
                    .all(|hop| hop.origin() == url.origin()) =>
        {
            "same-origin"
        }
        Some(page) if host::same_site(page, url, true) => "same-site",
        Some(_) => "cross-site",
    };
    let pairs = request.cookies.iter().flatten();
    let cookies = pairs.map(|pair| format!("{}={}", pair.name, pair.value));
    let visitor = std::iter::once(format!("{VISITOR}={}", visitor.0));
    let mut headers = vec![
        ("accept", "text/html,application/xhtml+xml".to_owned()),
        ("accept-language", "zh-CN,zh;q=0.9,en;q=0.8".to_owned()),
        (
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64) session-lab/1".to_owned(),
        ),
        ("sec-fetch-site", site.to_owned()),
        ("sec-fetch-mode", "navigate".to_owned()),
        ("sec-fetch-dest", "document".to_owned()),
        ("cookie", cookies.chain(visitor).collect::<Vec<_>>().join("; ")),
    ];
    if context.method != "GET"
        && let Some(page) = &context.initiator
    {
        headers.push(("origin", page.origin().ascii_serialization()));
    }
    headers
}
