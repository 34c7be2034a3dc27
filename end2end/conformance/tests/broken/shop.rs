//! A shop with sessions in memory, in two copies, that does everything right unless it is told to make a mistake.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Form, Json, Router,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use conformance::random::Random;
use serde_json::json;
use tokio::net::TcpListener;

/// What is done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    None,
    /// A request saves the whole session as it was when the request began.
    LastWriteWins,
    /// The cookie is taken back in a way that browsers ignore.
    RemovalWithoutSecure,
    /// A cookie that cannot be read is answered with 500.
    FailsOnGarbage,
    /// A login keeps the id the visitor came with.
    KeepsIds,
    /// A copy remembers who somebody was.
    Remembers,
    /// Nobody asks where a request comes from.
    TrustsEverybody,
}

type Fields = HashMap<String, String>;

#[derive(Clone, Default)]
struct Session {
    user: String,
    values: Fields,
}

/// What the copies share.
pub struct Store {
    sessions: Mutex<HashMap<String, Session>>,
    /// How many have arrived, and whether they may go on.
    barriers: Mutex<HashMap<String, (usize, bool)>>,
    random: Mutex<Random>,
}

#[derive(Clone)]
struct Shop {
    store: Arc<Store>,
    remembered: Arc<Mutex<HashMap<String, String>>>,
    origin: Arc<str>,
    mistake: Mistake,
}

