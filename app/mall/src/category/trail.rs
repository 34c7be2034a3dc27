//! The breadcrumb trail of a category or product.

use super::model::CategoryLink;
use app_kernel::path;
use app_ui::words::t;
use leptos::prelude::*;

/// The breadcrumb trail from the front page down to a category.
#[component]
pub(crate) fn Trail(
    /// From the top category downwards.
    categories: Vec<CategoryLink>,
    /// Whether the last of them is the page being shown.
    ends_here: bool,
) -> impl IntoView {
    let last = categories.len().saturating_sub(1);
    let steps = categories
        .into_iter()
        .enumerate()
        .map(|(index, category)| {
            let current = (ends_here && index == last).then_some("page");
            view! {
                <li>
                    <a href=path::category(&category.slug) aria-current=current>{category.name}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="trail" aria-label=t("trail-label")>
            <ol>
                <li><a href=path::HOME>{t("trail-home")}</a></li>
                {steps}
            </ol>
        </nav>
    }
}
