//! The pages with the forms for another phone and for an e-mail address: first where a code goes, then the code.

use super::{Contact, code_form::CodeForm, notice::ContactNotice};
use crate::{
    account::{load_account, model::Account},
    codes::{ASK, Frame, RecipientForm, browser_secret, keeps_cookies, notice::Refusals},
    server::codes::{Step, binding, step},
};
use app_forms::{members_only, take_if};
use app_kernel::path;
use app_ui::{error_page::failed, query, respond, words::t};
use leptos::prelude::*;

/// The forms for an e-mail address.
pub(crate) async fn email_page() -> AnyView {
    contact_page(Contact::Email).await
}

/// The forms for another phone.
pub(crate) async fn phone_page() -> AnyView {
    contact_page(Contact::Phone).await
}

async fn contact_page(contact: Contact) -> AnyView {
    members_only(async |member| {
        let account = match load_account().await {
            Ok(account) => account,
            Err(failure) => return failed(&failure),
        };
        let secret = browser_secret();
        let keeps_cookies = keeps_cookies(secret.as_deref());
        let binding = secret.map(|secret| binding(&secret, Some(member.id)));
        let notice = take_if(|notice: &ContactNotice| notice.contact == contact);
        let (refusals, typed) = notice.map_or_else(Default::default, |notice| (notice.refusals, notice.to));
        match step(contact.purpose(), binding.as_deref(), &typed).await {
            Ok(step) => {
                view! { <ContactForms contact account step keeps_cookies refusals typed /> }.into_any()
            }
            Err(failure) => failed(&failure),
        }
    })
    .await
}

#[component]
fn ContactForms(
    contact: Contact,
    account: Account,
    step: Step,
    keeps_cookies: bool,
    refusals: Refusals,
    typed: String,
) -> impl IntoView {
    let forms = contact.forms();
    let wants_another = query("step").as_deref() == Some(ASK);
    let refused = !refusals.is_empty();
    let (label, present) = match contact {
        Contact::Phone => ("account-phone", account.phone),
        Contact::Email => ("account-email", account.email),
    };
    let removes = contact == Contact::Email && present.is_some();
    let form = match step {
        Step::Closed => {
            respond::status(501);
            view! { <p class="sign-in__text">{t("contact-closed")}</p> }.into_any()
        }
        Step::Code { to, wait } if !wants_another => {
            view! { <CodeForm contact to wait refusals /> }.into_any()
        }
        Step::Recipient | Step::Code { .. } => {
            view! { <RecipientForm forms refusals to=typed next=None /> }.into_any()
        }
    };
    view! {
        <Frame forms refused keeps_cookies>
            <p class="sign-in__text">
                {t(label)} " " <strong translate="no">{present.unwrap_or_else(|| t("account-phone-none"))}</strong>
            </p>
            {form}
            {removes.then(|| view! { <RemoveEmail /> })}
            <p class="sign-in__other"><a href=path::ACCOUNT>{t("contact-back")}</a></p>
        </Frame>
    }
}

/// The button that takes the e-mail address away.
#[component]
fn RemoveEmail() -> impl IntoView {
    view! {
        <form class="sign-in__fields" method="post" action=path::EMAIL_REMOVE_API>
            <button class="button button--wide" type="submit">{t("email-remove")}</button>
        </form>
    }
}
