//! The page with the form for an account of somebody whom a provider knows.

use super::notice::SocialRegistrationNotice;
use crate::{
    codes::{
        fields::{FieldError, OtherError, described, is_wrong},
        notice::Field,
    },
    domain::user_name::UserName,
    server::social::{Welcomed, newcomer},
};
use app_forms::{server::with_next, take, titled};
use app_kernel::{Next, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::failed,
    query, respond, visit,
    words::{t, t_with},
};
use leptos::prelude::*;

/// Browsers count UTF-16 units, we count characters, of which the largest are two units. What is too long all the same is told by the
/// answer.
const MAX_UNITS: usize = 2 * UserName::MAX;

/// The form for an account. Somebody who is logged in already is sent on, and whoever comes from no provider is sent to the login.
pub(crate) async fn social_register_page() -> AnyView {
    let wanted = query("next").unwrap_or_default();
    let wanted = Next::parse(&wanted, visit().links());
    match newcomer().await {
        Ok(Welcomed::Newcomer {
            newcomer,
            provider,
            next,
        }) => {
            let attempt = newcomer.attempt;
            let notice: SocialRegistrationNotice = take().unwrap_or_else(|| SocialRegistrationNotice {
                user_name: newcomer.user_name.unwrap_or_default(),
                ..SocialRegistrationNotice::default()
            });
            view! { <Register attempt provider notice next=next.or(wanted) /> }.into_any()
        }
        Ok(Welcomed::Nobody) => {
            respond::redirect(&with_next(path::LOGIN, wanted.as_ref()));
            ().into_any()
        }
        Ok(Welcomed::Member) => {
            let next = wanted.unwrap_or_else(|| Next::home(visit().links()));
            respond::redirect(next.as_str());
            ().into_any()
        }
        Err(failure) => failed(&failure),
    }
}

#[component]
fn Register(
    /// The number of the attempt.
    attempt: i64,
    /// The provider, as people call it.
    provider: String,
    /// What was typed or is suggested, and what is in the way.
    notice: SocialRegistrationNotice,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    let SocialRegistrationNotice { refusals, user_name } = notice;
    // Whoever has an account already logs in and links the identity there.
    let account = visit().links().auth(path::ACCOUNT);
    let account = Next::parse(&account, visit().links());
    let log_in = with_next(path::LOGIN, account.as_ref());
    view! {
        <PageTitle text=titled("social-register-title", !refusals.is_empty()) />
        <NoIndex />
        <section class="sign-in">
            <div class="sign-in__aside" aria-hidden="true">
                <img src="/welcome.svg" alt="" width="200" height="200" />
                <p>{t("register-slogan")}</p>
            </div>
            <div class="sign-in__form">
                <h1>{t("social-register-title")}</h1>
                <p class="sign-in__text">{t_with("social-register-text", &[("provider", &provider)])}</p>
                <form class="sign-in__fields" method="post" action=path::SOCIAL_REGISTER_API>
                    <OtherError refusals=refusals.clone() />
                    <input type="hidden" name="attempt" value=attempt.to_string() />
                    <div class="field">
                        <label class="field__label" for="user_name">{t("account-user-name")}</label>
                        <input
                            id="user_name"
                            name="user_name"
                            value=user_name
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            dir="auto"
                            required
                            maxlength=MAX_UNITS
                            autofocus=is_wrong(&refusals, Field::UserName)
                            aria-invalid=is_wrong(&refusals, Field::UserName).then_some("true")
                            aria-describedby=described(&refusals, Field::UserName, "user-name-hint")
                        />
                        <p class="sign-in__hint" id="user-name-hint">{t("register-user-name-hint")}</p>
                        <FieldError field=Field::UserName refusals />
                    </div>
                    {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
                    <button class="button button--primary button--wide" type="submit">{t("register-submit")}</button>
                </form>
                <p class="sign-in__other">{t("social-register-other")} " " <a href=log_in>{t("login-title")}</a></p>
            </div>
        </section>
    }
}
