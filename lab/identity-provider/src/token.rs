//! A code becomes an ID token (RFC 6749 §4.1.3; OpenID Connect Core §3.1.3).

use crate::{
    Fault, Provider,
    authorize::Grant,
    clock,
    keys::{Keys, random, unsigned},
};
use axum::{
    Form, Json,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL},
    },
    response::{IntoResponse, Response},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// The seconds in which a code is good, and an ID token.
const LIFETIME: u64 = 60;

/// The parameters of a request.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

/// Exchanges a code, once.
pub(crate) async fn exchange(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Response {
    if provider.fault() == Some(Fault::BrokenToken) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if !is_client(&provider, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if asked.grant_type != "authorization_code" {
        return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let grant = provider.changing().grants.remove(&asked.code);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&asked.code_verifier));
    let grant = grant.filter(|grant| {
        grant.redirect == asked.redirect_uri
            && grant.challenge == challenge
            && clock::now() <= grant.made_at + LIFETIME
    });
    match grant {
        Some(grant) => answer(&provider, &grant),
        None => refused(StatusCode::BAD_REQUEST, "invalid_grant"),
    }
}

/// Name and secret in the header (RFC 6749 §2.3.1), each encoded as in a form.
fn is_client(provider: &Provider, headers: &HeaderMap) -> bool {
    let client = &provider.0.client;
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let expected = STANDARD.encode(format!("{}:{}", encoded(&client.id), encoded(&client.secret)));
    headers
        .get(AUTHORIZATION)
        .is_some_and(|given| given == &format!("Basic {expected}"))
}

fn answer(provider: &Provider, grant: &Grant) -> Response {
    let fault = provider.fault();
    let access_token = random();
    let keys = provider.changing().keys.clone();
    let claims = claims(provider, grant, &access_token, fault);
    let mut body = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME });
    if fault != Some(Fault::NoIdToken) {
        body["id_token"] = Value::from(signed(provider, &keys, &claims, fault));
    }
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn claims(provider: &Provider, grant: &Grant, access_token: &str, fault: Option<Fault>) -> Value {
    let now = clock::now();
    let client = &provider.0.client.id;
    let half = |token: &str| URL_SAFE_NO_PAD.encode(&Sha256::digest(token)[..16]);
    let mut claims = json!({
        "iss": provider.issuer(),
        "sub": grant.person.subject,
        "aud": client,
        "iat": now,
        "exp": now + LIFETIME,
        "auth_time": now,
        "nonce": grant.nonce,
        "at_hash": half(access_token),
        "name": grant.person.name,
        "preferred_username": grant.person.user_name,
    });
    match fault {
        Some(Fault::Issuer) => claims["iss"] = "http://127.0.0.1:1".into(),
        Some(Fault::Audience) => claims["aud"] = "another".into(),
        Some(Fault::SecondAudience) => claims["aud"] = json!([client, "another"]),
        Some(Fault::Nonce) => claims["nonce"] = random().into(),
        Some(Fault::NoNonce) => claims["nonce"] = Value::Null,
        Some(Fault::Expired) => {
            claims["iat"] = (now - 600).into();
            claims["exp"] = (now - 300).into();
        }
        Some(Fault::AccessToken) => claims["at_hash"] = half("another").into(),
        Some(Fault::Stale) => claims["auth_time"] = (now - 3_600).into(),
        Some(Fault::NoLoginTime) => claims["auth_time"] = Value::Null,
        _ => {}
    }
    if let Some(claims) = claims.as_object_mut() {
        claims.retain(|_, value| !value.is_null());
    }
    claims
}

fn signed(provider: &Provider, keys: &Keys, claims: &Value, fault: Option<Fault>) -> String {
    match fault {
        Some(Fault::Unsigned) => format!("{}.", unsigned(&json!({ "alg": "none" }), claims)),
        Some(Fault::OtherKey) => keys.forged().signed(claims),
        Some(Fault::SharedSecret) => {
            let text = unsigned(&json!({ "alg": "HS256" }), claims);
            let mut mac = Hmac::<Sha256>::new_from_slice(provider.0.client.secret.as_bytes())
                .expect("HMAC takes keys of any length");
            mac.update(text.as_bytes());
            format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
        }
        _ => keys.signed(claims),
    }
}

fn refused(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}
