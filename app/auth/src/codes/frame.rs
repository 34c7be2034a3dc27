//! What is around the forms.

use super::{Forms, SENT};
use crate::server::codes::browser;
use app_forms::{Wrong, titled};
use app_ui::{NoIndex, PageTitle, query, respond, visit, words::t};
use axum::http::{header::SET_COOKIE, request::Parts};
use leptos::prelude::*;

/// The secret of the browser that asks for the page. One that has none gets one with the answer: before the first form is sent, so that
/// who sends it twice is one browser.
pub(crate) fn browser_secret() -> Option<String> {
    let secret = use_context::<Parts>().and_then(|parts| browser::secret(&parts.headers));
    if secret.is_none() {
        let cookie = browser::cookie(&browser::new_secret(), &visit().site.origin);
        respond::header(SET_COOKIE, cookie);
    }
    secret
}

/// Whether the browser keeps cookies, as far as one can see: after a code was sent it has one.
pub(crate) fn keeps_cookies(secret: Option<&str>) -> bool {
    secret.is_some() || query("step").as_deref() != Some(SENT)
}

/// A page with forms for a code.
#[component]
pub(crate) fn Frame(
    /// The forms.
    forms: Forms,
    /// Whether a form was refused.
    refused: bool,
    /// Whether the browser keeps cookies.
    keeps_cookies: bool,
    /// The form of this step.
    children: Children,
) -> impl IntoView {
    view! {
        <PageTitle text=titled(forms.title, refused || !keeps_cookies) />
        <NoIndex />
        <section class="sign-in">
            <div class="sign-in__aside" aria-hidden="true">
                <img src="/welcome.svg" alt="" width="200" height="200" />
                <p>{t(forms.slogan)}</p>
            </div>
            <div class="sign-in__form">
                <h1>{t(forms.title)}</h1>
                {(!keeps_cookies).then(|| view! { <Wrong id="cookies-error" key="code-error-cookies" /> })}
                {children()}
            </div>
        </section>
    }
}
