//! The HTML document around every page of every service.

use crate::{layout::back_forward::BackForward, visit};
use app_kernel::Theme;
use leptos::{hydration::AutoReload, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

/// The HTML document with `body` as its content. Also sets the content security policy of the response.
pub fn shell<V: IntoView + 'static>(options: LeptosOptions, body: impl FnOnce() -> V) -> impl IntoView {
    let visit = visit();
    let theme = (visit.theme != Theme::System).then(|| visit.theme.name());
    // For the pages' islands.
    provide_context(options.clone());
    content_security_policy(&visit);
    language(&visit);
    view! {
        <!DOCTYPE html>
        <html lang=visit.locale.tag() data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options.clone() id="style" />
                <AutoReload options />
                <MetaTags />
                <BackForward />
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// Only scripts that carry this response's nonce run (CSP level 3). Forms may go to both of our services, because
/// logging in and out crosses from one to the other.
#[cfg(feature = "ssr")]
fn content_security_policy(visit: &crate::Visit) {
    use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY};

    let nonce = leptos::nonce::use_nonce()
        .map(|nonce| format!("'nonce-{nonce}'"))
        .unwrap_or_default();
    let reload = if std::env::var_os("LEPTOS_WATCH").is_some() {
        " ws: wss:"
    } else {
        ""
    };
    let links = visit.links();
    let policy = format!(
        "default-src 'none'; script-src {nonce} 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'{reload}; form-action 'self' {} {}; base-uri 'none'; frame-ancestors 'none'",
        links.mall, links.auth
    );
    let options = use_context::<leptos_axum::ResponseOptions>();
    if let (Some(options), Ok(policy)) = (options, HeaderValue::from_str(&policy)) {
        options.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Says in which language the page is, and on what that depends: pages have the same address in every language.
#[cfg(feature = "ssr")]
fn language(visit: &crate::Visit) {
    use axum::http::{
        HeaderValue,
        header::{CONTENT_LANGUAGE, VARY},
    };

    if let Some(options) = use_context::<leptos_axum::ResponseOptions>() {
        options.insert_header(CONTENT_LANGUAGE, HeaderValue::from_static(visit.locale.tag()));
        options.append_header(VARY, HeaderValue::from_static("accept-language, cookie"));
    }
}

#[cfg(not(feature = "ssr"))]
fn language(_visit: &crate::Visit) {}

#[cfg(not(feature = "ssr"))]
fn content_security_policy(_visit: &crate::Visit) {}
