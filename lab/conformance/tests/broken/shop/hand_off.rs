//! A login at one copy that becomes a session of another browser, as if that were at another site.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Fields, Mistake, Shop, cookie};

/// Seconds; as in `shop.toml`.
const LIVES: i64 = 60;
const STATE: &str = "__Host-state";

/// Who has asked for a code, when, and the state it belongs to.
#[derive(Clone)]
pub struct Code {
    user: String,
    state: String,
    born: i64,
}

pub type Codes = Arc<Mutex<HashMap<String, Code>>>;

pub async fn enter(State(shop): State<Shop>) -> Response {
    let state = shop.store.secret();
    let cookie = format!("{STATE}={state}; Path=/; Secure; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Json(json!({ "state": state }))).into_response()
}

pub async fn hand_off(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let Some(found) = shop.session(&headers) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let target = form.get("target").cloned().unwrap_or_default();
    let is_ours = target == *shop.origin || shop.mistake == Mistake::CodesForAnyTarget;
    if !shop.may(&headers, &form) || !is_ours {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (code, state) = (
        shop.store.secret(),
        form.get("state").cloned().unwrap_or_default(),
    );
    let location = format!("{target}/enter?code={code}&state={state}");
    let user = found.session.user;
    let born = shop.store.now();
    shop.codes
        .lock()
        .expect("no panic")
        .insert(code, Code { user, state, born });
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

pub async fn redeem(State(shop): State<Shop>, headers: HeaderMap, Form(form): Form<Fields>) -> Response {
    let code = form.get("code").cloned().unwrap_or_default();
    let taken = if shop.mistake == Mistake::CodesAreTakenLate {
        let looked_at = shop.codes.lock().expect("no panic").get(&code).cloned();
        // Long enough for all others to have looked at it, too.
        tokio::time::sleep(Duration::from_millis(20)).await;
        shop.codes.lock().expect("no panic").remove(&code);
        looked_at
    } else {
        shop.codes.lock().expect("no panic").remove(&code)
    };
    let Some(taken) = taken else {
        return StatusCode::FORBIDDEN.into_response();
    };
    if shop.mistake == Mistake::CodesStay {
        shop.codes.lock().expect("no panic").insert(code, taken.clone());
    }
    let state = Some(&taken.state);
    let is_of_the_browser = state == cookie(&headers, STATE).as_ref();
    let fits = match shop.mistake {
        Mistake::StateIsIgnored => true,
        Mistake::StateOfAnyBrowser => state == form.get("state"),
        _ => state == form.get("state") && is_of_the_browser,
    };
    let is_old = shop.store.now() > taken.born + LIVES;
    if !fits || (is_old && shop.mistake != Mistake::CodesLiveOn) {
        return StatusCode::FORBIDDEN.into_response();
    }
    shop.begin(&headers, taken.user, Fields::new())
}
