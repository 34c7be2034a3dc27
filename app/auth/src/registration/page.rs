//! The page with the forms for a new account: first the phone, then the rest.

use super::{account_form::AccountForm, notice::RegistrationNotice, phone_form::PhoneForm};
use crate::server::{
    browser,
    registration::{Step, step},
};
use app_forms::{Wrong, server::with_next, take, titled};
use app_kernel::{Next, Viewer, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    query, respond, visit,
    words::t,
};
use axum::http::{header::SET_COOKIE, request::Parts};
use leptos::prelude::*;

/// In the address after a code was sent: without the cookie, the browser keeps none.
pub(crate) const SENT: &str = "sent";
/// In the address of the form for a phone, where a code for another may be waited for.
pub(crate) const PHONE: &str = "phone";

/// The forms for a new account. Somebody who is logged in already is sent on.
pub(crate) async fn register_page() -> AnyView {
    let visit = visit();
    let wanted = query("next").unwrap_or_default();
    let next = Next::parse(&wanted, visit.links());
    match visit.viewer {
        Viewer::Member(_) => {
            respond::redirect(next.unwrap_or_else(|| Next::home(visit.links())).as_str());
            return ().into_any();
        }
        Viewer::Unavailable => return view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Guest => {}
    }
    let secret = use_context::<Parts>().and_then(|parts| browser::secret(&parts.headers));
    if secret.is_none() {
        // Before the first form is sent, so that who sends it twice is one browser.
        let cookie = browser::cookie(&browser::new_secret(), &visit.site.origin);
        respond::header(SET_COOKIE, cookie);
    }
    let notice: RegistrationNotice = take().unwrap_or_default();
    let step = match step(secret.as_deref(), &notice.phone).await {
        Ok(step) => step,
        Err(failure) => return failed(&failure),
    };
    let was_sent = query("step").as_deref() == Some(SENT);
    view! { <Register step keeps_cookies=secret.is_some() || !was_sent notice next /> }.into_any()
}

#[component]
fn Register(
    step: Step,
    keeps_cookies: bool,
    notice: RegistrationNotice,
    next: Option<Next>,
) -> impl IntoView {
    let wants_another = query("step").as_deref() == Some(PHONE);
    let refused = !notice.refusals.is_empty() || !keeps_cookies;
    let log_in = with_next(path::LOGIN, next.as_ref());
    let form = match step {
        Step::Closed => {
            respond::status(501);
            view! { <p class="sign-in__text">{t("register-closed")}</p> }.into_any()
        }
        Step::Code { phone, wait } if !wants_another => {
            view! { <AccountForm phone wait notice next /> }.into_any()
        }
        Step::Phone | Step::Code { .. } => view! { <PhoneForm notice next /> }.into_any(),
    };
    view! {
        <PageTitle text=titled("register-title", refused) />
        <NoIndex />
        <section class="sign-in">
            <div class="sign-in__aside" aria-hidden="true">
                <img src="/welcome.svg" alt="" width="200" height="200" />
                <p>{t("register-slogan")}</p>
            </div>
            <div class="sign-in__form">
                <h1>{t("register-title")}</h1>
                {(!keeps_cookies).then(|| view! { <Wrong id="register-error" key="register-error-cookies" /> })}
                {form}
                <p class="sign-in__other">{t("register-to-login")} " " <a href=log_in>{t("login-title")}</a></p>
            </div>
        </section>
    }
}
