//! The form that asks for the code, a user name and a password.

use super::{
    countdown::Countdown,
    fields::{FieldError, MailboxHint, OtherError, is_first_wrong, is_wrong},
    notice::{Field, RegistrationNotice},
    page::PHONE,
};
use crate::{
    PasswordField,
    domain::{password, user_name::UserName},
};
use app_kernel::{Next, path};
use app_ui::{
    Islands,
    words::{t, t_with},
};
use leptos::prelude::*;

/// Browsers count UTF-16 units, we count characters, of which the largest are two units. What is too long all the same is told by the
/// answer.
const MAX_UNITS: usize = 2 * UserName::MAX;

/// The form that asks for the code that was sent to `phone`, and for what makes an account. Its second button sends another code.
#[component]
pub(super) fn AccountForm(
    /// The phone, as people read it.
    phone: String,
    /// The seconds until another code may be sent.
    wait: u32,
    /// What was typed, and what is in the way.
    notice: RegistrationNotice,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    let RegistrationNotice {
        refusals, user_name, ..
    } = notice;
    let wrong = |field| is_wrong(&refusals, field);
    let described = |field: Field, hint: &str| {
        if is_wrong(&refusals, field) {
            format!("{hint} {}", field.error_id())
        } else {
            hint.to_owned()
        }
    };
    let other_phone = {
        let next = next.as_ref().map(|next| format!("&{}", next.as_query()));
        format!("{}?step={PHONE}{}", path::REGISTER, next.unwrap_or_default())
    };
    let (min, max) = (password::MIN.to_string(), password::MAX.to_string());
    // The first thing to type, unless something else is to be mended.
    let code_first = refusals.is_empty() || is_first_wrong(&refusals, Field::Code);
    view! {
        <form class="sign-in__fields" method="post" action=path::REGISTER_API>
            <p class="sign-in__text">
                {t("register-sent")} " "
                <strong translate="no">{phone.clone()}</strong> " "
                <a href=other_phone>{t("register-other-phone")}</a>
            </p>
            <OtherError refusals=refusals.clone() />
            <FieldError field=Field::Phone refusals=refusals.clone() />
            <input type="hidden" name="phone" value=phone />
            <div class="field">
                <label class="field__label" for="code">{t("register-code")}</label>
                <input
                    id="code"
                    name="code"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    required
                    autofocus=code_first
                    aria-invalid=wrong(Field::Code).then_some("true")
                    aria-describedby=described(Field::Code, "code-hint")
                />
                <p class="sign-in__hint" id="code-hint">{t("register-code-hint")}</p>
                <FieldError field=Field::Code refusals=refusals.clone() />
            </div>
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
                    autofocus=is_first_wrong(&refusals, Field::UserName)
                    aria-invalid=wrong(Field::UserName).then_some("true")
                    aria-describedby=described(Field::UserName, "user-name-hint")
                />
                <p class="sign-in__hint" id="user-name-hint">{t("register-user-name-hint")}</p>
                <FieldError field=Field::UserName refusals=refusals.clone() />
            </div>
            <div>
                <PasswordField
                    name="password".into()
                    autocomplete="new-password".into()
                    label=t("login-password")
                    show=t("password-show")
                    hide=t("password-hide")
                    minlength=password::MIN
                    invalid=wrong(Field::Password)
                    focused=is_first_wrong(&refusals, Field::Password)
                    described_by=Some(described(Field::Password, "password-hint"))
                />
                <p class="sign-in__hint" id="password-hint">
                    {t_with("register-password-hint", &[("min", &min), ("max", &max)])}
                </p>
                <FieldError field=Field::Password refusals />
            </div>
            <Islands />
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <button class="button button--primary button--wide" type="submit">{t("register-submit")}</button>
            <Countdown wait />
            <MailboxHint />
        </form>
    }
}
