//! A browser that keeps notes: every exchange goes into the run.

use std::time::{Duration, Instant, SystemTime};

use diagnosis::{
    evidence::{Evidence, Exchange, Pair, Request, Response, Service, Shown, Step, Via},
    jar::{Answer, Context, Jar, Purpose, SetCookie},
};
use time::OffsetDateTime;
use url::Url;

use crate::client::{self, Call};

/// The value of a login that it was given, when, and its number.
#[derive(Clone)]
pub struct Login {
    pub value: String,
    /// The cookies that belong to it: `session.sig` to `session`.
    pub rest: Vec<Pair>,
    pub number: u32,
    pub start: Instant,
}

pub struct Browser {
    pub jar: Jar,
    pub evidence: Evidence,
    /// The name of the session cookie, once it is known.
    pub name: String,
    /// Whether the journey sends a field for each cookie, as browsers do over HTTP/2.
    pub split: bool,
    next: u32,
}

/// A request that is no part of the journey.
pub struct Ask<'a> {
    pub step: Step,
    pub service: Service,
    pub url: &'a Url,
    pub cookies: Vec<Pair>,
    pub login: Option<&'a Login>,
}

impl Browser {
    pub fn new(evidence: Evidence, name: String) -> Self {
        Self {
            jar: Jar::new(evidence.engine),
            evidence,
            name,
            split: false,
            next: 0,
        }
    }

    /// A request of the journey, with what the jar sends.
    pub fn go(
        &mut self,
        step: Step,
        service: Service,
        url: &Url,
        context: Context,
        form: Option<String>,
        age: Option<Instant>,
    ) {
        let now = now();
        let cookies: Vec<_> = self
            .jar
            .decide(url, &context, now)
            .iter()
            .take_while(|decision| decision.sent)
            .map(|decision| pair(&decision.cookie.name, &decision.cookie.value))
            .collect();
        let index = self.evidence.exchanges.len();
        let mut exchange = exchange(step, service, url, context, cookies);
        exchange.age_ms = age.map(millis);
        let origin = exchange
            .request
            .context
            .initiator
            .as_ref()
            .map(|url| url.origin().ascii_serialization());
        let headers = origin.into_iter().map(|origin| ("Origin", origin)).collect();
        send(&mut exchange, headers, form, self.split);
        hide_from_script(&mut exchange);
        let answer = Answer {
            url,
            context: &exchange.request.context,
            now: exchange.at,
            by_script: false,
            mark: index,
        };
        if exchange.header("clear-site-data").is_some() {
            self.jar.clear_site(url);
        }
        for line in exchange.set_cookie() {
            self.jar.receive(line, answer);
        }
        self.evidence.exchanges.push(exchange);
    }

    /// A request of a probe, with exactly these cookies.
    pub fn ask(&mut self, ask: Ask<'_>, headers: Vec<(&str, String)>, split: bool) -> &Exchange {
        let mut exchange = exchange(ask.step, ask.service, ask.url, Context::typed(), ask.cookies);
        if let Some(login) = ask.login {
            exchange.login = login.number;
            exchange.age_ms = Some(millis(login.start));
        }
        exchange.request.client = headers
            .iter()
            .any(|(name, _)| *name == "User-Agent")
            .then(|| "agent".to_owned());
        send(&mut exchange, headers, None, split);
        self.evidence.exchanges.push(exchange);
        self.evidence.exchanges.last().expect("it was just added")
    }

