//! What would be on phones and in mailboxes, where a demonstration runs.

use crate::{
    domain::recipient::Recipient,
    server::mailbox::{Letter, letters},
};
use app_kernel::path;
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    icon::{Icon, IconName},
    words::t,
};
use leptos::prelude::*;

/// The messages, the newest first. Where they really go there is no such page.
pub(crate) async fn mailbox_page() -> AnyView {
    match letters().await {
        Ok(Some(letters)) => view! { <Mailbox letters /> }.into_any(),
        Ok(None) => view! { <ErrorPage status=404 /> }.into_any(),
        Err(failure) => failed(&failure),
    }
}

#[component]
fn Mailbox(letters: Vec<Letter>) -> impl IntoView {
    let content = if letters.is_empty() {
        view! { <p class="settings__text">{t("mailbox-empty")}</p> }.into_any()
    } else {
        let letters = letters.into_iter().map(|letter| view! { <LetterCard letter /> });
        view! { <ul class="letters">{letters.collect_view()}</ul> }.into_any()
    };
    view! {
        <PageTitle text=t("mailbox-title") />
        <NoIndex />
        <div class="settings">
            <p class="settings__back"><a href=path::REGISTER>{t("register-title")}</a></p>
            <h1>{t("mailbox-title")}</h1>
            <p class="settings__text">{t("mailbox-text")}</p>
            {content}
        </div>
    }
}

#[component]
fn LetterCard(letter: Letter) -> impl IntoView {
    let icon = match letter.to {
        Recipient::Phone(_) => IconName::Phone,
        Recipient::Email(_) => IconName::Envelope,
    };
    view! {
        <li class="letter">
            <Icon name=icon class="letter__icon" />
            <p class="letter__head">
                <strong translate="no">{letter.to.shown()}</strong> " "
                <time datetime=letter.sent.exact>{letter.sent.shown}</time>
            </p>
            <p class="letter__words" dir="auto">{letter.words}</p>
        </li>
    }
}
