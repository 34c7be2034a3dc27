//! The authority's half of the toy.

use super::{AUTHORIZE, WHO};
use crate::secret;
use app_forms::server::see;
use app_kernel::{Links, path};
use app_part::Part;
use app_session::Viewer;
use axum::{
    Extension, Json,
    extract::{OriginalUri, Query, State},
    http::{
        HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, LOCATION},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The tokens of one process, each with the nickname it stands for. None ever ends.
#[derive(Clone)]
struct Toy {
    links: Links,
    tokens: Arc<Mutex<HashMap<String, String>>>,
}

/// What the toy adds to the authority.
pub fn authority(links: &Links) -> Part {
    let toy = Toy {
        links: links.clone(),
        tokens: Arc::default(),
    };
    Part {
        endpoints: vec![(Method::GET, AUTHORIZE, get(authorize).with_state(toy.clone()))],
        assets: vec![(Method::GET, WHO, get(who).with_state(toy))],
        ..Part::default()
    }
}

#[derive(Deserialize)]
struct Ask {
    redirect_url: String,
}

/// Faults 1 and 2: the return address is not compared with anything, and what is sent there is the session.
async fn authorize(
    State(toy): State<Toy>,
    Extension(viewer): Extension<Viewer>,
    OriginalUri(address): OriginalUri,
    Query(ask): Query<Ask>,
) -> Response {
    let Some(member) = viewer.member() else {
        let here = toy.links.auth(&address.to_string());
        return see(&format!("{}?{}", path::LOGIN, path::query(&[("next", &here)])));
    };
    let token = secret::fresh();
    let mut tokens = toy.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.insert(token.clone(), member.nickname.clone());
    let back = format!("{}?{}", ask.redirect_url, path::query(&[("token", &token)]));
    match HeaderValue::try_from(back) {
        Ok(back) => (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

#[derive(Deserialize)]
struct Shown {
    token: String,
}

/// Faults 3 and 4: asked by anybody, as often as they like, and with no end.
async fn who(State(toy): State<Toy>, Query(shown): Query<Shown>) -> Response {
    let tokens = toy.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    let nickname = tokens.get(&shown.token).cloned();
    (
        [(CACHE_CONTROL, "no-store")],
        Json(json!({ "nickname": nickname })),
    )
        .into_response()
}
