//! Where the forms of an order are posted to.

use super::sql;
use crate::{
    order::notice::{Change, OrderNotice},
    order_number::order_number,
    server::Orders,
};
use app_forms::server::{FormPage, SignedIn, Wants, refuse, see, see_with};
use app_kernel::{Failure, Links, MemberId, Origin, Viewer, path};
use app_mall::server::read::within_timeout;
use app_part::Endpoint;
use axum::{
    Form, Json,
    extract::State,
    http::{Method, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgPool;

/// Every endpoint of orders.
pub(crate) fn endpoints(orders: &Orders) -> Vec<Endpoint> {
    [
        (path::ORDER_CANCEL_API, post(cancel)),
        (path::ORDER_RECEIVE_API, post(receive)),
        (path::ORDER_AGAIN_API, post(again)),
    ]
    .map(|(path, handler)| (Method::POST, path, handler.with_state(orders.clone())))
    .into()
}

/// The page of an order. Which one, its forms say in `next`.
struct OrderForms;

impl FormPage for OrderForms {
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

async fn cancel(
    State(orders): State<Orders>,
    asker: SignedIn<OrderForms>,
    Form(sent): Form<Sent>,
) -> Response {
    let said = (OrderNotice::Cancelled, Change::Cancel);
    change(&orders, &asker, &sent, said, sql::cancel).await
}

async fn receive(
    State(orders): State<Orders>,
    asker: SignedIn<OrderForms>,
    Form(sent): Form<Sent>,
) -> Response {
    let said = (OrderNotice::Received, Change::Receive);
    change(&orders, &asker, &sent, said, sql::receive).await
}

/// Changes an order of the sender: `change` says whether it was allowed, and what is said of it stands before.
async fn change(
    orders: &Orders,
    asker: &SignedIn<OrderForms>,
    sent: &Sent,
    (done, wanted): (OrderNotice, Change),
    change: impl AsyncFnOnce(&PgPool, MemberId, &str) -> sqlx::Result<bool>,
) -> Response {
    if order_number(&sent.number).is_none() {
        return unknown(asker.wants);
    }
    let changed = async {
        let (pool, member) = (&orders.pool, asker.member.id);
        if within_timeout(change(pool, member, &sent.number)).await? {
            return Ok(Some(true));
        }
        let is_known = within_timeout(sql::has(pool, member, &sent.number)).await?;
        Ok::<_, Failure>(is_known.then_some(false))
    };
    let say = |notice| see_with(&path::order(&sent.number), &notice, &orders.links.mall);
    match (changed.await, asker.wants) {
        (Ok(Some(true)), Wants::Page) => say(done),
        (Ok(Some(true)), Wants::Json) => Json(json!({})).into_response(),
        (Ok(Some(false)), Wants::Page) => say(OrderNotice::Refused(wanted)),
        (Ok(Some(false)), Wants::Json) => refuse(StatusCode::CONFLICT, "not-allowed"),
        (Ok(None), wants) => unknown(wants),
        (Err(_), wants) => wants.unavailable(),
    }
}

async fn again(
    State(orders): State<Orders>,
    asker: SignedIn<OrderForms>,
    Form(sent): Form<Sent>,
) -> Response {
    if order_number(&sent.number).is_none() {
        return unknown(asker.wants);
    }
    let again = sql::again(&orders.pool, asker.member.id, &sent.number);
    let again = match within_timeout(again).await {
        Ok(Some(again)) => again,
        Ok(None) => return unknown(asker.wants),
        Err(_) => return asker.wants.unavailable(),
    };
    // The number at the cart in the header.
    let pieces = u32::try_from(again.pieces).unwrap_or(u32::MAX);
    let badge = orders.cart_cookies.badge(pieces, &Viewer::Member(asker.member));
    let answer = match asker.wants {
        Wants::Json => Json(json!({ "added": again.added, "left_out": again.left_out, "pieces": pieces }))
            .into_response(),
        Wants::Page if again.left_out.is_empty() => see(path::CART),
        Wants::Page => {
            let notice = OrderNotice::partly_again(again.in_cart, again.left_out);
            see_with(&path::order(&sent.number), &notice, &orders.links.mall)
        }
    };
    (AppendHeaders(badge.map(|badge| (SET_COOKIE, badge))), answer).into_response()
}

/// The sender has no such order; whether somebody else has is nobody's business.
fn unknown(wants: Wants) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::NOT_FOUND, "no-such-order"),
        Wants::Page => StatusCode::NOT_FOUND.into_response(),
    }
}
