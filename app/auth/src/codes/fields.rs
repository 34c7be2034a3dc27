//! What is said beside the fields.

use super::notice::{Field, Refusal, Refusals};
use crate::server::mailbox::is_there;
use app_forms::{Wrong, WrongBy};
use app_ui::{respond, words::t};
use leptos::prelude::*;

/// The sentence about a field that cannot be as it is.
#[component]
pub(crate) fn FieldError(
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
pub(crate) fn OtherError(
    /// Everything that is in the way.
    refusals: Refusals,
) -> impl IntoView {
    let other = refusals.into_iter().find(|refusal| refusal.field().is_none());
    other.map(|other| {
        if let Refusal::TooMany(seconds) = other {
            respond::status(429);
            respond::retry_after(seconds);
        }
        match other.sentence() {
            (key, Some(count)) => view! { <WrongBy id="form-error" key count /> }.into_any(),
            (key, None) => view! { <Wrong id="form-error" key /> }.into_any(),
        }
    })
}

/// Whether a field cannot be as it is.
pub(crate) fn is_wrong(refusals: &Refusals, field: Field) -> bool {
    refusals.iter().any(|refusal| refusal.field() == Some(field))
}

/// Whether typing begins in this field: it is the first that cannot be as it is.
pub(crate) fn is_first_wrong(refusals: &Refusals, field: Field) -> bool {
    refusals.iter().find_map(|refusal| refusal.field()) == Some(field)
}

/// The ids of what explains a field: what it is for, and why it cannot be as it is.
pub(crate) fn described(refusals: &Refusals, field: Field, hint: &str) -> String {
    if is_wrong(refusals, field) {
        format!("{hint} {}", field.error_id())
    } else {
        hint.to_owned()
    }
}

/// Where, on a machine for demonstrations, the messages are.
#[component]
pub(crate) fn MailboxHint() -> impl IntoView {
    is_there().then(|| {
        view! {
            <p class="sign-in__demo">
                {t("code-mailbox")} " "
                <a href=app_kernel::path::MAILBOX target="_blank" rel="noopener">{t("mailbox-title")}</a>
            </p>
        }
    })
}
