//! Logging in with another provider, which is a program of its own: `lab/identity-provider`.

mod accounts;
mod copies;
mod counted;
mod linking;
mod refusals;
mod without_password;

use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN, Response, header},
};
use lab_identity_provider::{Client, Provider, listen};
use std::{net::SocketAddr, sync::mpsc::channel, thread};
use tokio::{runtime, sync::oneshot};
use ureq::Agent;
use url::Url;

const BEGIN: &str = "/api/auth/social";
const LINK: &str = "/api/auth/social/link";
const CONFIRM: &str = "/api/auth/social/confirm";
const UNLINK: &str = "/api/auth/social/unlink";
const REGISTER: &str = "/api/auth/social/register";
const CALLBACK: &str = "/login/social/demo";
const DEMO: (&str, &str) = ("provider", "demo");
/// What people call the provider.
const LABEL: &str = "演示账号";
/// One of the people whom the provider knows.
const LINXIAO: &str = "7f3c9a10";

/// A running provider; it ends with the test, or when it is closed.
struct Issuer {
    provider: Provider,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Issuer {
    fn open() -> Self {
        let (tell, told) = channel();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let (listener, issuer) = listen(SocketAddr::from(([127, 0, 0, 1], 0)))
                    .await
                    .expect("a place");
                let client = Client {
                    id: "cfmall".to_owned(),
                    secret: "a secret: with+signs&more".to_owned(),
                    redirects: vec![format!("{ORIGIN}{CALLBACK}")],
                };
                let provider = Provider::new(issuer, client);
                tell.send(provider.clone()).expect("the test waits");
                tokio::select! {
                    outcome = provider.serve(listener) => outcome.expect("it serves"),
                    _ = stopped => {}
                }
            });
        });
        Self {
            provider: told.recv().expect("a provider"),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// What the mall is told of it.
    fn environment(&self) -> [(&'static str, &str); 5] {
        [
            ("SOCIAL_PROVIDERS", "demo"),
            ("SOCIAL_DEMO_ISSUER", self.provider.issuer()),
            ("SOCIAL_DEMO_CLIENT_ID", "cfmall"),
            ("SOCIAL_DEMO_CLIENT_SECRET", "a secret: with+signs&more"),
            ("SOCIAL_DEMO_LABEL", LABEL),
        ]
    }

    /// Nobody answers any more.
    fn close(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().expect("it ends");
        }
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.close();
    }
}

/// A mall with a provider.
async fn open() -> (Mall, Issuer) {
    let issuer = Issuer::open();
    let mall = Mall::open_with(&issuer.environment()).await;
    (mall, issuer)
}

/// Where a form sends the browser: to the provider.
fn departs(browser: &mut Browser, form: &str, more: &[(&str, &str)]) -> Url {
    let response = browser.post(form, &[&[DEMO], more].concat());
    assert_eq!(response.status(), 303, "{form} {more:?}");
    let address = Url::parse(header(&response, "location")).expect("an address");
    assert_eq!(address.path(), "/authorize", "{address}");
    address
}

/// What somebody chooses at the provider; the address on our side to which it sends the browser back.
fn chooses(address: &Url, choice: &[(&str, &str)]) -> String {
    let agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .new_agent();
    let page = agent.get(address.as_str()).call().expect("an answer");
    assert_eq!(page.status(), 200, "{address}");
    let pairs: Vec<_> = address.query_pairs().collect();
    let asked = pairs.iter().map(|(name, value)| (&**name, &**value));
    let form: Vec<_> = asked.chain(choice.iter().copied()).collect();
    let mut target = address.clone();
    target.set_query(None);
    let answer = agent.post(target.as_str()).send_form(form).expect("an answer");
    assert_eq!(answer.status(), 303);
    let back = header(&answer, "location");
    let target = back.strip_prefix(ORIGIN).expect("a page of the mall");
    assert!(target.starts_with(&format!("{CALLBACK}?")), "{target}");
    target.to_owned()
}

/// To the provider and back as this person; the answer to that.
fn comes_back(browser: &mut Browser, form: &str, more: &[(&str, &str)], person: &str) -> Response {
    let target = chooses(&departs(browser, form, more), &[("person", person)]);
    browser.get(&target)
}

/// Where an answer sends the browser, on our side.
fn goes_to(response: &Response) -> &str {
    assert!(response.status().is_redirection(), "{response:?}");
    let address = header(response, "location");
    address.strip_prefix(ORIGIN).unwrap_or(address)
}

/// The number of the attempt in the form for an account.
fn attempt(page: &str) -> &str {
    let field = page.split("name=\"attempt\" value=\"").nth(1);
    let number = field.and_then(|rest| rest.split('"').next());
    number.unwrap_or_else(|| panic!("no form: {page}"))
}

/// Makes an account for this person of the provider, and is logged in.
fn newcomer(browser: &mut Browser, person: &str, user_name: &str) {
    let response = comes_back(browser, BEGIN, &[], person);
    assert_eq!(goes_to(&response), "/register/social");
    let page = browser.page("/register/social");
    let form = [("attempt", attempt(&page)), ("user_name", user_name)];
    let (status, answer) = browser.ask(REGISTER, &form);
    assert_eq!((status, &answer["state"]), (200, &"member".into()), "{answer}");
}

/// Whether somebody is logged in in this browser.
fn nickname(browser: &mut Browser) -> Option<String> {
    let response = browser.get("/api/session/viewer");
    let viewer: serde_json::Value = serde_json::from_str(&crate::mall::text(response)).expect("JSON");
    viewer["nickname"].as_str().map(str::to_owned)
}
