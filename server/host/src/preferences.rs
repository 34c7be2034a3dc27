//! Language and colour scheme: two cookies and a form, the same in every service.

use app_kernel::{Locale, Theme, path};
use app_part::Endpoint;
use app_session::{CookieScope, ScopeChange, SessionConfig};
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
    let headers = response.headers_mut();
    for (name, value) in choices {
        for cookie in cookies(&session, https, name, value) {
            headers.append(SET_COOKIE, cookie);
        }
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

/// The cookie that remembers a choice; while the session's cookie changes its scope also the removal of an older choice, which
/// would be sent beside it. Readable by scripts on purpose: there is nothing to protect.
fn cookies(
    session: &SessionConfig,
    https: bool,
    name: &'static str,
    value: &'static str,
) -> impl Iterator<Item = HeaderValue> {
    let build = move |scope: &CookieScope, value, max_age| {
        let mut cookie = Cookie::build((name, value))
            .path("/")
            .max_age(max_age)
            .same_site(SameSite::Lax)
            .secure(https)
            .build();
        if let CookieScope::Parent(domain) = scope {
            cookie.set_domain(domain.clone());
        }
        HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
    };
    let older = session.scope_change.as_ref();
    let older = older.map(|change| {
        let (ScopeChange::Also(scope) | ScopeChange::Former(scope)) = change;
        build(scope, "", Duration::ZERO)
    });
    older.into_iter().chain([build(&session.scope, value, MAX_AGE)])
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
