//! The page of an order.

use super::{
    model::{Order, OrderLine, State},
    notice::OrderNotice,
    server::order,
    timeline::Timeline,
};
use crate::{
    address::{Address, AddressLines},
    payment::PaymentNotice,
};
use app_forms::{Done, Wrong, members_only, take};
use app_kernel::{Next, path};
use app_mall::Price;
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    parameter, visit,
    words::{t, t_count, t_with},
};
use leptos::{nonce::use_nonce, prelude::*};

/// The page of an order. Only its member sees it; to everybody else there is no such order.
pub(super) async fn order_page() -> AnyView {
    members_only(
        async |member| match order(member.id, &parameter("number"), visit().locale).await {
            Ok(Some(order)) => view! { <Page order /> }.into_any(),
            Ok(None) => view! { <ErrorPage status=404 /> }.into_any(),
            Err(failure) => failed(&failure),
        },
    )
    .await
}

#[component]
fn Page(order: Order) -> impl IntoView {
    let title = t_with("pay-order", &[("number", &order.number)]);
    let state = order.state;
    let minutes = order.minutes_left;
    let until = order
        .may
        .pay
        .then(|| view! { <p class="order__until">{t_count("pay-until", minutes)}</p> });
    let tracking = order.tracking.clone().map(
        |number| view! { <p class="order__tracking">{t_with("order-tracking", &[("number", &number)])}</p> },
    );
    let note = (!order.note.is_empty()).then(|| {
        view! {
            <h2>{t("checkout-note")}</h2>
            <p class="order__note" dir="auto">{order.note.clone()}</p>
        }
    });
    let address = Address {
        id: 0,
        recipient: order.recipient.clone(),
        phone: order.phone.clone(),
        district: order.district.clone(),
        street: order.street.clone(),
        is_default: false,
    };
    let lines = order
        .lines
        .iter()
        .cloned()
        .map(|line| view! { <Line line /> })
        .collect_view();
    view! {
        <PageTitle text=title.clone() />
        <NoIndex />
        <article class="order">
            <p class="settings__back"><a href=path::ORDERS>{t("orders-title")}</a></p>
            <h1>{title}</h1>
            {said()}
            <section class="order__part order__state" aria-label=t("order-state")>
                <p class="order__word" data-state=state_name(state)>{t(state.key())}</p>
                {until}
                <Buttons order=order.clone() />
                <Timeline order=order.clone() />
                {tracking}
            </section>
            <section class="order__part">
                <h2>{t("checkout-address")}</h2>
                <div><AddressLines address /></div>
                {note}
            </section>
            <section class="order__part">
                <h2>{t("checkout-lines")}</h2>
                <ul class="checkout__lines">{lines}</ul>
                <dl class="checkout__sums order__sums">
                    <div><dt>{t("order-goods")}</dt><dd translate="no">{order.goods.to_string()}</dd></div>
                    <div><dt>{t("checkout-freight")}</dt><dd translate="no">{order.freight.to_string()}</dd></div>
                    <div class="checkout__sum"><dt>{t("checkout-sum")}</dt><dd><Price amount=order.total /></dd></div>
                </dl>
            </section>
        </article>
        <PrintScript />
    }
}

/// Under which the stylesheet knows a state.
const fn state_name(state: State) -> &'static str {
    match state {
        State::Unpaid => "unpaid",
        State::Paid | State::Shipped => "under-way",
        State::Received => "done",
        State::Cancelled | State::Refunding | State::Refunded => "ended",
    }
}

fn said() -> Option<AnyView> {
    if let Some(notice) = take::<PaymentNotice>() {
        return Some(if notice.is_good() {
            view! { <Done key=notice.key() /> }.into_any()
        } else {
            view! { <Wrong id="order-error" key=notice.key() /> }.into_any()
        });
    }
    Some(match take::<OrderNotice>()? {
        OrderNotice::Cancelled => view! { <Done key="order-cancelled" /> }.into_any(),
        OrderNotice::Received => view! { <Done key="order-received" /> }.into_any(),
        OrderNotice::NotAllowed => view! { <Wrong id="order-error" key="order-not-allowed" /> }.into_any(),
        OrderNotice::PartlyAgain { added, left_out } => {
            let to_cart = (added > 0).then(|| view! { " " <a href=path::CART>{t("cart-to-cart")}</a> });
            view! {
                <p class="form-error" role="alert">
                    {t_count("order-again-added", added)} " " {t_count("order-again-left-out", left_out)} {to_cart}
                </p>
            }
            .into_any()
        }
    })
}

#[component]
fn Buttons(order: Order) -> impl IntoView {
    let visit = visit();
    let next = Next::parse(&path::order(&order.number), visit.links());
    let next = next.map(|next| next.as_query()).unwrap_or_default();
    let form = |api: &str, key, class: &'static str| {
        view! {
            <form method="post" action=format!("{api}?{next}")>
                <input type="hidden" name="number" value=order.number.clone() />
                <button class=class type="submit">{t(key)}</button>
            </form>
        }
    };
    let pay = order.may.pay.then(|| {
        view! { <a class="button button--primary" href=path::order_pay(&order.number)>{t("pay-now")}</a> }
    });
    let receive = order
        .may
        .receive
        .then(|| form(path::ORDER_RECEIVE_API, "order-receive", "button button--primary"));
    let is_paid = order.times.paid.is_some();
    let cancel = order.may.cancel.then(|| {
        let key = if is_paid {
            "order-cancel-paid"
        } else {
            "order-cancel"
        };
        form(path::ORDER_CANCEL_API, key, "button")
    });
    view! {
        <div class="order__buttons">
            {pay} {receive} {form(path::ORDER_AGAIN_API, "order-again", "button")} {cancel}
            <button id="print" class="button" type="button" hidden>{t("order-print")}</button>
        </div>
    }
}

#[component]
fn Line(line: OrderLine) -> impl IntoView {
    let cost = line.cost();
    view! {
        <li class="bought">
            <div class="bought__picture tile" aria-hidden="true">
                <img src=line.picture alt="" width="200" height="200" decoding="async" />
            </div>
            <div class="bought__product">
                <a class="bought__name" href=path::product(line.sku) translate="no" dir="auto">{line.name}</a>
                <p class="bought__choice" translate="no">{line.choice.join(" · ")}</p>
            </div>
            <p class="bought__pieces">{format!("{} × {}", line.price, line.quantity)}</p>
            <p class="bought__cost"><Price amount=cost /></p>
        </li>
    }
}

/// Shows the button that prints, which does nothing without it.
#[component]
fn PrintScript() -> impl IntoView {
    const SCRIPT: &str =
        "{const button=document.getElementById('print');button.hidden=false;button.onclick=()=>print()}";
    view! { <script nonce=use_nonce()>{SCRIPT}</script> }
}
