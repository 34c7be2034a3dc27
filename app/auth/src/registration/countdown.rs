//! Another code, as soon as one may be sent.

use app_kernel::path;
use app_ui::words::{t, t_count};
use leptos::{nonce::use_nonce, prelude::*};

/// The button that sends another code, and the seconds until it does. They are what the server says when the page is made; a script
/// counts them down.
#[component]
pub(super) fn Countdown(
    /// The seconds.
    wait: u32,
) -> impl IntoView {
    let waits = (wait > 0).then(|| {
        let script = format!("({SCRIPT})();");
        view! {
            <span class="sign-in__wait" id="resend-wait">
                <span data-seconds=wait>{t_count("register-wait", wait.into())}</span>
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
                formaction=path::REGISTER_CODE_API
                formnovalidate
                aria-describedby=(wait > 0).then_some("resend-wait")
            >
                {t("register-send-again")}
            </button>
            {waits}
        </p>
    }
}

const SCRIPT: &str = include_str!("countdown.js");
