//! CSRF tokens: one for each session, and for a guest who wants to log in one beside a cookie.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Fields, Mistake, Shop, cookie};

const GUEST: &str = "__Host-guest";

pub async fn tell(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    match shop.session(&headers) {
        Some(found) if shop.mistake != Mistake::TokensOfCookies => {
            return Json(json!({ "token": found.session.csrf })).into_response();
        }
        _ => {}
    }
    let token = cookie(&headers, GUEST).unwrap_or_else(|| shop.store.secret());
    let cookie = format!("{GUEST}={token}; Path=/; Secure; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Json(json!({ "token": token }))).into_response()
}

impl Shop {
    /// Whether the form has the token of the session, or of the guest.
    pub fn may(&self, headers: &HeaderMap, form: &Fields) -> bool {
        let session = self.session(headers).map(|found| found.session.csrf);
        let session = session.filter(|_| self.mistake != Mistake::TokensOfCookies);
        let own = session.or_else(|| cookie(headers, GUEST));
        let token = form.get("csrf");
        match self.mistake {
            Mistake::TrustsEverybody => true,
            Mistake::TokensAreOptional if token.is_none() => true,
            Mistake::AnyTokenPasses if token.is_some_and(|token| self.store.is_csrf_token_of_any(token)) => {
                true
            }
            _ => token.is_some() && token == own.as_ref(),
        }
    }
}
