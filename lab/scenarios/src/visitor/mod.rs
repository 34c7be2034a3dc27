//! A scripted visitor: real requests through the lab's gateway, with a cookie jar of its own that keeps the rules of a browser.

mod http;
mod page;
mod request;
mod stand_in;

use std::{net::Ipv4Addr, time::SystemTime};

use anyhow::{Context as _, Result, ensure};
use diagnosis::{
    evidence::{Exchange, Pair, Service, Step},
    jar::{Answer, Context, Engine, Jar, SetCookie},
};
use time::OffsetDateTime;
use url::Url;

pub use page::{Form, Page};
pub use request::{Answered, Sending};
pub use stand_in::StandIns;

use crate::place::Place;

/// The most redirects that are followed, as in Chromium.
const MOST_REDIRECTS: usize = 20;
/// The password of every member of the demo.
pub const PASSWORD: &str = "cfmall-demo";
/// The header by which the gateway names the copy that answered.
const COPY: &str = "x-upstream";

/// A visitor with a browser of their own.
#[derive(Debug)]
pub struct Visitor {
    /// By which the gateway tells them apart.
    pub name: lab_model::Visitor,
    /// The address that they come from.
    from: Ipv4Addr,
    place: Place,
    jar: Jar,
    /// The login that requests count for: 0 is the one that is judged.
    login: u32,
    exchanges: Vec<Exchange>,
}

impl Visitor {
    /// A visitor with an empty jar.
    pub fn new(name: String, from: Ipv4Addr, place: Place, login: u32) -> Self {
        Self {
            name: lab_model::Visitor(name),
            from,
            place,
            jar: Jar::new(Engine::default()),
            login,
            exchanges: Vec::new(),
        }
    }

    /// The address that they come from.
    pub const fn address(&self) -> Ipv4Addr {
        self.from
    }

    /// Everything they have sent and been answered, with the values of their cookies.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// Types an address.
    pub async fn open(&mut self, step: Step, url: &Url) -> Result<Page> {
        let sending = self.prepare(step, url, Context::typed(), None);
        self.go(sending).await
    }

    /// Follows a link of a page.
    pub async fn click(&mut self, step: Step, page: &Page, href: &str) -> Result<Page> {
        let sending = self.prepare(step, &page.url.join(href)?, Context::link(page.url.clone()), None);
        self.go(sending).await
    }

    /// Sends the form of a page whose address ends like this, with some fields filled in.
    pub async fn submit(
        &mut self,
        step: Step,
        page: &Page,
        action: &str,
        values: &[(&str, &str)],
    ) -> Result<Page> {
        let form = page
            .form(action)
            .with_context(|| format!("{} has no form for {action}", page.url.path()))?;
        let url = page.url.join(&form.action)?;
        let sending = self.prepare(
            step,
            &url,
            Context::post(page.url.clone()),
            Some(form.filled(values)),
        );
        self.go(sending).await
    }

