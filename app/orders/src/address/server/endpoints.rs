//! Where the forms of addresses are posted to.

use super::sql;
use crate::{
    address::{form::Draft, notice::AddressNotice},
    server::Orders,
};
use app_forms::server::{FormPage, SignedIn, Wants, refuse, see, see_with};
use app_kernel::{Links, MemberId, Next, Origin, path, text::whole_number};
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
use url::Url;

/// Every endpoint of addresses.
pub(crate) fn endpoints(orders: &Orders) -> Vec<Endpoint> {
    [
        (path::ADDRESS_ADD_API, post(add)),
        (path::ADDRESS_CHANGE_API, post(change)),
        (path::ADDRESS_REMOVE_API, post(remove)),
        (path::ADDRESS_DEFAULT_API, post(make_default)),
    ]
    .map(|(path, handler)| (Method::POST, path, handler.with_state(orders.clone())))
    .into()
}

/// The page of the member's addresses. A form of another page says which in `next`.
struct AddressForms;

impl FormPage for AddressForms {
    const PATH: &'static str = path::ADDRESSES;

    fn origin(links: &Links) -> &Origin {
        &links.mall
    }
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    id: String,
    #[serde(flatten)]
    draft: Draft,
    /// Where the member wanted to be.
    #[serde(default)]
    then: String,
    /// Set by the button that only chooses a province.
    #[serde(default)]
    choose: String,
}

impl Sent {
    fn id(&self) -> Option<i64> {
        whole_number(&self.id)?.parse().ok()
    }

    /// The page with the form, which is not sent on but shown again.
    fn form_page(&self) -> String {
        let page = self
            .id()
            .map_or_else(|| path::ADDRESSES_NEW.to_owned(), path::address);
        if self.then.is_empty() {
            page
        } else {
            format!("{page}?{}", path::query(&[("next", &self.then)]))
        }
    }

    /// The form again, if the member only chose a province or some field cannot be as it is.
    fn draft_again(&self, orders: &Orders, wants: Wants) -> Option<Response> {
        let wrong = match self.draft.check() {
            _ if !self.choose.is_empty() => Vec::new(),
            Ok(_) => return None,
            Err(wrong) => wrong,
        };
        let draft = self.draft.shown();
        Some(match (wants, wrong.first()) {
            (Wants::Json, Some(field)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, field.code()),
            _ => see_with(
                &self.form_page(),
                &AddressNotice::Draft { draft, wrong },
                &orders.links.mall,
            ),
        })
    }

    /// Where the member wanted to be, with this address chosen there.
    fn on(&self, orders: &Orders, id: i64) -> Option<String> {
        let next = Next::parse(&self.then, &orders.links)?;
        let mut url = Url::parse(next.as_str()).ok()?;
        let others: Vec<_> = url
            .query_pairs()
            .into_owned()
            .filter(|(name, _)| name != "address")
            .collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(others)
            .append_pair("address", &id.to_string());
        Some(url.into())
    }

    fn saved(&self, orders: &Orders, wants: Wants, id: i64) -> Response {
        match (wants, self.on(orders, id)) {
            (Wants::Json, _) => Json(json!({ "id": id })).into_response(),
            (Wants::Page, Some(next)) => see(&next),
            (Wants::Page, None) => see_with(path::ADDRESSES, &AddressNotice::Saved, &orders.links.mall),
        }
    }
}

async fn add(
    State(orders): State<Orders>,
    asker: SignedIn<AddressForms>,
    Form(sent): Form<Sent>,
) -> Response {
    let wants = asker.wants;
    if let Some(again) = sent.draft_again(&orders, wants) {
        return again;
    }
    let Ok(address) = sent.draft.check() else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "address");
    };
    match within_timeout(sql::add(&orders.pool, asker.member.id, &address)).await {
        Ok(Some(id)) => sent.saved(&orders, wants, id),
        Ok(None) => match wants {
            Wants::Json => refuse(StatusCode::CONFLICT, "full"),
            Wants::Page => see_with(path::ADDRESSES, &AddressNotice::Full, &orders.links.mall),
        },
        Err(_) => wants.unavailable(),
    }
}

async fn change(
    State(orders): State<Orders>,
    asker: SignedIn<AddressForms>,
    Form(sent): Form<Sent>,
) -> Response {
    let wants = asker.wants;
    let Some(id) = sent.id() else {
        return unknown(&orders, wants);
    };
    if let Some(again) = sent.draft_again(&orders, wants) {
        return again;
    }
    let Ok(address) = sent.draft.check() else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "address");
    };
    match within_timeout(sql::change(&orders.pool, asker.member.id, id, &address)).await {
        Ok(true) => sent.saved(&orders, wants, id),
        Ok(false) => unknown(&orders, wants),
        Err(_) => wants.unavailable(),
    }
}

async fn remove(
    State(orders): State<Orders>,
    asker: SignedIn<AddressForms>,
    Form(sent): Form<Sent>,
) -> Response {
    one(&orders, &asker, &sent, AddressNotice::Removed, sql::remove).await
}

async fn make_default(
    State(orders): State<Orders>,
    asker: SignedIn<AddressForms>,
    Form(sent): Form<Sent>,
) -> Response {
    one(&orders, &asker, &sent, AddressNotice::Saved, sql::make_default).await
}

/// Does something with an address of the sender; `change` says whether there is such an address.
async fn one(
    orders: &Orders,
    asker: &SignedIn<AddressForms>,
    sent: &Sent,
    done: AddressNotice,
    change: impl AsyncFnOnce(&PgPool, MemberId, i64) -> sqlx::Result<bool>,
) -> Response {
    let wants = asker.wants;
    let Some(id) = sent.id() else {
        return unknown(orders, wants);
    };
    match (
        within_timeout(change(&orders.pool, asker.member.id, id)).await,
        wants,
    ) {
        (Ok(true), Wants::Json) => Json(json!({ "id": id })).into_response(),
        (Ok(true), Wants::Page) => see_with(path::ADDRESSES, &done, &orders.links.mall),
        (Ok(false), _) => unknown(orders, wants),
        (Err(_), _) => wants.unavailable(),
    }
}

/// The sender has no such address; whether somebody else has is nobody's business.
fn unknown(orders: &Orders, wants: Wants) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::NOT_FOUND, "no-such-address"),
        Wants::Page => see_with(path::ADDRESSES, &AddressNotice::Unknown, &orders.links.mall),
    }
}
