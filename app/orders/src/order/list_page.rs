//! The member's orders.

use super::{
    actions::Actions,
    model::{Filter, OrderCard, PAGE_SIZE},
    server::orders,
    timeline::Moment,
};
use app_forms::{Wrong, members_only, take};
use app_kernel::path;
use app_mall::Price;
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    icon::{Icon, IconName},
    page_number,
    pagination::Pagination,
    query, visit,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

use crate::payment::PaymentNotice;

/// The pictures of an order that a list shows.
const PICTURES: usize = 5;

/// The page with the member's orders.
pub(super) async fn orders_page() -> AnyView {
    members_only(async |member| {
        let Some(page) = page_number() else {
            return ().into_any();
        };
        let Some(filter) = Filter::of(query("state").filter(|word| !word.is_empty()).as_deref()) else {
            return view! { <ErrorPage status=404 /> }.into_any();
        };
        match orders(member.id, filter, page, visit().locale).await {
            Ok(Some((cards, total))) => view! { <Orders filter cards page total /> }.into_any(),
            Ok(None) => view! { <ErrorPage status=404 /> }.into_any(),
            Err(failure) => failed(&failure),
        }
    })
    .await
}

#[component]
fn Orders(filter: Filter, cards: Vec<OrderCard>, page: i64, total: i64) -> impl IntoView {
    let tabs = Filter::ALL
        .into_iter()
        .map(|tab| {
            let current = (tab == filter).then_some("page");
            view! { <li><a class="tab" href=address(tab) aria-current=current>{t(tab.key())}</a></li> }
        })
        .collect_view();
    // A return from a provider that names no order of ours.
    let notice = take::<PaymentNotice>().map(|notice| view! { <Wrong id="orders-error" key=notice.key() /> });
    let content = if cards.is_empty() {
        view! { <Empty filter /> }.into_any()
    } else {
        let cards = cards
            .into_iter()
            .map(|card| view! { <Card card /> })
            .collect_view();
        view! { <ul class="orders__list">{cards}</ul> }.into_any()
    };
    let target = visit().target.clone();
    view! {
        <PageTitle text=t("orders-title") />
        <NoIndex />
        <div class="orders">
            <h1>{t("orders-title")}</h1>
            {notice}
            <nav aria-label=t("order-filter")><ul class="tabs">{tabs}</ul></nav>
            {content}
            <Pagination page total size=PAGE_SIZE address=Box::new(move |page| path::at_page(&target, page)) />
            <p class="orders__links"><a href=path::ADDRESSES>{t("address-title")}</a></p>
        </div>
    }
}

/// The list of the orders that can still be paid.
pub(crate) fn unpaid_orders() -> String {
    address(Filter::Unpaid)
}

fn address(filter: Filter) -> String {
    filter.word().map_or_else(
        || path::ORDERS.to_owned(),
        |word| format!("{}?{}", path::ORDERS, path::query(&[("state", word)])),
    )
}

#[component]
fn Empty(filter: Filter) -> impl IntoView {
    let title = if filter == Filter::All {
        t("orders-none")
    } else {
        t("orders-none-such")
    };
    view! {
        <section class="notice">
            <Icon name=IconName::Truck class="notice__icon" />
            <h2>{title}</h2>
            <p class="notice__actions">
                <a class="button button--primary" href=path::HOME>{t("cart-browse")}</a>
            </p>
        </section>
    }
}

#[component]
fn Card(card: OrderCard) -> impl IntoView {
    let page = path::order(&card.number);
    let more = card.lines.len().saturating_sub(PICTURES);
    let first = card.lines.first().map(|line| line.name.clone());
    let pictures = card
        .lines
        .into_iter()
        .take(PICTURES)
        .map(|line| {
            view! {
                <span class="orders__picture tile">
                    <img src=line.picture alt="" width="200" height="200" loading="lazy" decoding="async" />
                </span>
            }
        })
        .collect_view();
    let name = format!("order-{}", card.number);
    view! {
        <li class="orders__order">
            <p class="orders__head">
                <a id=name.clone() href=page.clone() class="orders__number">{t_with("pay-order", &[("number", &card.number)])}</a>
                <Moment time=card.placed_at />
                <span class="badge">{t(card.state.key())}</span>
            </p>
            <div class="orders__pictures" aria-hidden="true">
                {pictures} {(more > 0).then(|| view! { <span class="orders__more">{format!("+{more}")}</span> })}
            </div>
            <p class="orders__name" translate="no" dir="auto">{first}</p>
            <div class="orders__foot">
                <p class="orders__total">
                    <span class="orders__pieces">{t_count("checkout-goods", card.pieces)}</span>
                    <Price amount=card.total />
                </p>
                <Actions number=card.number may=card.may named_by=name.clone() />
                <a class="button" href=page aria-describedby=name>{t("order-look")}</a>
            </div>
        </li>
    }
}
