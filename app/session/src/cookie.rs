//! The session cookie's attributes, in one place.

use crate::config::SessionConfig;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use std::time::Duration;

/// The cookie with all its attributes. `Lax`, not `Strict`: a visitor who comes from a link elsewhere is logged in.
pub(crate) fn build(config: &SessionConfig, value: String, max_age: Duration) -> Cookie<'static> {
    let mut cookie = Cookie::build((config.cookie_name(), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(!config.insecure)
        .max_age(max_age.try_into().unwrap_or(time::Duration::MAX))
        .build();
    if let Some(domain) = config.cookie_domain() {
        cookie.set_domain(domain.to_owned());
    }
    cookie
}

/// The cookie that takes it back.
pub(crate) fn removal(config: &SessionConfig) -> Cookie<'static> {
    build(config, String::new(), Duration::ZERO)
}

/// tower-sessions 0.14 removes its cookie without `Secure`, and a browser ignores a `__Host-` or `__Secure-` cookie
/// that lacks it, so that the cookie would stay (maxcountryman/tower-sessions#268, not released). Replaced by ours.
pub(crate) fn mend_removal(config: &SessionConfig, headers: &mut HeaderMap) {
    let prefix = format!("{}=;", config.cookie_name());
    let (removals, others): (Vec<_>, Vec<_>) = headers
        .get_all(SET_COOKIE)
        .iter()
        .cloned()
        .partition(|value| value.as_bytes().starts_with(prefix.as_bytes()));
    if removals.is_empty() {
        return;
    }
    headers.remove(SET_COOKIE);
    for value in others {
        headers.append(SET_COOKIE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&removal(config).to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// The value of the session cookie a request brought. Of several the last counts, as tower-sessions has it.
pub(crate) fn value_in<'a>(config: &SessionConfig, headers: &'a HeaderMap) -> Option<&'a str> {
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == config.cookie_name())
        .map(|(_, value)| value)
        .next_back()
}
