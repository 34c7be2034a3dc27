//! Where the form of the checkout is posted to.

use super::sql::{self, Placing};
use crate::{
    address::own_addresses,
    checkout::{
        confirmation::Confirmation,
        model::Wanted,
        notice::{CheckoutNotice, Refusal},
    },
    server::Orders,
};
use app_forms::server::{FormPage, SignedIn, Wants, keep_for_login, refuse, see, see_with};
use app_kernel::{Failure, Links, Origin, Viewer, path, text::whole_number};
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
use unicode_normalization::UnicodeNormalization;

/// The most characters of a note.
pub(crate) const NOTE_LENGTH: usize = 200;

/// Every endpoint of the checkout.
pub(crate) fn endpoints(orders: &Orders) -> Vec<Endpoint> {
    vec![
        (
            Method::POST,
            path::CHECKOUT_API,
            post(place).with_state(orders.clone()),
        ),
        (
            Method::POST,
            path::CHECKOUT_ADDRESS_API,
            post(choose_address).with_state(orders.clone()),
        ),
    ]
}

/// The page of the checkout.
pub(crate) struct CheckoutForm;

impl FormPage for CheckoutForm {
    const PATH: &'static str = path::CHECKOUT;

    fn origin(links: &Links) -> &Origin {
        &links.mall
    }
}

/// The form as it is sent. Whatever else is sent, such as a price, is not looked at.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    sku: String,
    #[serde(default)]
    quantity: String,
    #[serde(default)]
    address: String,
    /// Another address, from a button that chooses it.
    #[serde(default)]
    chosen: String,
    #[serde(default)]
    note: String,
    /// The fingerprint of what the member has seen of goods, freight and total.
    #[serde(default)]
    seen: String,
    /// The fingerprint of the address as the member has seen it, if they were shown one.
    #[serde(default)]
    address_seen: String,
    #[serde(default)]
    confirmation: String,
}

impl Sent {
    fn wanted(&self) -> Option<Wanted> {
        wanted(&self.sku, &self.quantity)
    }

    fn address(&self) -> Option<i64> {
        whole_number(&self.address)?.parse().ok()
    }

    /// The note in the form in which it is stored: composed characters (NFC), and no characters that control a terminal.
    fn note(&self) -> Result<String, Refusal> {
        let note: String = self
            .note
            .nfc()
            .filter(|c| *c == '\n' || !c.is_control())
            .collect();
        let note = note.trim();
        if note.chars().count() > NOTE_LENGTH {
            return Err(Refusal::Note);
        }
        Ok(note.to_owned())
    }

    /// The page with this form again.
    fn page(&self) -> String {
        let mut pairs = Vec::new();
        if !self.sku.is_empty() {
            pairs.extend([("sku", start(&self.sku)), ("quantity", start(&self.quantity))]);
        }
        let address = [&self.chosen, &self.address]
            .into_iter()
            .find(|id| !id.is_empty());
        pairs.extend(address.map(|id| ("address", start(id))));
        if pairs.is_empty() {
            path::CHECKOUT.to_owned()
        } else {
            format!("{}?{}", path::CHECKOUT, path::query(&pairs))
        }
    }

    fn notice(&self, refusal: Option<Refusal>) -> CheckoutNotice {
        CheckoutNotice {
            wanted: self.wanted(),
            refusal,
            address: whole_number(&self.chosen).and_then(|id| id.parse().ok()),
            // A little more than is allowed, so that one sees what is too much.
            note: self.note.chars().take(NOTE_LENGTH + 50).collect(),
        }
    }
}

/// As much of a number as an address shall hold. What is longer is no number.
fn start(number: &str) -> &str {
    let end = number.char_indices().nth(24).map_or(number.len(), |(at, _)| at);
    &number[..end]
}

/// What is bought, by the fields that say so; `None` if they say nothing that can be.
pub(crate) fn wanted(sku: &str, quantity: &str) -> Option<Wanted> {
    if sku.is_empty() && quantity.is_empty() {
        return Some(Wanted::Cart);
    }
    let sku = whole_number(sku)?.parse().ok()?;
    let quantity = whole_number(quantity)?.parse().ok()?;
    (1..=MOST_PIECES)
        .contains(&quantity)
        .then_some(Wanted::Now(sku, quantity))
}

/// The most pieces of one variant in an order, as in a cart.
const MOST_PIECES: i32 = 99;

async fn choose_address(
    State(orders): State<Orders>,
    asker: Result<SignedIn<CheckoutForm>, Response>,
    Form(sent): Form<Sent>,
) -> Response {
    if let Err(answer) = asker {
        return keep_for_login(answer, &sent.notice(None), &orders.links.mall);
    }
    see_with(&sent.page(), &sent.notice(None), &orders.links.mall)
}

