//! The HTML document around every page of every service.

use crate::{Visit, layout::back_forward::BackForward, public_fragment::PublicFragment, visit};
use app_kernel::{Locale, Theme};
use axum::http::{
    HeaderValue,
    header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, VARY},
};
use leptos::{hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::{HashedStylesheet, MetaTags};
use std::sync::{Arc, LazyLock};

/// Whether `cargo leptos watch` started the process: pages then connect to it, to be told of changes.
static WATCHED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("LEPTOS_WATCH").is_some());

/// The HTML document with `body` as its content. Also sets the content security policy of the response.
pub fn shell<V: IntoView + 'static>(options: Arc<LeptosOptions>, body: impl FnOnce() -> V) -> impl IntoView {
    let visit = visit();
    let theme = (visit.theme != Theme::System).then(|| visit.theme.name());
    let head = visit.site.fragments.head.get_or_init(|| {
        // Nothing in it is in any language.
        PublicFragment::render(Locale::default(), (*options).clone(), head)
    });
    let reload = WATCHED.then(|| view! { <AutoReload options=(*options).clone() /> });
    // For the pages' islands.
    provide_context(options);
    if let Some(response) = use_context::<ResponseOptions>() {
        content_security_policy(&visit, &response);
        language(&visit, &response);
    }
    view! {
        <!DOCTYPE html>
        <html lang=visit.locale.tag() data-theme=theme>
            <head>
                {head.clone()}
                {reload}
                <MetaTags />
                <BackForward />
            </head>
            <body>{body()}</body>
        </html>
    }
}

fn head(options: LeptosOptions) -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <HashedStylesheet options id="style" />
    }
}

/// Only scripts that carry this response's nonce run (CSP level 3). Forms may go to both of our services, because
/// logging in and out crosses from one to the other.
fn content_security_policy(visit: &Visit, response: &ResponseOptions) {
    let nonce = use_nonce()
        .map(|nonce| format!("'nonce-{nonce}'"))
        .unwrap_or_default();
    let reload = if *WATCHED { " ws: wss:" } else { "" };
    let links = visit.links();
    let policy = format!(
        "default-src 'none'; script-src {nonce} 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'{reload}; form-action 'self' {} {}; base-uri 'none'; frame-ancestors 'none'",
        links.mall, links.auth
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Says in which language the page is, and on what that depends: pages have the same address in every language.
fn language(visit: &Visit, response: &ResponseOptions) {
    response.insert_header(CONTENT_LANGUAGE, HeaderValue::from_static(visit.locale.tag()));
    response.append_header(VARY, HeaderValue::from_static("accept-language, cookie"));
}
