//! What is known of the member, to take along.

use app_kernel::path;
use app_ui::words::t;
use leptos::prelude::*;

/// The button that brings a file with everything that is known of the member.
#[component]
pub(crate) fn ExportForm() -> impl IntoView {
    view! {
        <section class="panel" id="export-section">
            <h2>{t("export-title")}</h2>
            <p class="panel__text">{t("export-text")}</p>
            <form method="post" action=path::EXPORT_API>
                <button class="button" type="submit">{t("export-submit")}</button>
            </form>
        </section>
    }
}
