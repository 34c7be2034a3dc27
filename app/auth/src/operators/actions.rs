//! What operators did and read, as their pages list it.

use super::model::{Action, By, Concerned};
use app_kernel::path;
use app_ui::words::{t, t_count, t_with};
use leptos::prelude::*;

/// The list, the newest first.
#[component]
pub(super) fn Actions(actions: Vec<Action>) -> impl IntoView {
    if actions.is_empty() {
        return view! { <p class="settings__small">{t("admin-actions-none")}</p> }.into_any();
    }
    let lines = actions
        .into_iter()
        .map(|action| view! { <Line action /> })
        .collect_view();
    view! { <ol class="actions">{lines}</ol> }.into_any()
}

#[component]
fn Line(action: Action) -> impl IntoView {
    let by = match action.by {
        By::Command => t("admin-by-command"),
        By::Operator(name) => name,
        By::Former(number) => t_with("admin-by-former", &[("number", &number.to_string())]),
    };
    let count = action
        .count
        .map(|count| view! { <span class="actions__count">{t_count("admin-count", count)}</span> });
    view! {
        <li class="actions__line">
            <strong translate="no">{by}</strong>
            <span>{t(action.kind.key())} " " {count}</span>
            {action.member.map(concerned)}
            <time datetime=action.at.exact>{action.at.shown}</time>
            {action.reason.map(|reason| view! { <q class="actions__reason" dir="auto">{reason}</q> })}
        </li>
    }
}

fn concerned(member: Concerned) -> AnyView {
    let number = member.number;
    match member.user_name {
        Some(name) => view! { <a href=path::admin_member(number) translate="no">{name}</a> }.into_any(),
        None => view! { <span>{t_with("admin-member-gone", &[("number", &number.to_string())])}</span> }
            .into_any(),
    }
}
