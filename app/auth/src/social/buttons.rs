//! The buttons that lead to providers. Each is a form of its own, so that no password goes with it.

use crate::server::social::{Linked, providers};
use app_kernel::{Next, path};
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// The ways to log in without a password of this shop; nothing where there is none.
#[component]
pub(crate) fn SocialButtons(
    /// Where the visitor wanted to be.
    next: Option<Next>,
    /// What comes before the providers.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let all = providers();
    (!all.is_empty() || children.is_some()).then(|| {
        let buttons = all.into_iter().map(|(name, label)| {
            let words = t_with("social-log-in", &[("provider", &label)]);
            view! { <ProviderButton action=path::SOCIAL_API name words next=next.clone() /> }
        });
        view! {
            <div class="sign-in__social">
                <p class="sign-in__or">{t("social-or")}</p>
                {children.map(|children| children())}
                {buttons.collect_view()}
            </div>
        }
    })
}

/// The ways of a member without a password to prove who they are.
#[component]
pub(crate) fn ConfirmButtons(
    /// The providers at which the member has an identity.
    linked: Vec<Linked>,
    /// Where the member was.
    next: Option<Next>,
) -> impl IntoView {
    let buttons = linked.into_iter().map(|Linked { name, label, .. }| {
        let words = t_with("social-confirm", &[("provider", &label)]);
        view! { <ProviderButton action=path::SOCIAL_CONFIRM_API name words next=next.clone() /> }
    });
    view! { <div class="sign-in__social">{buttons.collect_view()}</div> }
}

/// A button that leads to a provider.
#[component]
pub(crate) fn ProviderButton(
    /// Where the form goes.
    action: &'static str,
    /// The provider's word.
    name: String,
    /// The words on the button.
    words: String,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <input type="hidden" name="provider" value=name />
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <button class="button button--wide" type="submit">{words}</button>
        </form>
    }
}
