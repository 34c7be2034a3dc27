//! The login form.

use crate::deletion::panel::DeletionAsked;
use crate::login::{
    ended::EndedLogin,
    notice::{LoginError, LoginNotice},
    password_field::PasswordField,
    remember::RememberMe,
};
use crate::{passkeys::LoginByPasskey, server::sessions::ended_login, social::SocialButtons};
use app_forms::{Done, DoneTo, FIELD_LENGTH, Told, Wrong, WrongBy, server::with_next, take, titled};
use app_kernel::{Next, Viewer, path};
use app_ui::{Islands, NoIndex, PageTitle, error_page::ErrorPage, query, respond, visit, words::t};
use leptos::prelude::*;

/// The login form. Somebody who is logged in already is sent on.
pub(crate) async fn login_page() -> AnyView {
    let visit = visit();
    let wanted = query("next").unwrap_or_default();
    let next = Next::parse(&wanted, visit.links());
    match visit.viewer {
        Viewer::Member(_) => {
            respond::redirect(next.unwrap_or_else(|| Next::home(visit.links())).as_str());
            ().into_any()
        }
        Viewer::Unavailable => view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Guest => {
            let ended = ended_login().await;
            view! { <LoginForm next ended /> }.into_any()
        }
    }
}

#[component]
fn LoginForm(
    next: Option<Next>,
    /// What became of a login that the browser still has a cookie of.
    ended: Option<EndedLogin>,
) -> impl IntoView {
    let demo = visit().site.demo;
    let (mut error, mut account, mut remember) = (None, None, false);
    let mut has_new_password = false;
    // What has become of the account elsewhere, in a sentence.
    let mut done = None;
    match take() {
        Some(LoginNotice::Refused {
            error: what,
            account: typed,
            remember: ticked,
        }) => {
            (error, account, remember) = (Some(what), Some(typed), ticked);
        }
        Some(LoginNotice::PasswordReset { account: proved }) => {
            (account, has_new_password) = (Some(proved), true);
            done = Some(view! { <Done key="login-password-reset" /> }.into_any());
        }
        Some(LoginNotice::LoggedOutEverywhere(count)) => {
            done = Some(view! { <DoneTo key="login-everywhere" count /> }.into_any());
        }
        Some(LoginNotice::DeletionAsked { due }) => {
            done = Some(view! { <DeletionAsked due /> }.into_any());
        }
        None => done = ended.map(|end| view! { <Told key=end.key() /> }.into_any()),
    }
    let invalid = error == Some(LoginError::InvalidCredentials);
    let by_code = with_next(path::CODE_LOGIN, next.as_ref());
    let forgot = with_next(path::FORGOT, next.as_ref());
    let register = with_next(path::REGISTER, next.as_ref());
    view! {
        <PageTitle text=titled("login-title", error.is_some()) />
        <NoIndex />
        <section class="sign-in">
            <div class="sign-in__aside" aria-hidden="true">
                <img src="/welcome.svg" alt="" width="200" height="200" />
                <p>{t("login-slogan")}</p>
            </div>
            <div class="sign-in__form">
                <h1>{t("login-title")}</h1>
                {done}
                {error.map(wrong)}
                <form class="sign-in__fields" method="post" action=path::LOGIN_API>
                    <label class="field">
                        <span class="field__label">{t("login-account")}</span>
                        <input
                            name="account"
                            value=account
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            required
                            maxlength=FIELD_LENGTH
                            aria-invalid=invalid.then_some("true")
                            aria-describedby=error.map(|_| "login-error")
                        />
                    </label>
                    <PasswordField
                        name="password".into()
                        autocomplete="current-password".into()
                        label=t("login-password")
                        show=t("password-show")
                        hide=t("password-hide")
                        invalid
                        focused=error.is_some() || has_new_password
                        described_by=error.map(|_| "login-error".into())
                    />
                    <Islands />
                    <RememberMe ticked=remember />
                    {next
                        .clone()
                        .map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
                    <button class="button button--primary button--wide" type="submit">{t("login-submit")}</button>
                </form>
                <SocialButtons next=next.clone()>
                    <LoginByPasskey next />
                </SocialButtons>
                <p class="sign-in__other"><a href=by_code>{t("login-by-code")}</a></p>
                <p class="sign-in__other"><a href=forgot>{t("login-forgot")}</a></p>
                <p class="sign-in__other">{t("login-to-register")} " " <a href=register>{t("register-title")}</a></p>
                {demo.then(|| view! { <p class="sign-in__demo">{t("login-demo")}</p> })}
            </div>
        </section>
    }
}

/// What was wrong; for an attempt too many the page has the status that says so, and the time after which to come back.
fn wrong(error: LoginError) -> AnyView {
    if let LoginError::TooMany(seconds) = error {
        respond::status(429);
        respond::retry_after(seconds);
    }
    match error.count() {
        Some(count) => view! { <WrongBy id="login-error" key=error.key() count /> }.into_any(),
        None => view! { <Wrong id="login-error" key=error.key() /> }.into_any(),
    }
}
