//! Where the forms of an order are posted to.

use super::sql;
use crate::{order::notice::OrderNotice, order_number::order_number, server::Orders};
use app_forms::server::{FormPage, SignedIn, Wants, refuse, see, see_with};
use app_kernel::{Failure, Links, MemberId, Origin, path};
use app_mall::server::read::within_timeout;
use app_part::Endpoint;
use axum::{
    Form, Json,
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
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
    change(&orders, &asker, &sent, OrderNotice::Cancelled, sql::cancel).await
}

async fn receive(
    State(orders): State<Orders>,
    asker: SignedIn<OrderForms>,
    Form(sent): Form<Sent>,
) -> Response {
    change(&orders, &asker, &sent, OrderNotice::Received, sql::receive).await
}

/// Changes an order of the sender; `change` says whether it was allowed.
async fn change(
    orders: &Orders,
    asker: &SignedIn<OrderForms>,
    sent: &Sent,
    done: OrderNotice,
    change: impl AsyncFnOnce(&PgPool, MemberId, &str) -> sqlx::Result<bool>,
) -> Response {
    let changed = async {
        let Some(number) = order_number(&sent.number) else {
            return Ok(None);
        };
        let (pool, member) = (&orders.pool, asker.member.id);
        if within_timeout(change(pool, member, number)).await? {
            return Ok(Some(true));
        }
        let is_known = within_timeout(sql::has(pool, member, number)).await?;
        Ok::<_, Failure>(is_known.then_some(false))
    };
    let say = |notice| see_with(&path::order(&sent.number), &notice, &orders.links.mall);
    match (changed.await, asker.wants) {
        (Ok(Some(true)), Wants::Page) => say(done),
        (Ok(Some(true)), Wants::Json) => Json(json!({})).into_response(),
        (Ok(Some(false)), Wants::Page) => say(OrderNotice::NotAllowed),
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
    let Some(number) = order_number(&sent.number) else {
        return unknown(asker.wants);
    };
    let added = within_timeout(sql::again(&orders.pool, asker.member.id, number)).await;
    match (added, asker.wants) {
        (Err(_), wants) => wants.unavailable(),
        // Every order has a line.
        (Ok(again), wants) if again.added + again.left_out == 0 => unknown(wants),
        (Ok(again), Wants::Json) => {
            Json(json!({ "added": again.added, "left_out": again.left_out })).into_response()
        }
        (Ok(again), Wants::Page) if again.left_out == 0 => see(path::CART),
        (Ok(again), Wants::Page) => {
            let notice = OrderNotice::PartlyAgain {
                added: again.added,
                left_out: again.left_out,
            };
            see_with(&path::order(&sent.number), &notice, &orders.links.mall)
        }
    }
}

/// The sender has no such order; whether somebody else has is nobody's business.
fn unknown(wants: Wants) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::NOT_FOUND, "no-such-order"),
        Wants::Page => StatusCode::NOT_FOUND.into_response(),
    }
}
