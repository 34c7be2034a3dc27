//! The frame around every page of both services.

use super::{footer::Footer, masthead::Masthead, utility_bar::UtilityBar};
use crate::words::t;
use leptos::prelude::*;

/// The frame around a page: utility bar, masthead, the page itself, footer.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    leptos_meta::provide_meta_context();
    view! {
        <a class="skip-link" href="#content">{t("skip-to-content")}</a>
        <UtilityBar />
        <Masthead />
        <main id="content" tabindex="-1">{children()}</main>
        <Footer />
    }
}
