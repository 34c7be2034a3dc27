//! What a session holds, and requests that take their time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Form, Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Fields, Found, Mistake, Shop};

/// By name: how many have arrived, and whether they may go on.
pub type Barriers = Arc<Mutex<HashMap<String, (usize, bool)>>>;

pub async fn value(State(shop): State<Shop>, headers: HeaderMap, Query(query): Query<Fields>) -> Response {
    match shop.session(&headers) {
        Some(found) => {
            let value = query.get("key").and_then(|key| found.session.values.get(key));
            Json(json!({ "value": value })).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

pub async fn set(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let Some(read) = shop.session(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    if !shop.may(&headers, &form) {
        return StatusCode::FORBIDDEN.into_response();
    }
    // Long enough for all others to have read it, too.
    tokio::time::sleep(Duration::from_millis(20)).await;
    shop.write(read, &form)
}

pub async fn hold(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let Some(read) = shop.session(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    if !shop.may(&headers, &form) {
        return StatusCode::FORBIDDEN.into_response();
    }
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

pub async fn arrived(State(shop): State<Shop>, Query(query): Query<Fields>) -> Json<Value> {
    let name = query.get("name").cloned().unwrap_or_default();
    let wanted = query
        .get("count")
        .and_then(|count| count.parse().ok())
        .unwrap_or(1);
    shop.until(&name, |(count, _)| count >= wanted).await;
    Json(json!({}))
}

pub async fn release(State(shop): State<Shop>, Form(form): Form<Fields>) -> Json<Value> {
    let name = form.get("name").cloned().unwrap_or_default();
    shop.barrier(&name, |(_, open)| *open = true);
    Json(json!({}))
}

impl Shop {
    fn write(&self, read: Found, form: &Fields) -> Response {
        let pair = form.get("key").cloned().zip(form.get("value").cloned());
        if self.store.write(read, pair) {
            Json(json!({})).into_response()
        } else {
            StatusCode::CONFLICT.into_response()
        }
    }

    /// Changes a barrier, and says what it is then.
    fn barrier(&self, name: &str, change: impl FnOnce(&mut (usize, bool))) -> (usize, bool) {
        let mut barriers = self.barriers.lock().expect("no panic");
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
