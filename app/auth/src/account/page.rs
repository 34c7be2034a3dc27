//! The member's own page.

use super::{
    api::load_account, appearance_form::AppearanceForm, export_form::ExportForm, model::Account,
    nickname_form::NicknameForm, password_form::PasswordForm,
};
use crate::{
    contact::panel::ContactPanel,
    deletion::panel::DeletionPanel,
    server::social::{WaysIn, ways_in},
    social::IdentitiesPanel,
};
use app_forms::members_only;
use app_kernel::{Member, path};
use app_ui::{PageTitle, Portrait, error_page::failed, visit, words::t};
use leptos::prelude::*;

/// The account, and what its member can change about it.
pub(crate) async fn account_page() -> AnyView {
    members_only(async |member| {
        let ways = ways_in().await;
        match (load_account().await, ways) {
            (Ok(account), Ok(ways)) => view! { <Settings member account ways /> }.into_any(),
            (Err(failure), _) | (_, Err(failure)) => failed(&failure),
        }
    })
    .await
}

#[component]
fn Settings(member: Member, account: Account, ways: WaysIn) -> impl IntoView {
    let user_name = account.user_name.clone();
    let nickname = member.nickname.clone();
    let has_email = account.email.is_some();
    let shown = account.clone();
    view! {
        <PageTitle text=t("account-title") />
        <div class="settings">
            <AccountCard member account />
            <NicknameForm nickname />
            <AppearanceForm account=shown />
            <ContactPanel has_email />
            <PasswordForm user_name has_password=ways.password />
            <IdentitiesPanel ways />
            <PasskeysPanel />
            <section class="panel">
                <h2>{t("sessions-title")}</h2>
                <p class="panel__text">{t("account-sessions-text")}</p>
                <p><a class="button" href=path::SESSIONS>{t("account-sessions-link")}</a></p>
            </section>
            <section class="panel">
                <h2>{t("activity-title")}</h2>
                <p class="panel__text">{t("account-activity-text")}</p>
                <p><a class="button" href=path::ACTIVITY>{t("account-activity-link")}</a></p>
            </section>
            <ExportForm />
            <DeletionPanel />
        </div>
    }
}

#[component]
fn AccountCard(member: Member, account: Account) -> impl IntoView {
    let visit = visit();
    let portrait = if let Some(portrait) = account.picture.as_deref().and_then(Portrait::named) {
        view! { <img class="account__portrait" src=portrait.address() alt="" width="72" height="72" /> }
            .into_any()
    } else {
        let initial = member.nickname.chars().find(|c| c.is_alphanumeric());
        view! { <div class="account__portrait" aria-hidden="true">{initial.map(String::from)}</div> }
            .into_any()
    };
    view! {
        <section class="account">
            {portrait}
            <h1>
                <bdi class="nickname" translate="no">{member.nickname}</bdi>
            </h1>
            <dl class="facts">
                <div><dt>{t("account-user-name")}</dt><dd>{account.user_name}</dd></div>
                <div><dt>{t("account-phone")}</dt><dd>{account.phone.unwrap_or_else(|| t("account-phone-none"))}</dd></div>
                <div><dt>{t("account-email")}</dt><dd translate="no">{account.email.unwrap_or_else(|| t("account-phone-none"))}</dd></div>
                <div><dt>{t("account-number")}</dt><dd>{member.id.to_string()}</dd></div>
                <div><dt>{t("account-since")}</dt><dd>{account.member_since}</dd></div>
            </dl>
            <div class="account__actions">
                <a class="button button--primary" href=visit.links().mall(path::HOME)>{t("account-to-mall")}</a>
                <a class="button" href=visit.links().mall(path::ORDERS)>{t("nav-orders")}</a>
                <a class="button" href=visit.links().mall(path::ADDRESSES)>{t("nav-addresses")}</a>
                {account.is_operator.then(|| view! { <a class="button" href=path::ADMIN>{t("admin-title")}</a> })}
                <form method="post" action=path::LOGOUT_API>
                    <button class="button" type="submit">{t("log-out")}</button>
                </form>
            </div>
        </section>
    }
}

#[component]
fn PasskeysPanel() -> impl IntoView {
    view! {
        <section class="panel">
            <h2>{t("passkeys-title")}</h2>
            <p class="panel__text">{t("account-passkeys-text")}</p>
            <p><a class="button" href=path::PASSKEYS>{t("account-passkeys-link")}</a></p>
        </section>
    }
}
