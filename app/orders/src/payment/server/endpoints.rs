//! Where paying begins, and where a provider says what came of it.

use super::{
    settle::{Outcome, settle},
    sql,
};
use crate::{
    payment::{notice::PaymentNotice, provider::Asked},
    server::Orders,
};
use app_forms::server::{FormPage, SignedIn, Wants, refuse, see, see_with};
use app_kernel::{Failure, Links, Locale, Money, Origin, path};
use app_mall::server::read::within_timeout;
use app_part::Endpoint;
use app_ui::{Visit, words::words_in};
use axum::{
    Extension, Form, Json,
    body::Bytes,
    extract::{RawQuery, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Above this amount paying asks for a fresh proof of identity (ASVS 5.0 7.5.3).
const CONFIRM_ABOVE: Money = Money::from_fen(300_000);

/// Whether paying this amount asks for a proof of identity that is fresh.
pub(crate) fn asks_again(amount: Money) -> bool {
    amount > CONFIRM_ABOVE
}

/// Every endpoint of paying.
pub(crate) fn endpoints(orders: &Orders) -> Vec<Endpoint> {
    vec![
        (
            Method::POST,
            path::PAYMENT_BEGIN_API,
            post(begin).with_state(orders.clone()),
        ),
        (
            Method::GET,
            path::PAYMENT_RETURN_API,
            get(come_back).with_state(orders.clone()),
        ),
    ]
}

/// What a provider says by itself: another program, with no session and no page that it would come from. Its signature says who it is.
pub(crate) fn notices(orders: &Orders) -> Vec<Endpoint> {
    vec![(
        Method::POST,
        path::PAYMENT_NOTICE_API,
        post(hear).with_state(orders.clone()),
    )]
}

/// The page on which a member pays. Which order's, its form says in `next`.
struct PayForm;

impl FormPage for PayForm {
    const PATH: &'static str = path::ORDERS;

    fn origin(links: &Links) -> &Origin {
        &links.mall
    }
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    number: String,
}

async fn begin(
    State(orders): State<Orders>,
    visit: Option<Extension<Arc<Visit>>>,
    asker: SignedIn<PayForm>,
    Form(sent): Form<Sent>,
) -> Response {
    let locale = visit.map(|Extension(visit)| visit.locale).unwrap_or_default();
    match begun(&orders, &asker, &sent.number, locale).await {
        Ok(answer) => answer,
        Err(_) => asker.wants.unavailable(),
    }
}

async fn begun(
    orders: &Orders,
    asker: &SignedIn<PayForm>,
    order: &str,
    locale: Locale,
) -> Result<Response, Failure> {
    let member = asker.member.id;
    let Some(due) = super::due(orders, member, order).await? else {
        return Ok(match asker.wants {
            Wants::Json => refuse(StatusCode::NOT_FOUND, "no-such-order"),
            Wants::Page => StatusCode::NOT_FOUND.into_response(),
        });
    };
    if asks_again(due.amount)
        && let Some(answer) = asker.must_confirm()
    {
        return Ok(answer);
    }
    let Some(provider) = orders.provider().await? else {
        return Ok(match asker.wants {
            Wants::Json => refuse(StatusCode::NOT_IMPLEMENTED, "no-provider"),
            Wants::Page => see(&path::order_pay(order)),
        });
    };
    let payment = sql::begin(&orders.pool, member, order, provider.name());
    let Some(payment) = within_timeout(payment).await? else {
        let notice = PaymentNotice::NothingToPay;
        return Ok(match asker.wants {
            Wants::Json => refuse(StatusCode::CONFLICT, "nothing-to-pay"),
            Wants::Page => see_with(&path::order(order), &notice, &orders.links.mall),
        });
    };
    let address = provider.checkout(&Asked {
        number: payment.number,
        amount: payment.amount,
        subject: words_in(locale, "pay-subject", &[("number", order)]),
        return_to: orders.links.mall(path::PAYMENT_RETURN_API),
        locale,
    });
    Ok(match asker.wants {
        Wants::Json => Json(json!({ "address": address })).into_response(),
        Wants::Page => see(&address),
    })
}

/// What a provider says by itself. It says it again until it is told that it was heard.
async fn hear(State(orders): State<Orders>, body: Bytes) -> Response {
    let provider = match orders.provider().await {
        Ok(Some(provider)) => provider,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let Ok(settled) = provider.read_notice(&body) else {
        tracing::warn!("a payment notice was not signed by the provider");
        return (StatusCode::BAD_REQUEST, "not genuine").into_response();
    };
    match settle(&orders, &settled).await {
        Ok(Outcome::Paid | Outcome::Again | Outcome::Late) => "success".into_response(),
        Ok(Outcome::Amount) => (StatusCode::CONFLICT, "another amount").into_response(),
        Ok(Outcome::Unknown) => (StatusCode::NOT_FOUND, "no such payment").into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// A member who comes back from the provider. What they bring is signed, so it counts as a notice; which of the two comes first is all the same.
async fn come_back(State(orders): State<Orders>, RawQuery(query): RawQuery) -> Response {
    match came_back(&orders, &query.unwrap_or_default()).await {
        Ok(answer) => answer,
        Err(_) => Wants::Page.unavailable(),
    }
}

async fn came_back(orders: &Orders, query: &str) -> Result<Response, Failure> {
    let say = |page: &str, notice| see_with(page, &notice, &orders.links.mall);
    let Some(provider) = orders.provider().await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let (number, settled) = match provider.read_return(query) {
        Ok(came_back) => (came_back.number, came_back.settled),
        Err(_) => return Ok(say(path::ORDERS, PaymentNotice::NotGenuine)),
    };
    let notice = match settled {
        None => None,
        Some(settled) => Some(match settle(orders, &settled).await? {
            Outcome::Paid | Outcome::Again => PaymentNotice::Paid,
            Outcome::Late => PaymentNotice::Late,
            Outcome::Amount | Outcome::Unknown => PaymentNotice::NotGenuine,
        }),
    };
    let Some(order) = within_timeout(sql::order_of(&orders.pool, number.as_str())).await? else {
        return Ok(say(path::ORDERS, PaymentNotice::NotGenuine));
    };
    let page = path::order(&order.number);
    Ok(match notice {
        Some(notice) => say(&page, notice),
        None if order.is_due => say(&page, PaymentNotice::NotPaid),
        // Paid, cancelled or closed meanwhile, as its page says.
        None => see(&page),
    })
}
