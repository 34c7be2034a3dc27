//! What a page knows of the request that it answers.

use std::{convert::Infallible, sync::Arc};

use app_kernel::{Locale, Theme, cookie};
use axum::extract::FromRequestParts;
use http::{HeaderMap, header::ACCEPT_LANGUAGE, request::Parts};
use lab_model::Visitor;
use leptos::prelude::use_context;

use super::router::App;

/// The cookie by which the gateway tells browsers apart.
const VISITOR: &str = "lab-visitor";
/// What the path of a page ends in where its panels alone are asked for.
const LIVE: &str = "/live";
/// How often a page was read again.
const AGAIN: &str = "again";
/// The longest name of a visitor.
const NAME_LENGTH: usize = 40;

/// What a page knows of the request that it answers.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language to answer in.
    pub locale: Locale,
    /// The theme the visitor chose.
    pub theme: Theme,
    /// Whether everything is as large as a wall needs.
    pub big: bool,
    /// The browser that asks; `None` in its very first request.
    pub visitor: Option<Visitor>,
    /// The path of the page, also where its panels alone are asked for.
    pub path: String,
    query: Arc<[(String, String)]>,
}

impl Visit {
    /// The value of `name` in the address's query, unless it is empty.
    pub fn query(&self, name: &str) -> Option<&str> {
        let value = self.query.iter().find(|(known, _)| known == name);
        value
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The address of this very page, with `name` set to `value` or left out.
    pub fn here_with(&self, name: &str, value: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (known, kept) in self.query.iter().filter(|(known, _)| known != name) {
            query.append_pair(known, kept);
        }
        if let Some(value) = value {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{query}", self.path)
        }
    }

    /// The address of this very page.
    pub fn here(&self) -> String {
        self.here_with("", None)
    }

    /// The address at which this page is read again, with a place on it. A link that differs from the page by nothing but the place
    /// would not load anything.
    pub fn again(&self, place: &str) -> String {
        let read = self.query(AGAIN).and_then(|read| read.parse::<u32>().ok());
        let next = read.unwrap_or_default().wrapping_add(1).to_string();
        format!("{}#{place}", self.here_with(AGAIN, Some(&next)))
    }

    /// The address of another page of the lab, as large as this one.
    pub fn to(&self, path: &str) -> String {
        if !self.big {
            return path.to_owned();
        }
        let (path, fragment) = path
            .split_once('#')
            .map_or((path, None), |(path, at)| (path, Some(at)));
        let and = if path.contains('?') { '&' } else { '?' };
        let fragment = fragment.map(|at| format!("#{at}")).unwrap_or_default();
        format!("{path}{and}type=big{fragment}")
    }

    fn read(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let query: Arc<[_]> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let (headers, path) = (&parts.headers, parts.uri.path());
        let asked = |name: &str| {
            query
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        Self {
            locale: asked("lang")
                .and_then(Locale::from_tag)
                .unwrap_or_else(|| locale(headers)),
            theme: asked("theme")
                .or_else(|| cookie::value_in(headers, Theme::COOKIE))
                .and_then(Theme::from_name)
                .unwrap_or_default(),
            big: asked("type") == Some("big"),
            visitor: cookie::value_in(headers, VISITOR)
                .filter(|name| is_name(name))
                .map(|name| Visitor(name.to_owned())),
            path: path.strip_suffix(LIVE).unwrap_or(path).to_owned(),
            query,
        }
    }
}

fn locale(headers: &HeaderMap) -> Locale {
    let chosen = cookie::value_in(headers, Locale::COOKIE).and_then(Locale::from_tag);
    chosen.unwrap_or_else(|| {
        let accepted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|header| header.to_str().ok());
        Locale::negotiate(accepted.unwrap_or_default())
    })
}

/// Whether this may be the name of a visitor.
pub fn is_name(name: &str) -> bool {
    (1..=NAME_LENGTH).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self::read(parts))
    }
}

/// The visit that the page being made answers.
///
/// # Panics
/// Outside of a page.
pub fn visit() -> Arc<Visit> {
    use_context().expect("every page is made for a visit")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(address: &str, cookie: &str) -> Visit {
        let request = http::Request::get(address).header("cookie", cookie).body(());
        Visit::read(&request.expect("a request").into_parts().0)
    }

    #[test]
    fn the_address_is_stronger_than_cookies() {
        let read = visit(
            "/t/T3?lang=en&type=big",
            "cfmall-locale=zh-CN; cfmall-theme=dark; lab-visitor=ab-1",
        );
        assert_eq!(
            (read.locale, read.theme, read.big),
            (Locale::En, Theme::Dark, true)
        );
        assert_eq!(read.visitor, Some(Visitor("ab-1".to_owned())));
        assert_eq!(read.to("/compare#s1"), "/compare?type=big#s1");
    }

    #[test]
    fn what_is_no_name_is_no_visitor() {
        for name in ["", "a b", "<script>", &"a".repeat(41)] {
            assert_eq!(visit("/", &format!("lab-visitor={name}")).visitor, None, "{name}");
        }
    }

    #[test]
    fn what_is_in_a_panel_leads_to_the_page_around_it() {
        let read = visit("/t/T3/live?only=session", "");
        assert_eq!(read.again("why"), "/t/T3?only=session&again=1#why");
    }

    #[test]
    fn an_address_keeps_what_is_not_changed() {
        let read = visit("/t/T3?visitor=s1-1&only=session", "");
        assert_eq!(read.here_with("only", None), "/t/T3?visitor=s1-1");
        assert_eq!(read.here_with("only", Some("a b")), "/t/T3?visitor=s1-1&only=a+b");
    }
}