async fn place(
    State(orders): State<Orders>,
    asker: Result<SignedIn<CheckoutForm>, Response>,
    Form(sent): Form<Sent>,
) -> Response {
    let asker = match asker {
        Ok(asker) => asker,
        // Back at the very step, with the note.
        Err(answer) => return keep_for_login(answer, &sent.notice(None), &orders.links.mall),
    };
    match placed(&orders, &asker, &sent).await {
        Ok(Ok(Placed { number, pieces })) => {
            let answer = match asker.wants {
                Wants::Page => see(&path::order_pay(&number)),
                Wants::Json => (StatusCode::CREATED, Json(json!({ "number": number }))).into_response(),
            };
            // The number at the cart in the header.
            let badge = orders.cart_cookies.badge(pieces, &Viewer::Member(asker.member));
            (AppendHeaders(badge.map(|badge| (SET_COOKIE, badge))), answer).into_response()
        }
        Ok(Err(refusal)) => match asker.wants {
            Wants::Page => see_with(&sent.page(), &sent.notice(Some(refusal)), &orders.links.mall),
            Wants::Json => refuse(refusal.status(), refusal.code()),
        },
        Err(_) => asker.wants.unavailable(),
    }
}

/// An order that the form stands for, placed now or before.
struct Placed {
    number: String,
    /// The pieces that are left in the cart.
    pieces: u32,
}

async fn placed(
    orders: &Orders,
    asker: &SignedIn<CheckoutForm>,
    sent: &Sent,
) -> Result<Result<Placed, Refusal>, Failure> {
    let member = asker.member.id;
    let Some(wanted) = sent.wanted() else {
        return Ok(Err(Refusal::Form));
    };
    let key = orders.secrets().await?.confirmation.as_slice();
    let Some(confirmation) = Confirmation::read(key, member, &sent.confirmation) else {
        return Ok(Err(Refusal::Confirmation));
    };
    let note = match sent.note() {
        Ok(note) => note,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(address) = sent.address() else {
        return Ok(Err(Refusal::Address));
    };
    // A fingerprint is hexadecimal; whatever else is sent is none, and no text that the database would refuse.
    if !sent.seen.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Err(Refusal::Changed));
    }
    if !sent.address_seen.is_empty() {
        let addresses = within_timeout(own_addresses(&orders.pool, member)).await?;
        let now = addresses.iter().find(|own| own.id == address);
        if now.is_some_and(|now| now.fingerprint() != sent.address_seen) {
            return Ok(Err(Refusal::AddressChanged));
        }
    }
    let placing = Placing {
        member,
        wanted,
        confirmation,
        address,
        note: &note,
        seen: &sent.seen,
        time_to_pay: orders.time_to_pay,
        most_unpaid: orders.most_unpaid,
    };
    let row = within_timeout(sql::place(&orders.pool, placing)).await?;
    Ok(match (row.outcome.as_str(), row.number) {
        ("placed", Some(number)) => Ok(Placed {
            number,
            pieces: row
                .pieces
                .and_then(|pieces| u32::try_from(pieces).ok())
                .unwrap_or(u32::MAX),
        }),
        ("changed", _) => Err(Refusal::Changed),
        ("empty", _) => Err(Refusal::Empty),
        ("old", _) => Err(Refusal::Confirmation),
        ("unpaid", _) => Err(Refusal::Unpaid),
        _ => Err(Refusal::Address),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kernel::SkuId;

    #[test]
    fn what_is_bought_is_the_cart_or_some_pieces() {
        assert_eq!(wanted("", ""), Some(Wanted::Cart));
        assert_eq!(wanted("100101", "2"), Some(Wanted::Now(SkuId(100_101), 2)));
        assert_eq!(wanted("100101", "９９"), Some(Wanted::Now(SkuId(100_101), 99)));
        for (sku, quantity) in [
            ("100101", ""),
            ("", "2"),
            ("100101", "0"),
            ("100101", "100"),
            ("100101", "-1"),
            ("100101", "1000000000"),
            ("x", "1"),
            ("99999999999999999999", "1"),
        ] {
            assert_eq!(wanted(sku, quantity), None, "{sku:?} {quantity:?}");
        }
    }

    #[test]
    fn a_page_has_the_start_of_what_is_no_number() {
        assert_eq!(start("100101"), "100101");
        assert_eq!(start(&"九".repeat(20_000)), "九".repeat(24));
    }

    fn note(typed: &str) -> Result<String, Refusal> {
        Sent {
            sku: String::new(),
            quantity: String::new(),
            address: String::new(),
            chosen: String::new(),
            note: typed.to_owned(),
            seen: String::new(),
            address_seen: String::new(),
            confirmation: String::new(),
        }
        .note()
    }

    #[test]
    fn a_note_is_what_was_typed_without_controls() {
        assert_eq!(note(" 放门口\r\n谢谢\0 🐼 "), Ok("放门口\n谢谢 🐼".to_owned()));
        assert_eq!(note(&"字".repeat(NOTE_LENGTH)), Ok("字".repeat(NOTE_LENGTH)));
        assert_eq!(note(&"字".repeat(NOTE_LENGTH + 1)), Err(Refusal::Note));
    }
}