    /// Logs in with the form of a page. A service that is busy with passwords is asked again, as it wishes.
    pub async fn log_in(&mut self, login: &Page, account: &str, remember: bool) -> Result<Page> {
        let mut values = vec![("account", account), ("password", PASSWORD)];
        if remember {
            values.push(("remember", "1"));
        }
        for _ in 0..10 {
            let page = self
                .submit(Step::Login, login, "/api/auth/login", &values)
                .await?;
            if page.status != 503 {
                return Ok(page);
            }
            self.exchanges.pop();
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        anyhow::bail!("the login was refused ten times: too busy")
    }

    /// Logs out with the form in the header of a page.
    pub async fn log_out(&mut self, step: Step, page: &Page) -> Result<Page> {
        self.submit(step, page, "/api/auth/logout", &[]).await
    }

    /// The session cookie that the jar would send to the login service now.
    pub fn session(&self) -> Option<Pair> {
        self.cookie(&self.place.auth, &self.place.cookie)
    }

    /// The cookie of a name that the jar would send to an address now.
    pub fn cookie(&self, url: &Url, name: &str) -> Option<Pair> {
        let decisions = self.jar.decide(url, &Context::typed(), now());
        let mut sent = decisions.iter().filter(|decision| decision.sent);
        let found = sent.find(|decision| decision.cookie.name == name)?;
        Some(Pair {
            name: found.cookie.name.clone(),
            value: found.cookie.value.clone(),
        })
    }

    /// The session cookie as the last login gave it, whatever has become of it since.
    pub fn login_cookie(&self) -> Option<Pair> {
        let logins = self
            .exchanges
            .iter()
            .filter(|exchange| exchange.step == Step::Login);
        let lines = logins
            .flat_map(Exchange::set_cookie)
            .filter_map(|line| SetCookie::parse(line).ok());
        let mut given = lines.filter(|line| line.name == self.place.cookie && !line.value.is_empty());
        given.next_back().map(|line| Pair {
            name: line.name,
            value: line.value,
        })
    }

    /// The copy that answered the last login.
    pub fn login_copy(&self) -> Result<String> {
        let is_login =
            |exchange: &&Exchange| exchange.step == Step::Login && exchange.request.context.method == "POST";
        let login = self.exchanges.iter().rfind(is_login);
        let copy = login.and_then(|login| login.copy.clone());
        copy.context("the gateway did not say which copy answered the login")
    }

    /// Closes the browser and opens it again.
    pub fn close_browser(&mut self) {
        self.jar.end_session();
    }

    /// A request that is ready to be sent, with the cookies that the jar sends.
    pub fn prepare(&self, step: Step, url: &Url, context: Context, form: Option<String>) -> Sending {
        let decisions = self.jar.decide(url, &context, now());
        let cookies = decisions
            .iter()
            .take_while(|decision| decision.sent)
            .map(|decision| Pair {
                name: decision.cookie.name.clone(),
                value: decision.cookie.value.clone(),
            });
        self.with_cookies(step, url, context, form, cookies.collect())
    }

    /// A request that is ready to be sent, with exactly these cookies.
    pub fn with_cookies(
        &self,
        step: Step,
        url: &Url,
        context: Context,
        form: Option<String>,
        cookies: Vec<Pair>,
    ) -> Sending {
        let service = self.place.service(url);
        Sending::new(self, step, service, url.clone(), context, form, cookies)
    }

    /// Sends a request, follows where it leads, and gives the page that it ends at. Where redirects never end, a browser gives up
    /// and shows an error of its own; here that is the last redirect.
    pub async fn go(&mut self, sending: Sending) -> Result<Page> {
        let (mut sending, mut hops) = (sending, 0);
        loop {
            let form = sending.form().map(str::to_owned);
            let answered = sending.send().await?;
            let step = answered.exchange.step;
            let (page, next) = self.absorb(answered);
            let Some((url, context)) = next.filter(|_| hops < MOST_REDIRECTS) else {
                return Ok(page);
            };
            hops += 1;
            // 307 and 308 send the form on (RFC 9110 §15.4.8).
            let form = form.filter(|_| context.method != "GET");
            sending = self.prepare(self.next_step(step, &url), &url, context, form);
        }
    }

    /// Takes an answer into the jar and the history. Also gives where it leads, if it leads on.
    pub fn absorb(&mut self, answered: Answered) -> (Page, Option<(Url, Context)>) {
        let Answered { exchange, page } = answered;
        let index = self.exchanges.len();
        let answer = Answer {
            url: &exchange.request.url,
            context: &exchange.request.context,
            now: exchange.at,
            by_script: false,
            mark: index,
        };
        for line in exchange.set_cookie() {
            self.jar.receive(line, answer);
        }
        let next = redirect(&exchange);
        self.exchanges.push(exchange);
        (page, next)
    }

    /// What the request after a redirect is for: after the login, whatever is not part of it is a page to look at.
    fn next_step(&self, step: Step, url: &Url) -> Step {
        match (step, self.place.service(url)) {
            (Step::Login, Service::A) if url.path().starts_with("/login") => Step::Login,
            (Step::Login, Service::A) => Step::Control,
            (Step::Login, Service::B) => Step::Visit,
            _ => step,
        }
    }
}

/// Where an answer sends a browser, and the circumstances of the next request (Fetch standard, HTTP-redirect fetch).
fn redirect(exchange: &Exchange) -> Option<(Url, Context)> {
    let status = exchange.status();
    let location = exchange
        .header("location")
        .filter(|_| (300..400).contains(&status))?;
    let url = exchange.request.url.join(location).ok()?;
    let mut context = exchange.request.context.clone();
    context.redirected_by.push(exchange.request.url.clone());
    if status == 303 || (context.method == "POST" && matches!(status, 301 | 302)) {
        "GET".clone_into(&mut context.method);
    }
    Some((url, context))
}

/// The moment, in whole milliseconds.
pub fn now() -> OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    let now = OffsetDateTime::from(SystemTime::now());
    now.replace_nanosecond(now.nanosecond() / 1_000_000 * 1_000_000)
        .unwrap_or(now)
}

/// Fails unless the page is a good one.
pub fn must_be_good(page: &Page) -> Result<()> {
    ensure!(page.status < 400, "{} answered {}", page.url.path(), page.status);
    Ok(())
}
