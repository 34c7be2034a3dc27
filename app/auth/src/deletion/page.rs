//! The form that asks for the account to be deleted. It says what happens, and when.

use super::notice::NotUnderstood;
use crate::server::deletion::due_if_asked_now;
use app_forms::{Wrong, members_only, take, titled};
use app_kernel::{Member, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::failed,
    icon::{Icon, IconName},
    visit,
    words::{t, t_with},
};
use leptos::prelude::*;

/// What happens, as keys of the translations.
const CONSEQUENCES: [&str; 5] = [
    "delete-logged-out",
    "delete-personal",
    "delete-mall",
    "delete-under-way",
    "delete-for-good",
];

/// The form that asks for the account to be deleted.
pub(crate) async fn delete_page() -> AnyView {
    members_only(async |member| match due_if_asked_now().await {
        Ok(due) => view! { <DeleteForm member due /> }.into_any(),
        Err(failure) => failed(&failure),
    })
    .await
}

#[component]
fn DeleteForm(
    member: Member,
    /// The time at which the account would be deleted, as people read it.
    due: String,
) -> impl IntoView {
    let refused = take::<NotUnderstood>().is_some();
    let consequences = CONSEQUENCES
        .into_iter()
        .map(|key| view! { <li>{t(key)}</li> })
        .collect_view();
    view! {
        <PageTitle text=titled("delete-title", refused) />
        <NoIndex />
        <section class="confirm confirm--wide">
            <Icon name=IconName::Alert class="confirm__icon" />
            <h1>{t("delete-title")}</h1>
            <p class="confirm__who">
                <bdi class="nickname" translate="no">{member.nickname}</bdi>
            </p>
            <p class="confirm__text">{t_with("delete-due", &[("due", &due)])}</p>
            <ul class="confirm__list">{consequences}</ul>
            <p class="confirm__text">
                {t("delete-before")} " "
                <a href=visit().links().mall(path::ORDERS)>{t("nav-orders")}</a> " · "
                <a href=format!("{}#export-section", path::ACCOUNT)>{t("export-title")}</a>
            </p>
            <form class="confirm__form" method="post" action=path::DELETE_API>
                {refused.then(|| view! { <Wrong id="delete-error" key="delete-error-understood" /> })}
                <label class="check">
                    <input
                        type="checkbox"
                        name="understood"
                        value="1"
                        required
                        aria-invalid=refused.then_some("true")
                        aria-describedby=refused.then_some("delete-error")
                    />
                    <span class="check__label">{t("delete-understood")}</span>
                </label>
                <button class="button button--primary button--wide" type="submit">{t("delete-submit")}</button>
                <a class="button button--wide" href=path::ACCOUNT>{t("delete-cancel")}</a>
            </form>
        </section>
    }
}
