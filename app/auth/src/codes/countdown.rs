//! Another code, as soon as one may be sent.

use super::Forms;
use app_ui::words::{t, t_count};
use leptos::{nonce::use_nonce, prelude::*};

/// The button that sends another code, and the seconds until it does. They are what the server says when the page is made; a script
/// counts them down.
#[component]
pub(crate) fn Countdown(
    /// The forms.
    forms: Forms,
    /// The seconds.
    wait: u32,
) -> impl IntoView {
    let waits = (wait > 0).then(|| {
        let script = format!("({SCRIPT})();");
        view! {
            <span class="sign-in__wait" id="resend-wait">
                <span data-seconds=wait>{t_count("code-wait", wait.into())}</span>
            </span>
            <script nonce=use_nonce()>{script}</script>
        }
    });
    view! {
        <p class="sign-in__resend">
            <button
                class="button"
                id="resend"
                type="submit"
                formaction=forms.send
                formnovalidate
                aria-describedby=(wait > 0).then_some("resend-wait")
            >
                {t("code-send-again")}
            </button>
            {waits}
        </p>
    }
}

const SCRIPT: &str = include_str!("countdown.js");
