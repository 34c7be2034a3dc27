//! Asks a member for the password again.

use super::notice::WrongPassword;
use crate::{
    PasswordField,
    account::load_account,
    passkeys::ConfirmByPasskey,
    server::{
        passkeys::has_own_keys,
        social::{Linked, ways_in},
    },
    social::ConfirmButtons,
};
use app_forms::{Wrong, members_only, server::with_next, take, titled};
use app_kernel::{Next, path};
use app_ui::{
    Islands, PageTitle,
    error_page::failed,
    icon::{Icon, IconName},
    query, visit,
    words::t,
};
use leptos::prelude::*;

/// The page that asks a member for the password again. Says why, and comes back to where the member was (ASVS 5.0 7.5.3).
pub(crate) async fn confirm_page() -> AnyView {
    members_only(async |member| {
        let wanted = query("next").unwrap_or_default();
        let next = Next::parse(&wanted, visit().links());
        let account = match load_account().await {
            Ok(account) => account,
            Err(failure) => return failed(&failure),
        };
        let ways = match ways_in().await {
            Ok(ways) => ways,
            Err(failure) => return failed(&failure),
        };
        let by_passkey = match has_own_keys().await {
            Ok(has) => has,
            Err(failure) => return failed(&failure),
        };
        let linked = ways
            .providers
            .into_iter()
            .filter(|provider| provider.since.is_some());
        let linked: Vec<_> = linked.collect();
        let wrong = take::<WrongPassword>().is_some();
        let text = match (ways.password, linked.is_empty()) {
            (true, _) => "confirm-text",
            (false, false) => "confirm-social-text",
            (false, true) if by_passkey => "confirm-passkey-text",
            (false, true) => "confirm-neither-text",
        };
        let title = if ways.password && !by_passkey {
            "confirm-title"
        } else {
            "confirm-social-title"
        };
        view! {
            <PageTitle text=titled(title, wrong) />
            <section class="confirm">
                <Icon name=IconName::Shield class="confirm__icon" />
                <h1>{t(title)}</h1>
                <p class="confirm__who">
                    <bdi class="nickname" translate="no">{member.nickname}</bdi>
                </p>
                <p class="confirm__text" id="confirm-text">{t(text)}</p>
                {wrong.then(|| view! { <Wrong id="confirm-error" key="confirm-error-wrong" /> })}
                {by_passkey.then(|| view! { <ConfirmByPasskey next=next.clone() /> })}
                {if ways.password {
                    view! { <ConfirmForm user_name=account.user_name next wrong /> }.into_any()
                } else {
                    view! { <WithoutPassword linked next /> }.into_any()
                }}
            </section>
        }
        .into_any()
    })
    .await
}

/// What a member without a password can do: log in anew at a provider, or get a password by a code.
#[component]
fn WithoutPassword(linked: Vec<Linked>, next: Option<Next>) -> impl IntoView {
    let forgot = with_next(path::FORGOT, next.as_ref());
    let back = next.as_ref().map_or(path::SESSIONS, Next::as_str).to_owned();
    let is_linked = !linked.is_empty();
    view! {
        <div class="confirm__form">
            <ConfirmButtons linked next />
            {(!is_linked)
                .then(|| view! { <p class="sign-in__other"><a href=forgot>{t("login-forgot")}</a></p> })}
            <a class="button button--wide" href=back>{t("confirm-cancel")}</a>
        </div>
    }
}

#[component]
fn ConfirmForm(
    /// The account's name, by which a password manager knows whose password is asked for.
    user_name: String,
    next: Option<Next>,
    wrong: bool,
) -> impl IntoView {
    let forgot = with_next(path::FORGOT, next.as_ref());
    let next = next.map(|next| next.to_string());
    let back = next.clone().unwrap_or_else(|| path::SESSIONS.to_owned());
    let described_by = if wrong { "confirm-error" } else { "confirm-text" };
    view! {
        <form class="confirm__form" method="post" action=path::CONFIRM_API>
            <input type="text" name="user_name" value=user_name autocomplete="username" readonly hidden />
            <PasswordField
                name="password".into()
                autocomplete="current-password".into()
                label=t("login-password")
                show=t("password-show")
                hide=t("password-hide")
                invalid=wrong
                focused=wrong
                described_by=Some(described_by.to_owned())
            />
            <Islands />
            {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
            <button class="button button--primary button--wide" type="submit">{t("confirm-submit")}</button>
            <a class="button button--wide" href=back>{t("confirm-cancel")}</a>
            <p class="sign-in__other"><a href=forgot>{t("login-forgot")}</a></p>
        </form>
    }
}
