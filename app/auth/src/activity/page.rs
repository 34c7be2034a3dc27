//! What happened to the account (ASVS 5.0 6.3.5), for its owner to recognise what they have not done.

use super::{
    entry::{Activity, PAGE_SIZE},
    line::Line,
};
use crate::server::activity::own_activity;
use app_forms::members_only;
use app_kernel::path;
use app_ui::{
    PageTitle,
    error_page::{ErrorPage, failed},
    icon::{Icon, IconName},
    page_number,
    pagination::Pagination,
    visit,
    words::{t, t_with},
};
use leptos::prelude::*;

/// The page with what happened to the member's account.
pub(crate) async fn activity_page() -> AnyView {
    members_only(async |member| {
        let Some(page) = page_number() else {
            return ().into_any();
        };
        match own_activity(member.id, page).await {
            Ok(Some(activity)) => view! { <History activity page /> }.into_any(),
            Ok(None) => view! { <ErrorPage status=404 /> }.into_any(),
            Err(failure) => failed(&failure),
        }
    })
    .await
}

#[component]
fn History(activity: Activity, page: i64) -> impl IntoView {
    let Activity {
        entries,
        total,
        tells_logins,
    } = activity;
    let visit = visit();
    let store = visit.site.store;
    let content = if entries.is_empty() {
        view! { <Empty /> }.into_any()
    } else {
        let lines = entries
            .into_iter()
            .map(|entry| view! { <Line entry /> })
            .collect_view();
        view! { <ol class="activity">{lines}</ol> }.into_any()
    };
    view! {
        <PageTitle text=t("activity-title") />
        <div class="settings">
            <p class="settings__back"><a href=path::ACCOUNT>{t("account-title")}</a></p>
            <h1>{t("activity-title")}</h1>
            <p class="settings__text">{t("activity-text")}</p>
            {(!tells_logins).then(|| view! { <p class="settings__text">{t_with("activity-partial", &[("store", store)])}</p> })}
            <div class="settings__actions">
                <a class="button" href=path::SESSIONS>{t("account-sessions-link")}</a>
                <a class="button" href=format!("{}#password-section", path::ACCOUNT)>{t("password-submit")}</a>
            </div>
            {content}
            <Pagination page total size=PAGE_SIZE address=Box::new(move |page| path::at_page(&visit.target, page)) />
            <p class="settings__small">{t("activity-times")}</p>
        </div>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <section class="notice">
            <Icon name=IconName::Shield class="notice__icon" />
            <h2>{t("activity-empty")}</h2>
            <p>{t("activity-empty-text")}</p>
        </section>
    }
}
