//! The way to the form, and the sentence after it.

use app_kernel::path;
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// The link from the account page to the form that asks for the account to be deleted.
#[component]
pub(crate) fn DeletionPanel() -> impl IntoView {
    view! {
        <section class="panel" id="delete-section">
            <h2>{t("delete-title")}</h2>
            <p class="panel__text">{t("delete-text")}</p>
            <p><a class="button" href=path::ACCOUNT_DELETE>{t("delete-link")}</a></p>
        </section>
    }
}

/// The sentence for a member who has just asked for the account to be deleted, on the login page.
#[component]
pub(crate) fn DeletionAsked(
    /// The time at which it will be, as people read it.
    due: String,
) -> impl IntoView {
    view! { <p class="form-done" role="status">{t_with("login-deletion-asked", &[("due", &due)])}</p> }
}
