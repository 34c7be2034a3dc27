//! The page with the forms for a new password: first the phone or the e-mail address, then the rest.

use super::{FORMS, notice::PasswordResetNotice, password_form::PasswordForm};
use crate::{
    codes::{ASK, Frame, RecipientForm, browser_secret, keeps_cookies},
    server::codes::{Purpose, Step, step},
};
use app_forms::{server::with_next, take};
use app_kernel::{Next, Viewer, path};
use app_ui::{
    error_page::{ErrorPage, failed},
    query, respond, visit,
    words::t,
};
use leptos::prelude::*;

/// The forms for a new password. Members see them, too: who is logged in may have forgotten the password as well.
pub(crate) async fn forgot_page() -> AnyView {
    let visit = visit();
    if visit.viewer == Viewer::Unavailable {
        return view! { <ErrorPage status=503 /> }.into_any();
    }
    let wanted = query("next").unwrap_or_default();
    let next = Next::parse(&wanted, visit.links());
    let secret = browser_secret();
    let secret = secret.as_deref();
    let notice: PasswordResetNotice = take().unwrap_or_default();
    match step(Purpose::PasswordReset, secret, &notice.phone).await {
        Ok(step) => view! { <Forgot step keeps_cookies=keeps_cookies(secret) notice next /> }.into_any(),
        Err(failure) => failed(&failure),
    }
}

#[component]
fn Forgot(step: Step, keeps_cookies: bool, notice: PasswordResetNotice, next: Option<Next>) -> impl IntoView {
    let wants_another = query("step").as_deref() == Some(ASK);
    let PasswordResetNotice { refusals, phone } = notice;
    let refused = !refusals.is_empty();
    let log_in = with_next(path::LOGIN, next.as_ref());
    let form = match step {
        Step::Closed => {
            respond::status(501);
            view! { <p class="sign-in__text">{t("reset-closed")}</p> }.into_any()
        }
        Step::Code { to, wait } if !wants_another => {
            view! { <PasswordForm to wait refusals next /> }.into_any()
        }
        Step::Recipient | Step::Code { .. } => {
            view! { <RecipientForm forms=FORMS refusals to=phone next /> }.into_any()
        }
    };
    view! {
        <Frame forms=FORMS refused keeps_cookies>
            {form}
            <p class="sign-in__other">{t("reset-to-login")} " " <a href=log_in>{t("login-title")}</a></p>
        </Frame>
    }
}
