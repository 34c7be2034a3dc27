//! Language and colour scheme: two cookies and a form, the same in every service.

use app_kernel::{Locale, Theme, path};
use app_part::Endpoint;
use app_session::{CookieScope, SessionConfig};
use axum::{
    Form,
    extract::State,
    http::{HeaderValue, Method, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::{collections::HashMap, sync::Arc};
use time::Duration;

/// How long a choice is remembered.
const MAX_AGE: Duration = Duration::days(365);

/// `POST /api/preferences` with `locale` or `theme`, and the page to come back to.
pub(crate) fn endpoint(session: &SessionConfig, https: bool) -> Endpoint {
    (
        Method::POST,
        path::PREFERENCES_API,
        post(choose).with_state((Arc::new(session.clone()), https)),
    )
}

async fn choose(
    State((session, https)): State<(Arc<SessionConfig>, bool)>,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let locale = form
        .get("locale")
        .map(|tag| Locale::from_tag(tag).map(|locale| (Locale::COOKIE, locale.tag())));
    let theme = form
        .get("theme")
        .map(|name| Theme::from_name(name).map(|theme| (Theme::COOKIE, theme.name())));
    let Some(choices) = [locale, theme].into_iter().flatten().collect::<Option<Vec<_>>>() else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let mut response = Redirect::to(&back(form.get("next"))).into_response();
    for (name, value) in choices {
        response
            .headers_mut()
            .append(SET_COOKIE, cookie(&session, https, name, value));
    }
    response
}

/// The page to come back to, a path on this very host: what a browser would take for another host is not one.
fn back(next: Option<&String>) -> String {
    let is_path = |next: &&String| {
        next.starts_with('/')
            && !next.starts_with("//")
            && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    next.filter(is_path)
        .cloned()
        .unwrap_or_else(|| path::HOME.to_owned())
}

/// The cookie that remembers a choice. Readable by scripts on purpose: there is nothing to protect.
fn cookie(session: &SessionConfig, https: bool, name: &'static str, value: &'static str) -> HeaderValue {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .max_age(MAX_AGE)
        .same_site(SameSite::Lax)
        .secure(https)
        .build();
    if let CookieScope::Parent(domain) = &session.scope {
        cookie.set_domain(domain.clone());
    }
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::back;

    #[test]
    fn one_stays_on_this_host() {
        let back = |next: &str| back(Some(&next.to_owned()));
        assert_eq!(back("/search?q=%E8%80%B3"), "/search?q=%E8%80%B3");
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "/a\r\nb",
            "evil",
        ] {
            assert_eq!(back(next), "/", "{next:?}");
        }
    }
}
