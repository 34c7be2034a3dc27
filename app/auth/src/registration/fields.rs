//! The fields of the forms for a new account.

use super::notice::{Field, Refusal, Refusals};
use app_forms::{Wrong, WrongBy};
use app_ui::{respond, words::t};
use leptos::prelude::*;

/// The sentence about a field that cannot be as it is.
#[component]
pub(super) fn FieldError(
    /// The field.
    field: Field,
    /// Everything that is in the way.
    refusals: Refusals,
) -> impl IntoView {
    let about = refusals
        .into_iter()
        .find(|refusal| refusal.field() == Some(field));
    about.map(|refusal| view! { <Wrong id=field.error_id() key=refusal.sentence().0 /> })
}

/// The sentence about what no field is to blame for; the page has the status that says so, and the time after which to come back.
#[component]
pub(super) fn OtherError(
    /// Everything that is in the way.
    refusals: Refusals,
) -> impl IntoView {
    refusals.into_iter().find_map(|refusal| {
        let Refusal::TooMany(seconds) = refusal else {
            return None;
        };
        respond::status(429);
        respond::retry_after(seconds);
        let (key, count) = refusal.sentence();
        Some(view! { <WrongBy id="register-error" key count=count.unwrap_or_default() /> })
    })
}

/// Whether a field cannot be as it is.
pub(super) fn is_wrong(refusals: &Refusals, field: Field) -> bool {
    refusals.iter().any(|refusal| refusal.field() == Some(field))
}

/// Whether typing begins in this field: it is the first that cannot be as it is.
pub(super) fn is_first_wrong(refusals: &Refusals, field: Field) -> bool {
    refusals.iter().find_map(|refusal| refusal.field()) == Some(field)
}

/// Where, on a machine for demonstrations, the messages are.
#[component]
pub(super) fn MailboxHint() -> impl IntoView {
    view! {
        <p class="sign-in__demo">
            {t("register-mailbox")} " "
            <a href=app_kernel::path::MAILBOX target="_blank" rel="noopener">{t("mailbox-title")}</a>
        </p>
    }
}
