//! The way from the account page to the forms.

use super::notice::ContactDone;
use app_forms::{Done, Wrong, take};
use app_kernel::path;
use app_ui::words::t;
use leptos::prelude::*;

/// The links to the forms for another phone and for an e-mail address, and what has become of them.
#[component]
pub(crate) fn ContactPanel(
    /// Whether the account has an e-mail address.
    has_email: bool,
) -> impl IntoView {
    let done = take::<ContactDone>();
    let email = if has_email { "email-change" } else { "email-add" };
    view! {
        <section class="panel" id="contact-section">
            <h2>{t("contact-title")}</h2>
            <p class="panel__text">{t("contact-text")}</p>
            {done.map(|done| match done {
                ContactDone::EmailKept => view! { <Wrong id="contact-error" key=done.key() /> }.into_any(),
                done => view! { <Done key=done.key() /> }.into_any(),
            })}
            <p class="panel__links">
                <a class="button" href=path::ACCOUNT_EMAIL>{t(email)}</a>
                <a class="button" href=path::ACCOUNT_PHONE>{t("phone-change")}</a>
            </p>
        </section>
    }
}
