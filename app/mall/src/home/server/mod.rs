//! Use cases of the front page.

mod sql;

use super::model::Front;
use crate::server::{Mall, read::within_timeout};
use app_kernel::{Failure, Locale};
use app_ui::visit_of_request;
use sqlx::PgPool;

/// Products of the day: a fixed number, one of each top category before a second one of any.
const PICKS: i64 = 10;
/// Floors of the front page.
const FLOORS: i64 = 5;
/// Products on each floor.
const FLOOR_PRODUCTS: i64 = 5;

/// The front page, or during an outage the one last read in the visitor's language.
pub(crate) async fn front() -> Result<Front, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let read = async { within_timeout(read(&mall.pool, locale)).await.map(Some) };
    let front = mall.fronts.fetch(locale, read).await?;
    front.ok_or(Failure::Unavailable)
}

async fn read(pool: &PgPool, locale: Locale) -> sqlx::Result<Front> {
    // One after the other on one connection: side by side they want several, and a copy that has just started has none.
    Ok(Front {
        menu: sql::menu(pool, locale).await?,
        picks: sql::picks(pool, locale, PICKS).await?,
        floors: sql::floors(pool, locale, FLOORS, FLOOR_PRODUCTS).await?,
    })
}
