//! The form that asks for the code.

use super::Contact;
use crate::codes::{
    CodeField, Countdown, SentTo,
    fields::{FieldError, MailboxHint, OtherError},
    notice::{Field, Refusals},
};
use app_kernel::path;
use app_ui::words::t;
use leptos::prelude::*;

/// The form that asks for the code that was sent to `to`. Its second button sends another code.
#[component]
pub(super) fn CodeForm(
    /// What is to become another one.
    contact: Contact,
    /// Where the code went, as people read it.
    to: String,
    /// The seconds until another code may be sent.
    wait: u32,
    /// Everything that is in the way.
    refusals: Refusals,
) -> impl IntoView {
    let forms = contact.forms();
    let (action, field, name, submit) = match contact {
        Contact::Phone => (path::PHONE_API, Field::Phone, "phone", "phone-submit"),
        Contact::Email => (path::EMAIL_API, Field::Email, "email", "email-submit"),
    };
    view! {
        <form class="sign-in__fields" method="post" action=action>
            <SentTo forms to=to.clone() next=None />
            <OtherError refusals=refusals.clone() />
            <FieldError field refusals=refusals.clone() />
            <input type="hidden" name=name value=to />
            <CodeField forms refusals />
            <button class="button button--primary button--wide" type="submit">{t(submit)}</button>
            <Countdown forms wait />
            <MailboxHint />
        </form>
    }
}
