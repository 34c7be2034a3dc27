//! Asks a member for the password again.

use super::notice::WrongPassword;
use crate::{
    PasswordField,
    login::page::FIELD_LENGTH,
    members_only::members_only,
    notice::{self, Wrong},
};
use app_kernel::{Next, path};
use app_ui::{
    PageTitle,
    icon::{Icon, IconName},
    visit,
    words::t,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Says why it asks, and comes back to where the member was (ASVS 5.0 7.5.3).
#[component]
pub fn ConfirmPage() -> impl IntoView {
    members_only(|member| {
        let visit = visit();
        let wanted = use_query_map().read_untracked().get("next").unwrap_or_default();
        let next = Next::parse(&wanted, visit.links()).map(|next| next.to_string());
        let back = next.clone().unwrap_or_else(|| path::SESSIONS.to_owned());
        let wrong = notice::take::<WrongPassword>().is_some();
        let described_by = if wrong { "confirm-error" } else { "confirm-text" };
        view! {
            <PageTitle text=t("confirm-title") />
            <section class="confirm">
                <Icon name=IconName::Shield class="confirm__icon" />
                <h1>{t("confirm-title")}</h1>
                <p class="confirm__who"><bdi class="nickname">{member.nickname}</bdi></p>
                <p class="confirm__text" id="confirm-text">{t("confirm-text")}</p>
                {wrong.then(|| view! { <Wrong id="confirm-error" key="confirm-error-wrong" /> })}
                <form class="confirm__form" method="post" action=path::CONFIRM_API>
                    <PasswordField
                        name="password".into()
                        autocomplete="current-password".into()
                        label=t("login-password")
                        show=t("password-show")
                        hide=t("password-hide")
                        maxlength=FIELD_LENGTH
                        described_by=described_by.into()
                    />
                    {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                    <button class="button button--primary button--wide" type="submit">{t("confirm-submit")}</button>
                    <a class="button button--wide" href=back>{t("confirm-cancel")}</a>
                </form>
            </section>
        }
    })
}
