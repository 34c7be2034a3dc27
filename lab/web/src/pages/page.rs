//! A page as an answer.

use std::sync::Arc;

use app_ui::html::Html;
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
};
use lab_model::Refusal;
use leptos::{
    nonce::{provide_nonce, use_nonce},
    prelude::*,
};

use super::{
    document,
    router::App,
    visit::Visit,
    words::{t, text},
};

/// What a page consists of.
pub struct Page {
    /// The title, without the name of the lab.
    pub title: String,
    /// The content of the element `main`.
    pub content: AnyView,
    /// The origins that its frames may show.
    pub frames: Vec<String>,
    /// The status.
    pub status: StatusCode,
}

impl Page {
    /// A page without frames.
    pub fn new(title: impl Into<String>, content: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            content: content.into_any(),
            frames: Vec::new(),
            status: StatusCode::OK,
        }
    }

    /// Allows frames that show these origins.
    pub fn framing(mut self, origins: Vec<String>) -> Self {
        self.frames = origins;
        self
    }
}

/// Makes something of views, for a visit: outside of any other page, so that nothing of one gets into another one.
pub fn within<T>(app: &App, visit: &Visit, make: impl FnOnce() -> T) -> T {
    let before = Owner::current();
    let root = Owner::new_root(None);
    let result = root.with(|| {
        provide_context(visit.locale);
        provide_context(Arc::new(visit.clone()));
        provide_context(app.site.leptos.clone());
        provide_nonce();
        make()
    });
    root.cleanup();
    match before {
        Some(owner) => owner.set(),
        None => root.unset(),
    }
    result
}

/// The answer with a page.
pub fn respond(app: &App, visit: &Visit, make: impl FnOnce() -> Page) -> Response {
    within(app, visit, || {
        let page = make();
        let policy = policy(&page.frames);
        let status = page.status;
        let html = document::document(app, page);
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CONTENT_LANGUAGE, HeaderValue::from_static(visit.locale.tag())),
            (VARY, HeaderValue::from_static("accept-language, cookie")),
            (CONTENT_SECURITY_POLICY, policy),
        ];
        (status, headers, html).into_response()
    })
}

/// The page that says why the lab does not do something.
pub fn refused(app: &App, visit: &Visit, refusal: &Refusal) -> Response {
    respond(app, visit, || {
        let title = if refusal.unknown {
            t("没有这个页面", "There is no such page")
        } else {
            t("现在不行", "Not now")
        };
        let mut page = Page::new(
            title,
            view! {
                <section class="notice">
                    <h1>{title}</h1>
                    <p>{text(&refusal.reason)}</p>
                    <p class="notice__actions"><a class="button" href=visit.to("/")>{t("回到实验室首页", "Back to the lab")}</a></p>
                </section>
            },
        );
        page.status = if refusal.unknown {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        page
    })
}

/// Only scripts with this answer's nonce run (CSP level 3), and nothing is loaded from anywhere else.
fn policy(frames: &[String]) -> HeaderValue {
    let nonce = use_nonce()
        .map(|nonce| format!("'nonce-{nonce}'"))
        .unwrap_or_default();
    let frames = if frames.is_empty() {
        "'none'".to_owned()
    } else {
        frames.join(" ")
    };
    let policy = format!(
        "default-src 'none'; script-src {nonce} 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; frame-src {frames}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// A view as HTML.
pub fn html(view: impl IntoView) -> String {
    Html::of(view).as_str().to_owned()
}
