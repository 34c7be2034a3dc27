//! What a member can do with an order.

use super::model::{Allowed, Order};
use app_kernel::{Next, path};
use app_ui::{visit, words::t};
use leptos::prelude::*;

/// Paying, saying that it has arrived, buying it again: whatever is allowed, without further ado.
#[component]
pub(super) fn Actions(
    /// The number of the order.
    number: String,
    /// What is allowed.
    may: Allowed,
    /// The id of the element that names the order, where there are several.
    #[prop(optional)]
    named_by: Option<String>,
) -> impl IntoView {
    let pay = may.pay.then(|| {
        view! {
            <a class="button button--primary" href=path::order_pay(&number) aria-describedby=named_by.clone()>
                {t("pay-now")}
            </a>
        }
    });
    let button = |api, key, class| {
        let described_by = named_by.clone();
        view! {
            <OrderForm api number=number.clone()>
                <button class=class type="submit" aria-describedby=described_by>{t(key)}</button>
            </OrderForm>
        }
    };
    let receive = may
        .receive
        .then(|| button(path::ORDER_RECEIVE_API, "order-receive", "button button--primary"));
    view! { {pay} {receive} {button(path::ORDER_AGAIN_API, "order-again", "button")} }
}

/// Cancelling, which asks once more: it cannot be undone, and the pieces may be gone a moment later.
#[component]
pub(super) fn Cancel(
    /// The order.
    order: Order,
) -> impl IntoView {
    let (sure, yes) = if order.times.paid.is_some() {
        ("order-cancel-sure-paid", "order-cancel-paid")
    } else {
        ("order-cancel-sure", "order-cancel-yes")
    };
    view! {
        <details class="order__cancel">
            <summary class="button">{t("order-cancel")}</summary>
            <OrderForm api=path::ORDER_CANCEL_API number=order.number>
                <p>{t(sure)}</p>
                <button class="button" type="submit">{t(yes)}</button>
            </OrderForm>
        </details>
    }
}

/// A form of an order. Whoever has to log in first comes back to its page.
#[component]
fn OrderForm(api: &'static str, number: String, children: Children) -> impl IntoView {
    let visit = visit();
    let next = Next::parse(&path::order(&number), visit.links());
    let next = next.map(|next| next.as_query()).unwrap_or_default();
    view! {
        <form method="post" action=format!("{api}?{next}")>
            <input type="hidden" name="number" value=number />
            {children()}
        </form>
    }
}
