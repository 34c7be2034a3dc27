//! The buttons by which the browser is asked for a passkey. They are there with JavaScript only, and where the browser knows passkeys.

use super::failure::ALL;
use crate::server::passkeys::passkeys_are_possible;
use app_forms::server::with_next;
use app_kernel::{Next, path};
use app_ui::words::t;
use leptos::{nonce::use_nonce, prelude::*};

/// Logs in with a passkey.
#[component]
pub(crate) fn LoginByPasskey(
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    passkeys_are_possible().then(|| {
        view! {
            <Ask begin=path::PASSKEY_LOGIN_API finish=path::PASSKEY_LOGIN_FINISH_API next>
                <button class="button button--wide" type="submit">{t("passkey-log-in")}</button>
            </Ask>
        }
    })
}

/// Proves who the member is by one of the member's passkeys.
#[component]
pub(crate) fn ConfirmByPasskey(
    /// Where the member was.
    next: Option<Next>,
) -> impl IntoView {
    view! {
        <Ask begin=path::PASSKEY_CONFIRM_API finish=path::PASSKEY_CONFIRM_FINISH_API next>
            <button class="button button--wide" type="submit">{t("passkey-confirm")}</button>
        </Ask>
    }
}

/// A form whose button asks the browser for a passkey, with a sentence for whatever can be in the way.
#[component]
pub(super) fn Ask(
    /// Where a challenge comes from.
    begin: &'static str,
    /// Where its answer goes.
    finish: &'static str,
    /// Where the visitor wanted to be.
    next: Option<Next>,
    /// Fields and button.
    children: Children,
) -> impl IntoView {
    let login = with_next(path::LOGIN, next.as_ref());
    let confirm = with_next(path::CONFIRM, next.as_ref());
    let keep = with_next(path::KEEP, next.as_ref());
    let next = next.map(|next| next.to_string());
    let script = format!("({SCRIPT})(document.currentScript.parentElement);");
    let said = ALL.map(|failure| {
        view! { <p class="form-error" role="alert" data-says=failure.code() hidden>{t(failure.key())}</p> }
    });
    view! {
        <div class="passkey">
            {said.collect_view()}
            <form
                class="passkey__ask"
                method="post"
                action=finish
                data-begin=begin
                data-next=next
                data-login=login
                data-confirm=confirm
                data-keep=keep
                hidden
            >
                {children()}
            </form>
            <script nonce=use_nonce()>{script}</script>
        </div>
    }
}

const SCRIPT: &str = include_str!("ask.js");
