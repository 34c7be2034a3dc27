//! The page with the forms for a login with a code: first the phone or the e-mail address, then the code.

use super::{FORMS, code_form::CodeForm, notice::CodeLoginNotice};
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

/// The forms for a login with a code. Somebody who is logged in already is sent on.
pub(crate) async fn code_login_page() -> AnyView {
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
    let notice: CodeLoginNotice = take().unwrap_or_default();
    match step(Purpose::Login, secret, &notice.phone).await {
        Ok(step) => view! { <CodeLogin step keeps_cookies=keeps_cookies(secret) notice next /> }.into_any(),
        Err(failure) => failed(&failure),
    }
}

#[component]
fn CodeLogin(step: Step, keeps_cookies: bool, notice: CodeLoginNotice, next: Option<Next>) -> impl IntoView {
    let wants_another = query("step").as_deref() == Some(ASK);
    let CodeLoginNotice {
        refusals,
        phone,
        remember,
    } = notice;
    let refused = !refusals.is_empty();
    let log_in = with_next(path::LOGIN, next.as_ref());
    let register = with_next(path::REGISTER, next.as_ref());
    let form = match step {
        Step::Closed => {
            respond::status(501);
            view! { <p class="sign-in__text">{t("code-login-closed")}</p> }.into_any()
        }
        Step::Code { to, wait } if !wants_another => {
            view! { <CodeForm to wait remember refusals next /> }.into_any()
        }
        Step::Recipient | Step::Code { .. } => {
            view! { <RecipientForm forms=FORMS refusals to=phone next /> }.into_any()
        }
    };
    view! {
        <Frame forms=FORMS refused keeps_cookies>
            {form}
            <p class="sign-in__other"><a href=log_in>{t("code-login-to-login")}</a></p>
            <p class="sign-in__other">{t("login-to-register")} " " <a href=register>{t("register-title")}</a></p>
        </Frame>
    }
}
