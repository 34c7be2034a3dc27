//! The form that asks for the code and a new password.

use super::FORMS;
use crate::codes::{
    CodeField, Countdown, NewPasswordField, SentTo,
    fields::{FieldError, MailboxHint, OtherError},
    notice::{Field, Refusals},
};
use app_kernel::{Next, path};
use app_ui::{Islands, words::t};
use leptos::prelude::*;

/// The form that asks for the code that was sent to `to`, and for a new password. Its second button sends another code.
#[component]
pub(super) fn PasswordForm(
    /// Where the code went, as people read it.
    to: String,
    /// The seconds until another code may be sent.
    wait: u32,
    /// Everything that is in the way.
    refusals: Refusals,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    view! {
        <form class="sign-in__fields" method="post" action=path::RESET_API>
            <SentTo forms=FORMS to=to.clone() next=next.clone() />
            <OtherError refusals=refusals.clone() />
            <FieldError field=Field::Phone refusals=refusals.clone() />
            <FieldError field=Field::Email refusals=refusals.clone() />
            // By which a password manager knows whose password is new.
            <input type="text" name="phone" value=to autocomplete="username" readonly hidden />
            <CodeField forms=FORMS refusals=refusals.clone() />
            <NewPasswordField label="password-new" refusals />
            <Islands />
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <p class="sign-in__hint">{t("reset-ends")}</p>
            <button class="button button--primary button--wide" type="submit">{t("reset-submit")}</button>
            <Countdown forms=FORMS wait />
            <MailboxHint />
        </form>
    }
}
