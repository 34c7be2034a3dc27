//! A shop with sessions in memory, in two copies, that does everything right unless it is told to make a mistake.

mod csrf;
mod hand_off;
mod login;
mod mistake;
mod sockets;
mod store;
mod values;

use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, uri::Authority},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use conformance::control::{Control, VerbOutcome};
use tokio::{net::TcpListener, sync::watch};

pub use mistake::Mistake;
use store::{Found, Store};

type Fields = HashMap<String, String>;

/// One copy.
#[derive(Clone)]
struct Shop {
    store: Arc<Store>,
    barriers: values::Barriers,
    codes: hand_off::Codes,
    /// What this copy remembers, and nobody else.
    remembered: Arc<Mutex<HashMap<String, String>>>,
    /// Changes when a session ends at this copy.
    ended_here: watch::Sender<()>,
    origin: Arc<str>,
    mistake: Mistake,
}

/// Where it is, and what can be done to it.
pub struct Opened {
    pub urls: Vec<String>,
    pub origin: String,
    pub control: Control,
}

/// Starts two copies.
pub async fn open(mistake: Mistake) -> Opened {
    let origin = "http://shop.localhost:3000";
    let store = Arc::new(Store::new(mistake));
    let (barriers, codes) = (values::Barriers::default(), hand_off::Codes::default());
    let mut urls = Vec::new();
    for _ in 0..2 {
        let shop = Shop {
            store: store.clone(),
            barriers: barriers.clone(),
            codes: codes.clone(),
            remembered: Arc::default(),
            ended_here: watch::Sender::new(()),
            origin: origin.into(),
            mistake,
        };
        let router = Router::new()
            .route("/me", get(login::me))
            .route("/login", post(login::log_in))
            .route("/logout", post(login::log_out))
            .route("/confirm", post(login::confirm))
            .route("/revoke-others", post(login::revoke_others))
            .route("/csrf", get(csrf::tell))
            .route("/value", get(values::value))
            .route("/set", post(values::set))
            .route("/hold", post(values::hold))
            .route("/arrived", get(values::arrived))
            .route("/release", post(values::release))
            .route("/socket", get(sockets::socket))
            .route("/events", get(sockets::events))
            .route("/enter", get(hand_off::enter))
            .route("/hand-off", post(hand_off::hand_off))
            .route("/redeem", post(hand_off::redeem))
            .layer(from_fn_with_state(shop.clone(), door))
            .with_state(shop);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        urls.push(format!("http://{}", listener.local_addr().expect("an address")));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    Opened {
        urls,
        origin: origin.to_owned(),
        control: control(store),
    }
}

fn control(store: Arc<Store>) -> Control {
    let verbs = ["clock", "key-add", "key-drop", "key-reset"];
    Control::in_process(&verbs, move |verb, words| {
        match (verb, words) {
            ("clock", [seconds]) => store.move_clock(seconds.parse().expect("seconds")),
            ("key-add", []) => store.add_key(),
            ("key-drop", []) => store.drop_key(),
            ("key-reset", []) => store.reset_keys(),
            _ => return VerbOutcome::Failed(format!("there is no verb {verb} like this")),
        }
        VerbOutcome::Done(String::new())
    })
}

/// Who may come in at all, and what is done for everybody.
async fn door(State(shop): State<Shop>, mut request: Request, next: Next) -> Response {
    if shop.mistake == Mistake::ReadsOneCookieLine
        && let Some(first) = request.headers().get(header::COOKIE).cloned()
    {
        request.headers_mut().insert(header::COOKIE, first);
    }
    let headers = request.headers();
    if let Some(refused) = refuse_host(&shop, headers) {
        return refused.into_response();
    }
    let from_us = headers
        .get(header::ORIGIN)
        .is_some_and(|origin| origin == &*shop.origin);
    let is_change = *request.method() != Method::GET && *request.method() != Method::HEAD;
    let must_be_ours = is_change || request.uri().path() == "/socket";
    if must_be_ours && !from_us && shop.mistake != Mistake::TrustsEverybody {
        return StatusCode::FORBIDDEN.into_response();
    }
    let token = session_cookie(headers);
    let is_garbage = token.as_ref().is_some_and(|token| !is_well_formed(token));
    if is_garbage && shop.mistake == Mistake::FailsOnGarbage {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut response = next.run(request).await;
    if response.headers().contains_key(header::SET_COOKIE) {
        return response;
    }
    if is_garbage {
        response.headers_mut().insert(header::SET_COOKIE, shop.removal());
    } else if let Some(new) = token.and_then(|token| shop.store.renew(&token)) {
        let cookie = session_cookie_of(&new).parse().expect("a header");
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The status for a request that is for nobody (RFC 9112 §3.2), or for somebody else.
fn refuse_host(shop: &Shop, headers: &HeaderMap) -> Option<StatusCode> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok().and_then(|host| Authority::from_str(host).ok()),
        _ => None,
    };
    // As a number the port may be too large.
    let host = host.filter(|host| {
        let port = host.as_str().strip_prefix(host.host()).unwrap_or("@");
        port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|port| port.parse::<u16>().is_ok())
    });
    match host {
        _ if shop.mistake == Mistake::AnswersForAnyHost => None,
        None => Some(StatusCode::BAD_REQUEST),
        Some(host) => (!shop.origin.ends_with(host.as_str())).then_some(StatusCode::MISDIRECTED_REQUEST),
    }
}

impl Shop {
    fn session(&self, headers: &HeaderMap) -> Option<Found> {
        self.store.find(&session_cookie(headers)?)
    }

    fn removal(&self) -> HeaderValue {
        HeaderValue::from_static(if self.mistake == Mistake::RemovalWithoutSecure {
            "__Host-sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        } else {
            "__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
        })
    }
}

fn session_cookie_of(token: &str) -> String {
    format!("__Host-sid={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600")
}

fn session_cookie(headers: &HeaderMap) -> Option<String> {
    cookie(headers, "__Host-sid")
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .find_map(|line| cookie_in(line, name))
}

fn cookie_in(line: &HeaderValue, name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(line.as_bytes());
    let mut pairs = text.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(value.to_owned())
}

fn is_well_formed(token: &str) -> bool {
    token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}
