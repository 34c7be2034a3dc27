//! "Remember me".

use app_ui::words::t;
use leptos::prelude::*;

/// Never ticked by itself: whoever sits at somebody else's computer must not be remembered there.
#[component]
pub(crate) fn RememberMe(ticked: bool) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" name="remember" value="1" checked=ticked aria-describedby="remember-hint" />
            <span class="check__label">{t("login-remember")}</span>
            <small class="check__hint" id="remember-hint" aria-hidden="true">{t("login-remember-hint")}</small>
        </label>
    }
}
