//! The form that asks for the code.

use super::FORMS;
use crate::{
    codes::{
        CodeField, Countdown, SentTo,
        fields::{FieldError, MailboxHint, OtherError},
        notice::{Field, Refusals},
    },
    login::remember::RememberMe,
};
use app_kernel::{Next, path};
use app_ui::words::t;
use leptos::prelude::*;

/// The form that asks for the code that was sent to `to`. Its second button sends another code.
#[component]
pub(super) fn CodeForm(
    /// Where the code went, as people read it.
    to: String,
    /// The seconds until another code may be sent.
    wait: u32,
    /// Whether "remember me" was ticked.
    remember: bool,
    /// Everything that is in the way.
    refusals: Refusals,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    view! {
        <form class="sign-in__fields" method="post" action=path::CODE_LOGIN_API>
            <SentTo forms=FORMS to=to.clone() next=next.clone() />
            <OtherError refusals=refusals.clone() />
            <FieldError field=Field::Phone refusals=refusals.clone() />
            <FieldError field=Field::Email refusals=refusals.clone() />
            <input type="hidden" name="phone" value=to />
            <CodeField forms=FORMS refusals />
            <RememberMe ticked=remember />
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <button class="button button--primary button--wide" type="submit">{t("login-submit")}</button>
            <Countdown forms=FORMS wait />
            <MailboxHint />
        </form>
    }
}
