//! The member's own page.

use super::api::{Account, load_account};
use app_kernel::{Member, Next, Viewer, path};
use app_ui::{PageTitle, error_page::ErrorPage, loaded::loaded, respond, visit, words::t};
use leptos::prelude::*;

/// For members only: a guest is asked to log in first, and during an outage nobody is told that they are logged out.
#[component]
pub fn AccountPage() -> impl IntoView {
    let visit = visit();
    match visit.viewer.clone() {
        Viewer::Guest => {
            let query = Next::parse(&visit.here(), visit.links())
                .map(|next| next.as_query())
                .unwrap_or_default();
            respond::redirect(&format!("{}?{query}", path::LOGIN));
            ().into_any()
        }
        Viewer::Unavailable => view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Member(member) => {
            let data = OnceResource::new_blocking(load_account());
            loaded(
                data,
                move |account| view! { <AccountCard member=member.clone() account /> },
            )
            .into_any()
        }
    }
}

#[component]
fn AccountCard(member: Member, account: Account) -> impl IntoView {
    let visit = visit();
    let initial = member
        .nickname
        .chars()
        .find(|c| c.is_alphanumeric())
        .map(String::from);
    view! {
        <PageTitle text=t("account-title") />
        <section class="account">
            <div class="account__portrait" aria-hidden="true">{initial}</div>
            <h1>
                <bdi class="nickname">{member.nickname}</bdi>
            </h1>
            <dl class="facts">
                <div><dt>{t("account-user-name")}</dt><dd>{account.user_name}</dd></div>
                <div><dt>{t("account-phone")}</dt><dd>{account.phone.unwrap_or_else(|| t("account-phone-none"))}</dd></div>
                <div><dt>{t("account-number")}</dt><dd>{member.id.to_string()}</dd></div>
                <div><dt>{t("account-since")}</dt><dd>{account.member_since}</dd></div>
            </dl>
            <div class="account__actions">
                <a class="button button--primary" href=visit.links().mall(path::HOME)>{t("account-to-mall")}</a>
                <form method="post" action=path::LOGOUT_API>
                    <button class="button" type="submit">{t("log-out")}</button>
                </form>
            </div>
        </section>
    }
}
