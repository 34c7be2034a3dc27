//! The member's identities at other providers, on the account page.

use super::notice::IdentityNotice;
use crate::server::social::{Linked, WaysIn};
use app_forms::{Done, Wrong, take};
use app_kernel::path;
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// The providers, with the forms that link an identity there or take it away; nothing where there is none.
#[component]
pub(crate) fn IdentitiesPanel(
    /// How the member can log in.
    ways: WaysIn,
) -> impl IntoView {
    let notice = take::<IdentityNotice>();
    (!ways.providers.is_empty()).then(|| {
        let said = notice.map(|notice| match notice {
            IdentityNotice::Linked => view! { <Done key="identities-linked" /> }.into_any(),
            IdentityNotice::Unlinked => view! { <Done key="identities-unlinked" /> }.into_any(),
            IdentityNotice::Last => {
                view! { <Wrong id="identities-error" key="identities-last" /> }.into_any()
            }
        });
        let items = ways
            .providers
            .into_iter()
            .map(|provider| view! { <Identity provider /> });
        view! {
            <section class="panel" id="identities-section">
                <h2>{t("identities-title")}</h2>
                <p class="panel__text">{t("identities-text")}</p>
                {said}
                <ul class="identities">{items.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Identity(provider: Linked) -> impl IntoView {
    let Linked { name, label, since } = provider;
    let is_linked = since.is_some();
    let words = [("provider", &*label)];
    let (action, said) = if is_linked {
        (path::SOCIAL_UNLINK_API, t_with("identities-unlink", &words))
    } else {
        (path::SOCIAL_LINK_API, t_with("identities-link", &words))
    };
    let state = since.map_or_else(
        || t("identities-none").into_any(),
        |since| {
            view! { {t("identities-since")} " " <time datetime=since.exact>{since.shown}</time> }.into_any()
        },
    );
    view! {
        <li class="identities__item">
            <p class="identities__who"><strong>{label.clone()}</strong> " " <span>{state}</span></p>
            <form method="post" action=action>
                <input type="hidden" name="provider" value=name />
                <button class="button" type="submit">{said}</button>
            </form>
        </li>
    }
}
