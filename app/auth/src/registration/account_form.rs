//! The form that asks for the code, a user name and a password.

use super::{FORMS, notice::RegistrationNotice};
use crate::{
    codes::{
        CodeField, Countdown, NewPasswordField, SentTo,
        fields::{FieldError, MailboxHint, OtherError, described, is_first_wrong, is_wrong},
        notice::Field,
    },
    domain::user_name::UserName,
};
use app_kernel::{Next, path};
use app_ui::{Islands, words::t};
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
    view! {
        <form class="sign-in__fields" method="post" action=path::REGISTER_API>
            <SentTo forms=FORMS to=phone.clone() next=next.clone() />
            <OtherError refusals=refusals.clone() />
            <FieldError field=Field::Phone refusals=refusals.clone() />
            <input type="hidden" name="phone" value=phone />
            <CodeField forms=FORMS refusals=refusals.clone() />
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
                    aria-invalid=is_wrong(&refusals, Field::UserName).then_some("true")
                    aria-describedby=described(&refusals, Field::UserName, "user-name-hint")
                />
                <p class="sign-in__hint" id="user-name-hint">{t("register-user-name-hint")}</p>
                <FieldError field=Field::UserName refusals=refusals.clone() />
            </div>
            <NewPasswordField label="login-password" refusals />
            <Islands />
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <button class="button button--primary button--wide" type="submit">{t("register-submit")}</button>
            <Countdown forms=FORMS wait />
            <MailboxHint />
        </form>
    }
}
