//! The page to which a provider sends browsers back. It shows something only if nothing has come of it.

use super::failure::SocialFailure;
use crate::server::social::{Arrival, arrive};
use app_forms::server::with_next;
use app_kernel::{Next, Viewer, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::{failed, not_found},
    icon::{Icon, IconName},
    parameter, respond, visit,
    words::{t, t_with},
};
use axum::{
    http::header::{LOCATION, SET_COOKIE},
    response::Response,
};
use leptos::prelude::*;

/// Answers whoever comes back from a provider.
pub(crate) async fn arrival_page() -> AnyView {
    match arrive(&parameter("provider")).await {
        Ok(Arrival::Goes(response)) => go(&response),
        Ok(Arrival::Failed {
            failure,
            provider,
            next,
        }) => view! { <Failed failure provider next /> }.into_any(),
        Ok(Arrival::NoProvider) => not_found(),
        Err(failure) => failed(&failure),
    }
}

/// Sends the browser where the response sends it, with what the response sets.
fn go(response: &Response) -> AnyView {
    for cookie in response.headers().get_all(SET_COOKIE) {
        respond::header(SET_COOKIE, cookie.clone());
    }
    let page = response.headers().get(LOCATION);
    if let Some(page) = page.and_then(|page| page.to_str().ok()) {
        respond::redirect(page);
    }
    ().into_any()
}

#[component]
fn Failed(failure: SocialFailure, provider: String, next: Option<Next>) -> impl IntoView {
    respond::status(failure.status());
    if let SocialFailure::Away | SocialFailure::TooMany = failure {
        respond::retry_after(60);
    }
    let (title, text) = failure.keys();
    let (title, text) = (
        t_with(title, &[("provider", &provider)]),
        t_with(text, &[("provider", &provider)]),
    );
    let visit = visit();
    // A member wanted to link an identity or to prove who they are.
    let (back, words) = match visit.viewer {
        Viewer::Member(_) => (path::ACCOUNT.to_owned(), t("account-title")),
        _ => (with_next(path::LOGIN, next.as_ref()), t("login-title")),
    };
    view! {
        <PageTitle text=title.clone() />
        <NoIndex />
        <section class="notice notice--error">
            <Icon name=IconName::Lantern class="notice__icon" />
            <h1>{title}</h1>
            <p>{text}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=back>{words}</a>
                <a class="button" href=visit.links().mall(path::HOME)>{t("error-home")}</a>
            </p>
        </section>
    }
}
