//! The page of an order.

use super::{
    actions::{Actions, Cancel},
    model::{Order, OrderLine, State},
    notice::{Change, LeftOut, OrderNotice},
    server::order,
    timeline::Timeline,
};
use crate::{
    address::{Address, AddressLines},
    payment::PaymentNotice,
};
use app_forms::{Done, Wrong, members_only, take};
use app_kernel::path;
use app_mall::Price;
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    parameter, visit,
    words::{t, t_count, t_with},
};
use leptos::{nonce::use_nonce, prelude::*};
use std::slice;

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
    // Nobody can pay any more, although no copy has closed it yet: none are left.
    let minutes = if order.may.pay { order.minutes_left } else { 0 };
    let until = (state == State::Unpaid)
        .then(|| view! { <p class="order__until">{t_count("pay-until", minutes)}</p> });
    let cancel = order.may.cancel.then(|| view! { <Cancel order=order.clone() /> });
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
    let freight = if order.freight.fen() == 0 {
        t("checkout-freight-free").into_any()
    } else {
        view! { <span translate="no">{order.freight.to_string()}</span> }.into_any()
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
            {said(&order)}
            <section class="order__part order__state" aria-label=t("order-state")>
                <p class="order__word" data-state=state_name(state)>{t(state.key())}</p>
                {until}
                <div class="order__buttons">
                    <Actions number=order.number.clone() may=order.may />
                    <button id="print" class="button" type="button" hidden>{t("order-print")}</button>
                    {cancel}
                </div>
                <Timeline order=order.clone() />
                {tracking}
            </section>
            <section class="order__part">
                <h2>{t("checkout-address")}</h2>
                <div><AddressLines address /></div>
                {note}
            </section>
            <section class="order__part">
                <h2>{t("order-lines")}</h2>
                <ul class="checkout__lines">{lines}</ul>
                <dl class="checkout__sums order__sums">
                    <div><dt>{t("order-goods")}</dt><dd translate="no">{order.goods.to_string()}</dd></div>
                    <div><dt>{t("checkout-freight")}</dt><dd>{freight}</dd></div>
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
        State::Cancelled | State::Overdue | State::Refunding | State::Refunded => "ended",
    }
}

/// What is said once, after a form of this page or a return from the provider.
fn said(order: &Order) -> Option<AnyView> {
    if let Some(notice) = take::<PaymentNotice>() {
        return Some(if notice.is_good() {
            view! { <Done key=notice.key() /> }.into_any()
        } else {
            view! { <Wrong id="order-error" key=notice.key() /> }.into_any()
        });
    }
    match take::<OrderNotice>()? {
        OrderNotice::Cancelled => {
            let key = if order.times.paid.is_some() {
                "order-cancelled-paid"
            } else {
                "order-cancelled"
            };
            Some(view! { <Done key /> }.into_any())
        }
        OrderNotice::Received => Some(view! { <Done key="order-received" /> }.into_any()),
        OrderNotice::Refused(change) => {
            refusal(change, order.state).map(|key| view! { <Wrong id="order-error" key /> }.into_any())
        }
        OrderNotice::PartlyAgain {
            in_cart,
            left_out,
            more,
        } => Some(view! { <PartlyAgain order=order.clone() in_cart left_out more /> }.into_any()),
    }
}

/// Why an order in this state is not changed so. None if it may be by now, which the buttons say.
const fn refusal(change: Change, state: State) -> Option<&'static str> {
    match (change, state) {
        (_, State::Cancelled | State::Overdue | State::Refunding | State::Refunded) => {
            Some("order-refused-cancelled")
        }
        (_, State::Received) => Some("order-refused-received"),
        (Change::Cancel, State::Shipped) => Some("order-refused-shipped"),
        (Change::Receive, State::Unpaid | State::Paid) => Some("order-refused-not-sent"),
        (Change::Cancel, State::Unpaid | State::Paid) | (Change::Receive, State::Shipped) => None,
    }
}

#[component]
fn PartlyAgain(order: Order, in_cart: usize, left_out: Vec<LeftOut>, more: usize) -> impl IntoView {
    let to_cart = (in_cart > 0).then(|| view! { " " <a href=path::CART>{t("cart-to-cart")}</a> });
    let number = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    let missing = left_out.len().saturating_add(more);
    let named = left_out
        .into_iter()
        .filter_map(|LeftOut { sku, why }| {
            let line = order.lines.iter().find(|line| line.sku == sku)?;
            // The choice tells two variants of one product apart.
            let name = [slice::from_ref(&line.name), &line.choice].concat().join(" · ");
            Some(view! { <li><bdi translate="no">{name}</bdi> " · " {t(why.key())}</li> })
        })
        .collect_view();
    view! {
        <div class="form-error" role="alert">
            <p>{t_count("order-again-added", number(in_cart))} " " {t_count("order-again-left-out", number(missing))} {to_cart}</p>
            <ul>{named}</ul>
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
