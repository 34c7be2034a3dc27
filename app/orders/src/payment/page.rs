//! The page on which a member pays for an order.

use super::server::{asks_again, due};
use crate::server::Orders;
use app_forms::members_only;
use app_kernel::{Failure, Next, path};
use app_mall::Price;
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    icon::{Icon, IconName},
    parameter, visit,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

/// The page on which a member pays for an order. Whoever takes the money has pages of their own; this one says how much, and until when.
pub(super) async fn pay_page() -> AnyView {
    members_only(async |member| {
        let number = parameter("number");
        let asked = async {
            let orders = Orders::of_request()?;
            let due = due(&orders, member.id, &number).await?;
            Ok::<_, Failure>((due, orders.provider().await?.is_some()))
        };
        let (due, has_provider) = match asked.await {
            Ok((Some(due), has_provider)) => (due, has_provider),
            Ok((None, _)) => return view! { <ErrorPage status=404 /> }.into_any(),
            Err(failure) => return failed(&failure),
        };
        let order = path::order(&number);
        let how = if !due.is_open {
            view! { <p class="pay__closed">{t("pay-nothing")}</p> }.into_any()
        } else if has_provider {
            view! { <PayForm number=number.clone() asks_again=asks_again(due.amount) /> }.into_any()
        } else {
            view! { <p class="pay__closed">{t("pay-no-provider")}</p> }.into_any()
        };
        let minutes = (due.seconds_left + 59) / 60;
        let until = due
            .is_open
            .then(|| view! { <p class="pay__until">{t_count("pay-until", minutes)}</p> });
        view! {
            <PageTitle text=t("pay-title") />
            <NoIndex />
            <section class="pay">
                <Icon name=IconName::Shield class="pay__icon" />
                <h1>{t("pay-title")}</h1>
                <p class="pay__order">{t_with("pay-order", &[("number", &number)])}</p>
                <p class="pay__amount"><Price amount=due.amount /></p>
                {until}
                {how}
                <p class="pay__links"><a href=order>{t("pay-to-order")}</a></p>
            </section>
        }
        .into_any()
    })
    .await
}

#[component]
fn PayForm(number: String, asks_again: bool) -> impl IntoView {
    let visit = visit();
    // After a login or a proof of identity the member is back here.
    let next = Next::parse(&path::order_pay(&number), visit.links());
    let action = match next {
        Some(next) => format!("{}?{}", path::PAYMENT_BEGIN_API, next.as_query()),
        None => path::PAYMENT_BEGIN_API.to_owned(),
    };
    view! {
        <form class="pay__form" method="post" action=action>
            <input type="hidden" name="number" value=number />
            <button class="button button--primary" type="submit">{t("pay-now")}</button>
        </form>
        {asks_again.then(|| view! { <p class="pay__text">{t("pay-asks-again")}</p> })}
    }
}
