//! What a form says when its page is shown again: what was wrong, or that it worked.

use app_ui::words::{t, t_count};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A message from the `POST` of a form to the page behind the redirect, where it is shown once. It holds what was typed,
/// so that nothing of it is lost, but never a password.
#[cfg_attr(
    not(feature = "ssr"),
    expect(dead_code, reason = "only the server sets and reads the cookie")
)]
pub(crate) trait Notice: Serialize + DeserializeOwned {
    /// The cookie it travels in.
    const COOKIE: &'static str;
    /// The page it is for: browsers bring it there and to nothing above.
    const PAGE: &'static str;
}

/// The notice that came with this request; only on the server there is one.
#[cfg(feature = "ssr")]
pub(crate) fn take<N: Notice>() -> Option<N> {
    crate::server::flash::take()
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn take<N: Notice>() -> Option<N> {
    None
}

/// The sentence of a form that did not do what it was asked to. Fields name it by `id` as what describes them.
#[component]
pub(crate) fn Wrong(id: &'static str, key: &'static str) -> impl IntoView {
    view! { <p class="form-error" id=id role="alert">{t(key)}</p> }
}

/// The sentence of a form that did.
#[component]
pub(crate) fn Done(key: &'static str) -> impl IntoView {
    view! { <p class="form-done" role="status">{t(key)}</p> }
}

/// The same, about so many things.
#[component]
pub(crate) fn DoneTo(key: &'static str, count: u64) -> impl IntoView {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    view! { <p class="form-done" role="status">{t_count(key, count)}</p> }
}
