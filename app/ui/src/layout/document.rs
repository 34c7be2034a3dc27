//! The HTML document around every page of every service.

use super::{
    back_forward::BackForward,
    footer::Footer,
    masthead::{Masthead, suggest},
    search_field::WakeSearchField,
    utility_bar::UtilityBar,
};
use crate::{Content, Head, Visit, html::Html, public_fragment::PublicFragment, respond, visit, words::t};
use app_kernel::{Locale, Theme};
use axum::http::{
    HeaderValue,
    header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, VARY},
};
use leptos::{hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_meta::HashedStylesheet;
use std::sync::LazyLock;

/// Whether `cargo leptos watch` started the process: pages then connect to it, to be told of changes.
static WATCHED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("LEPTOS_WATCH").is_some());

/// The HTML document of a page with this content, and what it added to the head. Also sets the content security policy of the
/// response.
pub fn document(options: &LeptosOptions, head: &Head, content: Content) -> Content {
    let visit = visit();
    content_security_policy(&visit);
    language(&visit);
    let language = visit.locale.tag();
    let theme = match visit.theme {
        Theme::System => String::new(),
        chosen => format!(" data-theme=\"{}\"", chosen.name()),
    };
    let every = visit.site.fragments.head.get_or_init(|| {
        // Nothing in it is in any language.
        PublicFragment::render(Locale::default(), options.clone(), every_head)
    });
    let reload = WATCHED.then(|| view! { <AutoReload options=options.clone() /> });
    let head = Html::of(view! {
        {every.html()}
        {head.view()}
        {reload}
        <BackForward />
    });
    let (above, below) = (Html::of(view! { <Above /> }), Html::of(view! { <Footer /> }));
    let [head, above, below] = [&head, &above, &below].map(Html::as_str);
    // By hand: leptos's markers are wanted in the content only.
    let beginning = format!(
        "<!DOCTYPE html><html lang=\"{language}\"{theme}><head>{head}</head>\
         <body>{above}<main id=\"content\" tabindex=\"-1\">\n"
    );
    Content::default()
        .html(&beginning)
        .content(content)
        .html("</main>\n")
        .html(below)
        .html("</body></html>\n")
}

/// What stands above every page.
#[component]
fn Above() -> impl IntoView {
    view! {
        <a class="skip-link" href="#content">{t("skip-to-content")}</a>
        <UtilityBar />
        <Masthead />
        {suggest(&visit()).map(|_| view! { <WakeSearchField /> })}
    }
}

/// What is in every document's head.
fn every_head(options: LeptosOptions) -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <HashedStylesheet options id="style" />
    }
}

/// Only scripts that carry this response's nonce run (CSP level 3). Forms may go to both of our services, because
/// logging in and out crosses from one to the other, and to providers, because who pays or logs in there is sent to one.
fn content_security_policy(visit: &Visit) {
    let nonce = use_nonce()
        .map(|nonce| format!("'nonce-{nonce}'"))
        .unwrap_or_default();
    let reload = if *WATCHED { " ws: wss:" } else { "" };
    let links = visit.links();
    let beside = visit
        .site
        .beside
        .iter()
        .fold(String::new(), |beside, origin| format!("{beside} {origin}"));
    let policy = format!(
        "default-src 'none'; script-src {nonce} 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'{reload}; form-action 'self' {} {}{beside}; base-uri 'none'; frame-ancestors 'none'",
        links.mall, links.auth
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        respond::header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Says in which language the page is, and on what that depends: pages have the same address in every language.
fn language(visit: &Visit) {
    respond::header(CONTENT_LANGUAGE, HeaderValue::from_static(visit.locale.tag()));
    respond::header(VARY, HeaderValue::from_static("accept-language, cookie"));
}
