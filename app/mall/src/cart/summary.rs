//! What the ticked lines come to.

use super::{
    login::{LoginLink, ShownTo},
    model::Cart,
};
use crate::price::Price;
use app_kernel::{Viewer, path};
use app_ui::{
    icon::{Icon, IconName},
    visit,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The total of what is ticked, in sight at the side or at the foot of the screen.
#[component]
pub(super) fn Summary(
    /// The cart.
    cart: Cart,
) -> impl IntoView {
    let is_all = cart.is_all_ticked();
    let total = match cart.total {
        Some(amount) => view! { <Price amount /> }.into_any(),
        None => view! { <span class="price">{t("cart-total-too-large")}</span> }.into_any(),
    };
    let checkout = if cart.chosen > 0 {
        view! { <a class="button button--primary summary__checkout" href=path::CHECKOUT>{t("cart-checkout")}</a> }.into_any()
    } else {
        view! { <span class="button summary__checkout" role="link" aria-disabled="true">{t("cart-checkout")}</span> }
            .into_any()
    };
    view! {
        <section class="summary" aria-labelledby="summary">
            <h2 id="summary" class="summary__title">{t("cart-summary")}</h2>
            <form class="summary__all" method="post" action=path::CART_TICK_ALL_API>
                <ShownTo />
                <input type="hidden" name="ticked" value=i32::from(!is_all) />
                <button id="tick-all" class="tick" type="submit" role="checkbox" aria-checked=is_all.to_string()>
                    <Icon name=IconName::Check />
                    <span>{t("cart-tick-all")}</span>
                </button>
            </form>
            <div class="summary__bar">
                <p class="summary__total" role="status">
                    <span>{t_count("cart-chosen", cart.chosen.into())}</span>
                    {total}
                </p>
                {checkout}
            </div>
            <LoginHint />
        </section>
    }
}

/// What a login does to a guest's cart.
#[component]
fn LoginHint() -> impl IntoView {
    (visit().viewer == Viewer::Guest)
        .then(|| view! { <p class="summary__text">{t("cart-guest")} " " <LoginLink /></p> })
}
