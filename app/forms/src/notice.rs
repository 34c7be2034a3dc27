//! What a form says when its page is shown again: what was wrong, or that it worked.

use app_ui::words::{t, t_count, t_with};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// A message from the `POST` of a form to the page behind the redirect, where it is shown once. It holds what was typed,
/// so that nothing of it is lost, but never a password.
pub trait Notice: Serialize + DeserializeOwned {
    /// The name of the cookie it travels in.
    const COOKIE: &'static str;
    /// The path of the page that shows it: browsers bring the cookie there and to nothing above.
    const PAGE: &'static str;
}

/// The title of a page with a form, which begins with the bad news if the form was refused: the first thing that a screen reader
/// says of a page that was loaded (WCAG 2.2, technique G88).
pub fn titled(key: &'static str, refused: bool) -> String {
    let title = t(key);
    if refused {
        t_with("title-refused", &[("title", &title)])
    } else {
        title
    }
}

/// The sentence of a form that was refused.
#[component]
pub fn Wrong(
    /// The element's id, by which fields name it as what describes them.
    id: &'static str,
    /// The sentence, as a key of the translations.
    key: &'static str,
) -> impl IntoView {
    view! { <p class="form-error" id=id role="alert">{t(key)}</p> }
}

/// The sentence of a form that was refused, with a number in it.
#[component]
pub fn WrongBy(
    /// The element's id, by which fields name it as what describes them.
    id: &'static str,
    /// The sentence, as a key of the translations.
    key: &'static str,
    /// The number in it.
    count: u64,
) -> impl IntoView {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    view! { <p class="form-error" id=id role="alert">{t_count(key, count)}</p> }
}

/// The sentence of a form that succeeded.
#[component]
pub fn Done(
    /// The sentence, as a key of the translations.
    key: &'static str,
) -> impl IntoView {
    view! { <p class="form-done" role="status">{t(key)}</p> }
}

/// What somebody needs to know before they fill in the form.
#[component]
pub fn Told(
    /// The sentence, as a key of the translations.
    key: &'static str,
) -> impl IntoView {
    view! { <p class="form-told" role="status">{t(key)}</p> }
}

/// The sentence of a form that succeeded, with the number of things it was done to.
#[component]
pub fn DoneTo(
    /// The sentence, as a key of the translations.
    key: &'static str,
    /// The number in it.
    count: u64,
) -> impl IntoView {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    view! { <p class="form-done" role="status">{t_count(key, count)}</p> }
}
