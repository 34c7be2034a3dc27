//! Use cases of the cart.

mod arrival;
mod clean_up;
pub(crate) mod cookies;
mod endpoints;
mod forms;
mod owner;
mod sql;

pub(crate) use arrival::Arrival;
pub(crate) use clean_up::clean_up;
pub use clean_up::sweep_carts;
pub(crate) use endpoints::endpoints;
pub(crate) use sql::MergeRow;

use super::{
    answer::{Added, Refusal},
    model::Cart,
};
use crate::server::{Mall, read::within_timeout};
use app_kernel::{CartBadge, Failure, Locale, SkuId};
use app_ui::{Content, respond, show_cart_badge, visit};
use axum::http::{header::SET_COOKIE, request::Parts};
use leptos::prelude::{provide_context, use_context};
use owner::Owner;

/// The cart of the visitor, and what the page has to say of their arrival.
pub(crate) async fn own_cart() -> Result<(Cart, Arrival), Failure> {
    let mall = Mall::of_request()?;
    let head = use_context::<Parts>().ok_or(Failure::Internal)?;
    let mut arrival = Arrival::of(&head, &mall).await?;
    let cart = read(&mall, &arrival, visit().locale).await?;
    arrival.pieces = Some(cart.pieces);
    tell(&arrival, &mall);
    Ok((cart, arrival))
}

async fn read(mall: &Mall, arrival: &Arrival, locale: Locale) -> Result<Cart, Failure> {
    let Some(owner) = arrival.owner() else {
        return Ok(Cart::of(Vec::new()));
    };
    let lines = within_timeout(sql::lines(&mall.pool, &owner, locale)).await?;
    Ok(Cart::of(lines))
}

/// The page of a shop that `page` makes, for a member who may have a guest's cart with them: it is merged first. A cart that cannot be
/// merged now keeps nobody from the page, and is merged with the next one.
pub async fn with_merged_cart(page: impl Future<Output = Content>) -> Content {
    if let (Some(head), Ok(mall)) = (use_context::<Parts>(), Mall::of_request())
        && let Ok(mut arrival) = Arrival::of(&head, &mall).await
        && let Some(merged) = &arrival.merged
    {
        arrival.pieces = Some(count(merged.pieces));
        provide_context(*merged);
        tell(&arrival, &mall);
    }
    page.await
}

/// Sets the cookies, and shows the number above the page that is being made.
fn tell(arrival: &Arrival, mall: &Mall) {
    for cookie in arrival.cookies(mall) {
        respond::header(SET_COOKIE, cookie);
    }
    if let Some(pieces) = arrival.pieces {
        show_cart_badge(CartBadge(pieces));
    }
}

/// Adds pieces of a variant to a cart, or puts a line back as it was.
async fn add(
    mall: &Mall,
    owner: &Owner,
    sku: SkuId,
    quantity: i32,
    as_was: (bool, bool),
) -> Result<Result<Added, Refusal>, Failure> {
    let row = within_timeout(sql::add(&mall.pool, owner, sku, quantity, as_was)).await?;
    Ok(match row.outcome.as_str() {
        "added" | "limited" => Ok(Added {
            quantity: row.quantity,
            pieces: count(row.pieces),
            limited: row.outcome == "limited",
            left: row.stock.filter(|left| *left < row.quantity),
        }),
        "full" => Err(Refusal::Full),
        "sold-out" => Err(Refusal::SoldOut),
        _ => Err(Refusal::Unknown),
    })
}

/// Pieces, of which a cart has some ten thousand at most.
fn count(pieces: i64) -> u32 {
    u32::try_from(pieces).unwrap_or(u32::MAX)
}
