//! Another password.

use super::notice::PasswordNotice;
use crate::{
    PasswordField,
    domain::password::{self, PasswordError},
};
use app_forms::{DoneTo, Wrong, server::with_next, take};
use app_kernel::{Next, path};
use app_ui::{
    Islands, visit,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The form for a new password. Asks for the current one too: an open browser is not enough to lock its owner out.
#[component]
pub(crate) fn PasswordForm(
    /// The account's name, by which a password manager knows whose password is new.
    user_name: String,
    /// Whether the account has a password; whoever has none chooses the first one.
    has_password: bool,
) -> impl IntoView {
    let (ended, error) = match take() {
        None => (None, None),
        Some(PasswordNotice::Changed(ended)) => (Some(ended), None),
        Some(PasswordNotice::Refused(error)) => (None, Some(error)),
    };
    let wrong = error == Some(PasswordError::Wrong);
    let unfit = error.is_some() && !wrong;
    let visit = visit();
    let here = Next::parse(&visit.here(), visit.links());
    let forgot = with_next(path::FORGOT, here.as_ref());
    let length = i64::try_from(password::MIN).unwrap_or_default();
    let (title, text, submit) = if has_password {
        ("password-title", "password-text", "password-submit")
    } else {
        (
            "password-first-title",
            "password-first-text",
            "password-first-title",
        )
    };
    view! {
        <section class="panel" id="password-section">
            <h2>{t(title)}</h2>
            <p class="panel__text" id="password-hint">{t_count(text, length)}</p>
            {ended.map(|count| view! { <DoneTo key="password-changed" count /> })}
            {error.map(|error| view! { <Wrong id="password-error" key=error.key() /> })}
            <form class="panel__form panel__form--two" method="post" action=path::PASSWORD_API>
                <input type="text" name="user_name" value=user_name autocomplete="username" readonly hidden />
                {has_password
                    .then(|| {
                        view! {
                            <PasswordField
                                name="current".into()
                                autocomplete="current-password".into()
                                label=t("password-current")
                                show=t("password-show")
                                hide=t("password-hide")
                                invalid=wrong
                                focused=wrong
                                described_by=Some(explanation(wrong))
                            />
                        }
                    })}
                <PasswordField
                    name="new".into()
                    autocomplete="new-password".into()
                    label=t("password-new")
                    show=t("password-show")
                    hide=t("password-hide")
                    minlength=password::MIN
                    invalid=unfit
                    focused=unfit
                    described_by=Some(explanation(unfit))
                />
                <Islands />
                <button class="button" type="submit">{t(submit)}</button>
            </form>
            {has_password.then(|| view! { <p class="panel__text"><a href=forgot>{t("login-forgot")}</a></p> })}
        </section>
    }
}

/// The id of what explains a field: why it was refused, or what it is for.
fn explanation(refused: bool) -> String {
    if refused {
        "password-error"
    } else {
        "password-hint"
    }
    .to_owned()
}
