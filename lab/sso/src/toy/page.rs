//! The pages of the toy: a red frame around everything.

use app_kernel::Origin;
use axum::{
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY},
    },
    response::{IntoResponse, Response},
};

const STYLE: &str = "body{margin:0;min-height:100vh;box-sizing:border-box;border:12px solid #c00;padding:1.5rem;\
    font:1.1rem/1.7 system-ui,sans-serif;background:#fff;color:#111}\
    .warning{margin:-1.5rem -1.5rem 1.5rem;padding:.5rem 1.5rem;background:#c00;color:#fff;font-weight:700}\
    code{overflow-wrap:anywhere}main{max-width:48rem}\
    @media(prefers-color-scheme:dark){body{background:#161616;color:#eee}a{color:#8cf}}";

/// A page that shows `body`. With `leaks_to` its whole address goes along with every request it makes, and pictures may come from
/// there: what browsers did of their own accord when the course was made.
pub(super) fn respond(title: &str, body: &str, leaks_to: Option<&Origin>) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <style>{STYLE}</style></head><body><p class=\"warning\">错误示范，只在实验室里有 · \
         <span lang=\"en\">How not to do it: in the lab only</span></p><main>{body}</main></body></html>"
    );
    let pictures = leaks_to.map_or_else(String::new, |origin| format!(" {origin}"));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'{pictures}; base-uri 'none'; frame-ancestors 'none'"
    );
    let referrer = if leaks_to.is_some() {
        "unsafe-url"
    } else {
        "no-referrer"
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).expect("an origin is visible ASCII"),
        ),
        (REFERRER_POLICY, HeaderValue::from_static(referrer)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, page).into_response()
}

/// `text` within HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