/// Starts two copies; their URLs and the public origin.
pub async fn open(mistake: Mistake) -> (Vec<String>, String) {
    let origin = "http://shop.localhost:3000";
    let store = Arc::new(Store {
        sessions: Mutex::default(),
        barriers: Mutex::default(),
        random: Mutex::new(Random::unlike_any_other()),
    });
    let mut urls = Vec::new();
    for _ in 0..2 {
        let shop = Shop {
            store: store.clone(),
            remembered: Arc::default(),
            origin: origin.into(),
            mistake,
        };
        let router = Router::new()
            .route("/me", get(me))
            .route("/login", post(log_in))
            .route("/logout", post(log_out))
            .route("/value", get(value))
            .route("/set", post(set))
            .route("/hold", post(hold))
            .route("/arrived", get(arrived))
            .route("/release", post(release))
            .layer(from_fn_with_state(shop.clone(), door))
            .with_state(shop);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        urls.push(format!("http://{}", listener.local_addr().expect("an address")));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    (urls, origin.to_owned())
}

/// Who may come in at all.
async fn door(State(shop): State<Shop>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let from_us = headers
        .get(header::ORIGIN)
        .is_some_and(|origin| origin == &*shop.origin);
    let is_change = *request.method() != Method::GET && *request.method() != Method::HEAD;
    if is_change && !from_us && shop.mistake != Mistake::TrustsEverybody {
        return StatusCode::FORBIDDEN.into_response();
    }
    let is_garbage = cookie(headers).is_some_and(|token| !is_well_formed(&token));
    if is_garbage && shop.mistake == Mistake::FailsOnGarbage {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut response = next.run(request).await;
    if is_garbage && !response.headers().contains_key(header::SET_COOKIE) {
        response.headers_mut().insert(header::SET_COOKIE, shop.removal());
    }
    response
}

async fn me(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    let Some(token) = cookie(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let mut remembered = shop.remembered.lock().expect("no panic");
    let known = match remembered.get(&token) {
        Some(user) if shop.mistake == Mistake::Remembers => Some(user.clone()),
        _ => shop.session(&headers).map(|(_, session)| session.user),
    };
    match known {
        Some(user) => {
            remembered.insert(token, user.clone());
            Json(json!({ "user": user })).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn log_in(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    if form.get("password").is_none_or(|password| password != "open") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let before = cookie(&headers);
    let token = match &before {
        Some(token) if shop.mistake == Mistake::KeepsIds => token.clone(),
        _ => {
            let mut random = shop.store.random.lock().expect("no panic");
            format!("{:016x}{:016x}", random.next(), random.next())
        }
    };
    let session = Session {
        user: form.get("account").cloned().unwrap_or_default(),
        values: Fields::new(),
    };
    let mut sessions = shop.store.sessions.lock().expect("no panic");
    before.map(|before| sessions.remove(&before));
    sessions.insert(token.clone(), session);
    let cookie = format!("__Host-sid={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600");
    ([(header::SET_COOKIE, cookie)], Json(json!({}))).into_response()
}

async fn log_out(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    if let Some(token) = cookie(&headers) {
        shop.store.sessions.lock().expect("no panic").remove(&token);
    }
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    let headers = [
        (header::SET_COOKIE, shop.removal()),
        (header::HeaderName::from_static("clear-site-data"), clear),
    ];
    (headers, Json(json!({}))).into_response()
}

async fn value(State(shop): State<Shop>, headers: HeaderMap, Query(query): Query<Fields>) -> Response {
    match shop.session(&headers) {
        Some((_, session)) => {
            let value = query.get("key").and_then(|key| session.values.get(key));
            Json(json!({ "value": value })).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn set(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let Some(read) = shop.session(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    // Long enough for all others to have read it, too.
    tokio::time::sleep(Duration::from_millis(20)).await;
    shop.write(read, &form)
}

async fn hold(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let Some(read) = shop.session(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let name = form.get("name").cloned().unwrap_or_default();
    shop.barrier(&name, |(count, _)| *count += 1);
    shop.until(&name, |(_, open)| open).await;
    match form.get("action").map(String::as_str) {
        Some("set") => shop.write(read, &form),
        // Like so many session layers: whoever was there is saved at the end.
        Some("touch") if shop.mistake == Mistake::LastWriteWins => shop.write(read, &Fields::new()),
        _ => Json(json!({})).into_response(),
    }
}

async fn arrived(State(shop): State<Shop>, Query(query): Query<Fields>) -> Json<serde_json::Value> {
    let name = query.get("name").cloned().unwrap_or_default();
    let wanted = query
        .get("count")
        .and_then(|count| count.parse().ok())
        .unwrap_or(1);
    shop.until(&name, |(count, _)| count >= wanted).await;
    Json(json!({}))
}

async fn release(State(shop): State<Shop>, Form(form): Form<Fields>) -> Json<serde_json::Value> {
    let name = form.get("name").cloned().unwrap_or_default();
    shop.barrier(&name, |(_, open)| *open = true);
    Json(json!({}))
}

impl Shop {
    fn session(&self, headers: &HeaderMap) -> Option<(String, Session)> {
        let token = cookie(headers)?;
        let session = self
            .store
            .sessions
            .lock()
            .expect("no panic")
            .get(&token)
            .cloned()?;
        Some((token, session))
    }

    fn write(&self, (token, mut read): (String, Session), form: &Fields) -> Response {
        let mut sessions = self.store.sessions.lock().expect("no panic");
        let pair = form.get("key").cloned().zip(form.get("value").cloned());
        if self.mistake == Mistake::LastWriteWins {
            read.values.extend(pair);
            sessions.insert(token, read);
        } else if let Some(session) = sessions.get_mut(&token) {
            session.values.extend(pair);
        } else {
            return StatusCode::CONFLICT.into_response();
        }
        Json(json!({})).into_response()
    }

    fn removal(&self) -> HeaderValue {
        HeaderValue::from_static(if self.mistake == Mistake::RemovalWithoutSecure {
            "__Host-sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        } else {
            "__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
        })
    }

    /// Changes a barrier, and says what it is then.
    fn barrier(&self, name: &str, change: impl FnOnce(&mut (usize, bool))) -> (usize, bool) {
        let mut barriers = self.store.barriers.lock().expect("no panic");
        let barrier = barriers.entry(name.to_owned()).or_default();
        change(barrier);
        *barrier
    }

    async fn until(&self, name: &str, holds: impl Fn((usize, bool)) -> bool) {
        while !holds(self.barrier(name, |_| ())) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let bytes = headers.get(header::COOKIE)?.as_bytes();
    let text = String::from_utf8_lossy(bytes);
    let token = text
        .split("; ")
        .find_map(|pair| pair.strip_prefix("__Host-sid="))?;
    Some(token.to_owned())
}

fn is_well_formed(token: &str) -> bool {
    token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}
