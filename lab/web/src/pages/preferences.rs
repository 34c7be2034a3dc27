//! Language and theme: the cookies of the shop, for the lab and for the pages in its panes.

use app_kernel::{Locale, Theme};
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, StatusCode, header::SET_COOKIE};
use serde::Deserialize;

use super::router::App;

/// One year, in seconds.
const MAX_AGE: u32 = 31_536_000;

/// What was chosen, and the page to come back to.
#[derive(Debug, Deserialize)]
pub struct Choice {
    locale: Option<String>,
    theme: Option<String>,
    next: Option<String>,
}

/// `POST /preferences`.
pub async fn choose(State(app): State<App>, Form(choice): Form<Choice>) -> Response {
    let locale = choice.locale.as_deref().and_then(Locale::from_tag);
    let theme = choice.theme.as_deref().and_then(Theme::from_name);
    let chosen = [
        locale.map(|locale| (Locale::COOKIE, locale.tag())),
        theme.map(|theme| (Theme::COOKIE, theme.name())),
    ];
    if chosen.iter().all(Option::is_none) {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let mut response = Redirect::to(&back(choice.next.as_deref())).into_response();
    for (name, value) in chosen.into_iter().flatten() {
        // Of the parent domain: the shop in the panes follows.
        let line = format!(
            "{name}={value}; Domain={}; Path=/; Max-Age={MAX_AGE}; SameSite=Lax",
            app.site.cookie_domain()
        );
        if let Ok(line) = HeaderValue::try_from(line) {
            response.headers_mut().append(SET_COOKIE, line);
        }
    }
    response
}

/// The page to come back to, a path on this very host: what a browser would take for another host is not one.
pub fn back(next: Option<&str>) -> String {
    let is_path = |next: &&str| {
        next.starts_with('/')
            && !next.starts_with("//")
            && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    next.filter(is_path).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::back;

    #[test]
    fn one_stays_on_this_host() {
        assert_eq!(back(Some("/t/T3?visitor=s1-1")), "/t/T3?visitor=s1-1");
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "/a\r\nb",
        ] {
            assert_eq!(back(Some(next)), "/", "{next:?}");
        }
    }
}
