//! Coming and going.

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Fields, Mistake, Shop, session_cookie, session_cookie_of, store::Session};

pub async fn me(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    let Some(token) = session_cookie(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let mut remembered = shop.remembered.lock().expect("no panic");
    let known = match remembered.get(&token) {
        Some(user) if shop.mistake == Mistake::Remembers => Some(user.clone()),
        _ => shop.session(&headers).map(|found| found.session.user),
    };
    match known {
        Some(user) => {
            remembered.insert(token, user.clone());
            Json(json!({ "user": user })).into_response()
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

pub async fn log_in(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    if !shop.may(&headers, &form) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if form.get("password").is_none_or(|password| password != "open") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let user = form.get("account").cloned().unwrap_or_default();
    shop.begin(&headers, user, Fields::new())
}

/// Proves again who somebody is: the same session under a new id.
pub async fn confirm(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let Some(found) = shop.session(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    if !shop.may(&headers, &form) || form.get("password").is_none_or(|password| password != "open") {
        return StatusCode::FORBIDDEN.into_response();
    }
    shop.begin(&headers, found.session.user, found.session.values)
}

pub async fn revoke_others(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    match shop.session(&headers) {
        None => StatusCode::UNAUTHORIZED.into_response(),
        Some(_) if !shop.may(&headers, &form) => StatusCode::FORBIDDEN.into_response(),
        Some(found) => {
            shop.store.end_others(&found);
            shop.ended_here.send_replace(());
            Json(json!({})).into_response()
        }
    }
}

pub async fn log_out(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    if shop.session(&headers).is_some() && !shop.may(&headers, &form) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some(token) = session_cookie(&headers) {
        shop.store.log_out(&token);
        shop.ended_here.send_replace(());
    }
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    let headers = [
        (header::SET_COOKIE, shop.removal()),
        (HeaderName::from_static("clear-site-data"), clear),
    ];
    (headers, Json(json!({}))).into_response()
}

impl Shop {
    /// A session of its own, instead of the one there was.
    pub fn begin(&self, headers: &HeaderMap, user: String, values: Fields) -> Response {
        let before = session_cookie(headers);
        let former = self.session(headers).map(|found| found.session);
        let token = match &before {
            Some(token) if self.mistake == Mistake::KeepsIds => token.clone(),
            _ => self.store.secret(),
        };
        let csrf = match former {
            Some(former) if self.mistake == Mistake::TokensOutliveIds => former.csrf,
            _ => self.store.secret(),
        };
        if let Some(before) = before {
            self.store.log_out(&before);
        }
        self.store.begin(&token, Session { user, values, csrf });
        let cookie = session_cookie_of(&token);
        ([(header::SET_COOKIE, cookie)], Json(json!({}))).into_response()
    }
}
