//! Where operators find members, and see what was done of late.

use super::{
    actions::Actions,
    gate::operators_only,
    model::{Action, FOUND_SIZE, Found, State, Summary},
    notice::NobodyFound,
};
use crate::server::operators::{find, latest_actions};
use app_forms::{Wrong, take, titled};
use app_kernel::path;
use app_ui::{
    NoIndex, PageTitle,
    error_page::failed,
    query,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The page with the search, the members that were found by their names, and what operators did of late.
pub(crate) async fn admin_page() -> AnyView {
    operators_only(async || {
        let name = query("name").filter(|name| !name.trim().is_empty());
        let found = match &name {
            Some(name) => find(name).await.map(Some),
            None => Ok(None),
        };
        match (found, latest_actions().await) {
            (Ok(found), Ok(actions)) => view! { <Front name found actions /> }.into_any(),
            (Err(failure), _) | (_, Err(failure)) => failed(&failure),
        }
    })
    .await
}

#[component]
fn Front(
    /// The beginning of the user names that are listed.
    name: Option<String>,
    /// The members that were found by it.
    found: Option<Found>,
    /// What operators did of late.
    actions: Vec<Action>,
) -> impl IntoView {
    let nobody: Option<NobodyFound> = take();
    let refused = nobody.is_some() || found.as_ref().is_some_and(|found| found.members.is_empty());
    let typed = nobody.map(|nobody| nobody.typed).or(name);
    view! {
        <PageTitle text=titled("admin-title", refused) />
        <NoIndex />
        <div class="settings">
            <p class="settings__back"><a href=path::ACCOUNT>{t("account-title")}</a></p>
            <h1>{t("admin-title")}</h1>
            <section class="panel">
                <h2 id="find-title">{t("admin-find-title")}</h2>
                <p class="panel__text" id="admin-find-hint">{t("admin-find-text")}</p>
                {refused.then(|| view! { <Wrong id="admin-find-error" key="admin-nobody" /> })}
                <form class="panel__form" method="post" action=path::ADMIN_FIND_API role="search" aria-labelledby="find-title">
                    <label class="field">
                        <span class="field__label">{t("admin-find-label")}</span>
                        <input
                            name="q"
                            value=typed
                            dir="auto"
                            autocomplete="off"
                            autocapitalize="none"
                            spellcheck="false"
                            required
                            aria-invalid=refused.then_some("true")
                            aria-describedby=if refused { "admin-find-error" } else { "admin-find-hint" }
                        />
                    </label>
                    <button class="button button--primary" type="submit">{t("admin-find-submit")}</button>
                </form>
                {found.filter(|found| !found.members.is_empty()).map(|found| view! { <List found /> })}
            </section>
            <section class="panel" aria-labelledby="actions-title">
                <h2 id="actions-title">{t("admin-actions-title")}</h2>
                <p class="panel__text">{t("admin-actions-text")}</p>
                <Actions actions />
            </section>
        </div>
    }
}

#[component]
fn List(found: Found) -> impl IntoView {
    let count = i64::try_from(FOUND_SIZE).unwrap_or(i64::MAX);
    view! {
        <ul class="found">{found.members.into_iter().map(|member| view! { <Line member /> }).collect_view()}</ul>
        {found.more.then(|| view! { <p class="settings__small">{t_count("admin-found-more", count)}</p> })}
    }
}

#[component]
fn Line(member: Summary) -> impl IntoView {
    let reached = [member.phone, member.email].into_iter().flatten();
    let state = match member.state {
        State::Active => None,
        State::Disabled { .. } => Some("admin-state-disabled"),
        State::ToBeDeleted { .. } => Some("admin-state-deleted"),
    };
    view! {
        <li class="found__member">
            <a href=path::admin_member(member.number)>{member.user_name}</a>
            <bdi class="nickname" translate="no">{member.nickname}</bdi>
            {state.map(|key| view! { <span class="badge">{t(key)}</span> })}
            <span class="found__reached" translate="no">{reached.collect::<Vec<_>>().join(" · ")}</span>
        </li>
    }
}