    /// A throw-away login at a service, which is not written down.
    pub fn log_in(&mut self, url: &Url, form: &str) -> Option<Login> {
        let headers = vec![("Origin", url.origin().ascii_serialization())];
        let call = Call {
            method: "POST",
            url,
            cookies: Vec::new(),
            headers,
            form: Some(form.to_owned()),
        };
        // A service that is busy hashing passwords says so and is asked again.
        let answers = (0..10).map(|_| client::send(&call).0);
        let ready = |response: &Option<Response>| {
            let busy = response.as_ref().is_some_and(|response| response.status == 503);
            if busy {
                std::thread::sleep(Duration::from_secs(1));
            }
            !busy
        };
        let lines = { answers }.find(ready)??.set_cookie;
        let lines: Vec<_> = lines
            .iter()
            .filter_map(|line| SetCookie::parse(line).ok())
            .collect();
        let value = lines.iter().find(|line| line.name == self.name)?.value.clone();
        let extends = |line: &&SetCookie| {
            line.name
                .strip_prefix(&self.name)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        let rest = lines
            .iter()
            .filter(extends)
            .map(|line| pair(&line.name, &line.value))
            .collect();
        self.next += 1;
        let (number, start) = (self.next, Instant::now());
        Some(Login {
            value,
            rest,
            number,
            start,
        })
    }

    /// The login's cookie, as a probe sends it.
    pub fn carry(&self, login: &Login) -> Vec<Pair> {
        let own = pair(&self.name, &login.value);
        std::iter::once(own).chain(login.rest.iter().cloned()).collect()
    }
}

pub fn pair(name: &str, value: &str) -> Pair {
    Pair {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// A value of the same length and alphabet that nobody has issued. Parts that must stay readable stay.
pub fn garbage(value: &str) -> String {
    let last_part = value.rfind(['.', '-']).map_or(0, |dot| dot + 1);
    let flip = |(index, character): (usize, char)| match character {
        _ if index < last_part.max(3) => character,
        '0'..='8' | 'a'..='e' | 'g'..='y' | 'A'..='Y' => {
            char::from(u8::try_from(character).unwrap_or(b'/') + 1)
        }
        '9' => '0',
        'f' => 'a',
        'z' => 'b',
        'Z' => 'A',
        other => other,
    };
    value.char_indices().map(flip).collect()
}

fn exchange(step: Step, service: Service, url: &Url, context: Context, cookies: Vec<Pair>) -> Exchange {
    Exchange {
        step,
        service,
        copy: None,
        at: OffsetDateTime::UNIX_EPOCH,
        login: 0,
        age_ms: None,
        request: Request {
            url: url.clone(),
            context,
            cookies: Some(cookies),
            via: Via::Browser,
            client: None,
        },
        response: None,
        look_up: None,
    }
}

pub fn send(exchange: &mut Exchange, headers: Vec<(&str, String)>, form: Option<String>, split: bool) {
    let pairs = exchange.request.cookies.iter().flatten();
    let pairs: Vec<_> = pairs
        .map(|pair| format!("{}={}", pair.name, pair.value))
        .collect();
    let call = Call {
        method: &exchange.request.context.method,
        url: &exchange.request.url,
        cookies: if split {
            pairs
        } else if pairs.is_empty() {
            Vec::new()
        } else {
            vec![pairs.join("; ")]
        },
        headers,
        form,
    };
    (exchange.response, exchange.copy) = client::send(&call);
    exchange.at = now();
}

/// Hides what a script may not read (Fetch standard, CORS check).
fn hide_from_script(exchange: &mut Exchange) {
    let Purpose::Subresource { top, .. } = &exchange.request.context.purpose else {
        return;
    };
    let (origin, own) = (top.origin(), exchange.request.url.origin());
    let is_allowed = exchange.header("access-control-allow-origin")
        == Some(origin.ascii_serialization().as_str())
        && exchange.header("access-control-allow-credentials") == Some("true");
    if origin != own
        && !is_allowed
        && let Some(response) = &mut exchange.response
    {
        response.shown = Shown::Unclear;
    }
}

fn millis(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

pub fn now() -> OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    let now = OffsetDateTime::from(SystemTime::now());
    now.replace_nanosecond(now.nanosecond() / 1_000_000 * 1_000_000)
        .unwrap_or(now)
}

impl Browser {
    /// A request with an empty jar of its own, written down.
    pub fn go_apart(
        &mut self,
        step: Step,
        service: Service,
        url: &Url,
        context: Context,
        form: Option<&str>,
    ) {
        let mut apart = Self::new(Evidence::default(), self.name.clone());
        apart.go(step, service, url, context, form.map(str::to_owned), None);
        self.evidence.exchanges.append(&mut apart.evidence.exchanges);
    }

    /// A login of another kind, written down.
    pub fn log_in_noted(&mut self, step: Step, url: &Url, mut headers: Vec<(&str, String)>, form: &str) {
        headers.push(("Origin", url.origin().ascii_serialization()));
        let mut exchange = exchange(step, Service::A, url, Context::post(url.clone()), Vec::new());
        send(&mut exchange, headers, Some(form.to_owned()), false);
        self.evidence.exchanges.push(exchange);
    }

    /// The logout of a throw-away login, written down.
    pub fn log_out(&mut self, url: &Url, page: &Url, login: &Login) {
        let mut exchange = exchange(
            Step::ProbeLogout,
            Service::A,
            url,
            Context::post(page.clone()),
            self.carry(login),
        );
        exchange.login = login.number;
        let headers = vec![("Origin", page.origin().ascii_serialization())];
        send(&mut exchange, headers, Some(String::new()), false);
        self.evidence.exchanges.push(exchange);
    }
}
