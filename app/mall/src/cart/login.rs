//! Logging in from the cart, and being logged out without knowing it.

use app_kernel::{Viewer, path};
use app_ui::{visit, words::t};
use leptos::prelude::*;

/// The link to the login, from which one comes back to the cart.
#[component]
pub(super) fn LoginLink(
    /// How it looks.
    #[prop(default = "cart__login")]
    class: &'static str,
) -> impl IntoView {
    let visit = visit();
    let next = path::query(&[("next", &visit.links().mall(path::CART))]);
    let login = format!("{}?{next}", visit.links().auth(path::LOGIN));
    view! { <a class=class href=login>{t("cart-log-in")}</a> }
}

/// The field that says with a form that a member's cart was shown: whose session has ended since is told so, and not that the cart is
/// empty. Nothing else follows from it.
#[component]
pub(super) fn ShownTo() -> impl IntoView {
    let is_member = matches!(visit().viewer, Viewer::Member(_));
    is_member.then(|| view! { <input type="hidden" name="shown_to" value=MEMBER /> })
}

/// The value of [`ShownTo`].
pub(super) const MEMBER: &str = "member";
