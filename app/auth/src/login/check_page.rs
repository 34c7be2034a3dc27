//! Asked right after login: did the browser keep the cookie, and does the service know the session?
//!
//! Without this page a visitor whose browser drops the cookie is shown "log in" again, as if nothing had happened.

use app_kernel::{Next, Viewer, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::ErrorPage,
    icon::{Icon, IconName},
    query, respond, visit,
    words::t,
};
use leptos::prelude::*;

/// Sends a member on to where they wanted to be, and tells everybody else why the login did not hold.
pub(crate) async fn login_check_page() -> AnyView {
    let visit = visit();
    let wanted = query("next").unwrap_or_default();
    let next = Next::parse(&wanted, visit.links()).unwrap_or_else(|| Next::home(visit.links()));
    match visit.viewer {
        Viewer::Member(_) => {
            respond::redirect(next.as_str());
            ().into_any()
        }
        Viewer::Unavailable => view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Guest => view! { <NotKept cookie_arrived=visit.session_mark.is_some() next /> }.into_any(),
    }
}

/// Two different reasons, and the visitor can do something about only one of them.
#[component]
fn NotKept(cookie_arrived: bool, next: Next) -> impl IntoView {
    let (title, text, hints) = if cookie_arrived {
        (
            "login-unknown-title",
            "login-unknown-text",
            vec!["login-unknown-hint"],
        )
    } else {
        (
            "login-dropped-title",
            "login-dropped-text",
            vec!["login-dropped-hint-blocked", "login-dropped-hint-safari"],
        )
    };
    let hints = hints
        .into_iter()
        .map(|hint| view! { <li>{t(hint)}</li> })
        .collect_view();
    let again = format!("{}?{}", path::LOGIN, next.as_query());
    view! {
        <PageTitle text=t(title) />
        <NoIndex />
        <section class="notice">
            <Icon name=IconName::Alert class="notice__icon" />
            <h1>{t(title)}</h1>
            <p>{t(text)}</p>
            <ul class="notice__hints">{hints}</ul>
            <p class="notice__actions">
                <a class="button button--primary" href=again>{t("login-again")}</a>
            </p>
        </section>
    }
}
