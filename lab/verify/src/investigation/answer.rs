//! What of an answer is written down.

use diagnosis::{
    CACHES,
    evidence::{Response, Shown, Step, Token, id_in},
};

use url::Url;

use crate::{browser::heeds_clear_site_data, http::Reply, page::digest};

/// Headers that a diagnosis reads, besides those of caches.
const KEPT: [&str; 11] = [
    "location",
    "date",
    "age",
    "vary",
    "cache-control",
    "retry-after",
    "www-authenticate",
    "clear-site-data",
    "server",
    "x-powered-by",
    "via",
];

/// An answer as evidence. Who it takes the visitor for is read later.
pub(super) fn response(reply: &Reply, step: Step, url: &Url) -> Response {
    let is_heeded = |name: &str| name != "clear-site-data" || heeds_clear_site_data(url);
    let is_read = |name: &str| KEPT.contains(&name) || CACHES.contains(&name);
    let is_kept = |name: &str| is_read(name) && is_heeded(name) || name.starts_with("access-control-");
    Response {
        status: reply.status,
        set_cookie: reply.all("set-cookie").map(str::to_owned).collect(),
        script_cookies: Vec::new(),
        headers: reply
            .headers
            .iter()
            .filter(|(name, _)| is_kept(name))
            .cloned()
            .collect(),
        shown: Shown::Unclear,
        page: Some(digest(&reply.body)),
        took_ms: u64::try_from(reply.took.as_millis()).ok(),
        token: token(reply).filter(|_| matches!(step, Step::Login | Step::WrongPassword)),
        from: None,
    }
}

/// Where an answer carries a token that is no cookie.
fn token(reply: &Reply) -> Option<Token> {
    let location = reply.header("location").unwrap_or_default();
    if location.contains("token=") || location.contains("jwt=") {
        return Some(Token::Url);
    }
    if id_in(location).is_some() {
        return Some(Token::Id);
    }
    let json: serde_json::Value = serde_json::from_str(&reply.body).ok()?;
    let names = [
        "access_token",
        "accessToken",
        "token",
        "jwt",
        "id_token",
        "access",
        "auth_token",
        "authToken",
        "sessionToken",
    ];
    let inner = json.get("data").or_else(|| json.get("user"));
    [Some(&json), inner]
        .into_iter()
        .flatten()
        .any(|fields| {
            names
                .iter()
                .any(|name| fields.get(*name).is_some_and(serde_json::Value::is_string))
        })
        .then_some(Token::Body)
}
