//! Where the forms of addresses are posted to.

use super::sql;
use crate::{
    address::{
        form::{Checked, Draft, Field},
        notice::{AddressNotice, Again, Obstacle},
    },
    server::Orders,
};
use app_forms::server::{FormPage, SignedIn, Wants, keep_for_login, refuse, see, see_with};
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

    /// The page with the form for a new address, or for the one that this form changes.
    fn form_page(&self, id: Option<i64>) -> String {
        let page = id.map_or_else(|| path::ADDRESSES_NEW.to_owned(), path::address);
        if self.then.is_empty() {
            page
        } else {
            format!("{page}?{}", path::query(&[("next", &self.then)]))
        }
    }

    /// What was typed, for the form of that address, or for that of a new one.
    fn again(&self, id: Option<i64>, wrong: Vec<Field>, obstacle: Option<Obstacle>) -> AddressNotice {
        AddressNotice::Again(Again {
            id,
            draft: self.draft.shown(),
            wrong,
            obstacle,
        })
    }

    /// The address, or the fields that cannot be as they are; none of them if the member only chose a province.
    fn checked(&self) -> Result<Checked, Vec<Field>> {
        if self.choose.is_empty() {
            self.draft.check()
        } else {
            Err(Vec::new())
        }
    }

    /// The form again.
    fn refused(&self, orders: &Orders, wants: Wants, id: Option<i64>, wrong: Vec<Field>) -> Response {
        match (wants, wrong.first()) {
            (Wants::Json, Some(field)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, field.code()),
            _ => see_with(
                &self.form_page(id),
                &self.again(id, wrong, None),
                &orders.links.mall,
            ),
        }
    }

    /// The way of a guest to the login, with what was typed: it is there when they are back.
    fn to_login(&self, orders: &Orders, id: Option<i64>, answer: Response) -> Response {
        keep_for_login(answer, &self.again(id, Vec::new(), None), &orders.links.mall)
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
    asker: Result<SignedIn<AddressForms>, Response>,
    wants: Wants,
    Form(sent): Form<Sent>,
) -> Response {
    let asker = match asker {
        Ok(asker) => asker,
        Err(answer) => return sent.to_login(&orders, None, answer),
    };
    let address = match sent.checked() {
        Ok(address) => address,
        Err(wrong) => return sent.refused(&orders, wants, None, wrong),
    };
    match within_timeout(sql::add(&orders.pool, asker.member.id, &address)).await {
        Ok(Some(id)) => sent.saved(&orders, wants, id),
        Ok(None) => match wants {
            Wants::Json => refuse(StatusCode::CONFLICT, "full"),
            Wants::Page => see_with(
                &sent.form_page(None),
                &sent.again(None, Vec::new(), Some(Obstacle::Full)),
                &orders.links.mall,
            ),
        },
        Err(_) => wants.unavailable(),
    }
}

async fn change(
    State(orders): State<Orders>,
    asker: Result<SignedIn<AddressForms>, Response>,
    wants: Wants,
    Form(sent): Form<Sent>,
) -> Response {
    let Some(id) = sent.id() else {
        return match asker {
            Ok(_) => unknown(&orders, wants),
            Err(answer) => answer,
        };
    };
    let asker = match asker {
        Ok(asker) => asker,
        Err(answer) => return sent.to_login(&orders, Some(id), answer),
    };
    let address = match sent.checked() {
        Ok(address) => address,
        Err(wrong) => return sent.refused(&orders, wants, Some(id), wrong),
    };
    match within_timeout(sql::change(&orders.pool, asker.member.id, id, &address)).await {
        Ok(true) => sent.saved(&orders, wants, id),
        Ok(false) => match wants {
            Wants::Json => refuse(StatusCode::NOT_FOUND, "no-such-address"),
            Wants::Page => see_with(
                &sent.form_page(None),
                &sent.again(None, Vec::new(), Some(Obstacle::Gone)),
                &orders.links.mall,
            ),
        },
        Err(_) => wants.unavailable(),
    }
}

async fn remove(
    State(orders): State<Orders>,
    asker: SignedIn<AddressForms>,
    Form(sent): Form<Sent>,
) -> Response {
    one(&orders, &asker, &sent, async |pool, member, id| {
        let removed = sql::remove(pool, member, id).await?;
        Ok(removed.map(|address| AddressNotice::Removed(address.into())))
    })
    .await
}

async fn make_default(
    State(orders): State<Orders>,
    asker: SignedIn<AddressForms>,
    Form(sent): Form<Sent>,
) -> Response {
    one(&orders, &asker, &sent, async |pool, member, id| {
        let is_done = sql::make_default(pool, member, id).await?;
        Ok(is_done.then_some(AddressNotice::Default))
    })
    .await
}

/// Does something with an address of the sender; `change` gives what is said of it, or nothing if there is no such address.
async fn one(
    orders: &Orders,
    asker: &SignedIn<AddressForms>,
    sent: &Sent,
    change: impl AsyncFnOnce(&PgPool, MemberId, i64) -> sqlx::Result<Option<AddressNotice>>,
) -> Response {
    let wants = asker.wants;
    let Some(id) = sent.id() else {
        return unknown(orders, wants);
    };
    match (
        within_timeout(change(&orders.pool, asker.member.id, id)).await,
        wants,
    ) {
        (Ok(Some(_)), Wants::Json) => Json(json!({ "id": id })).into_response(),
        (Ok(Some(done)), Wants::Page) => see_with(path::ADDRESSES, &done, &orders.links.mall),
        (Ok(None), _) => unknown(orders, wants),
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
