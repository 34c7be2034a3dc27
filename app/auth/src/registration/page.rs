//! The page with the forms for a new account: first the phone, then the rest.

use super::{FORMS, account_form::AccountForm, notice::RegistrationNotice};
use crate::{
    codes::{ASK, Frame, RecipientForm, browser_secret, keeps_cookies},
    server::codes::{Purpose, Step, step},
    social::SocialButtons,
};
use app_forms::{server::with_next, take};
use app_kernel::{Next, Viewer, path};
use app_ui::{
    error_page::{ErrorPage, failed},
    query, respond, visit,
    words::t,
};
use leptos::prelude::*;

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
    let secret = browser_secret();
    let secret = secret.as_deref();
    let notice: RegistrationNotice = take().unwrap_or_default();
    match step(Purpose::Registration, secret, &notice.phone).await {
        Ok(step) => view! { <Register step keeps_cookies=keeps_cookies(secret) notice next /> }.into_any(),
        Err(failure) => failed(&failure),
    }
}

#[component]
fn Register(
    step: Step,
    keeps_cookies: bool,
    notice: RegistrationNotice,
    next: Option<Next>,
) -> impl IntoView {
    let wants_another = query("step").as_deref() == Some(ASK);
    let refused = !notice.refusals.is_empty();
    let log_in = with_next(path::LOGIN, next.as_ref());
    let form = match step {
        Step::Closed => {
            respond::status(501);
            view! { <p class="sign-in__text">{t("register-closed")}</p> }.into_any()
        }
        Step::Code { to, wait } if !wants_another => {
            view! { <AccountForm phone=to wait notice next=next.clone() /> }.into_any()
        }
        Step::Recipient | Step::Code { .. } => {
            let RegistrationNotice {
                refusals,
                phone,
                user_name,
            } = notice;
            view! { <RecipientForm forms=FORMS refusals to=phone user_name next=next.clone() /> }.into_any()
        }
    };
    view! {
        <Frame forms=FORMS refused keeps_cookies>
            {form}
            <SocialButtons next />
            <p class="sign-in__other">{t("register-to-login")} " " <a href=log_in>{t("login-title")}</a></p>
        </Frame>
    }
}
