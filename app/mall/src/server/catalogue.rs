//! What the pages of the shop ask for.

use super::{Mall, last_good::PATIENCE, store};
use crate::{category::api::Category, home::api::Front, product::api::Product, search::api::Results};
use app_kernel::{Failure, Locale, SkuId};
use app_ui::{pagination::PAGE_SIZE, visit};
use leptos::prelude::expect_context;
use sqlx::PgPool;
use tokio::time::timeout;

/// The longest search worth making, in characters.
const SEARCH_LENGTH: usize = 80;
/// More words than this narrow nothing down any further.
const SEARCH_WORDS: usize = 8;
/// Floors on the front page, and products on each.
const FLOORS: i64 = 5;
const FLOOR_PRODUCTS: i64 = 5;

pub(crate) async fn front() -> Result<Front, Failure> {
    let (mall, locale) = here();
    let asked = async { read_front(&mall.pool, locale).await.map(Some) };
    let front = mall.fronts.or_last(locale, asked).await?;
    front.ok_or(Failure::Unavailable)
}

async fn read_front(pool: &PgPool, locale: Locale) -> Result<Front, Failure> {
    let menu = store::menu(pool, locale).await.map_err(report)?;
    let picks = store::picks(pool, locale, FLOOR_PRODUCTS * 2)
        .await
        .map_err(report)?;
    let floors = store::floors(pool, locale, FLOORS, FLOOR_PRODUCTS)
        .await
        .map_err(report)?;
    Ok(Front { menu, picks, floors })
}

pub(crate) async fn category(slug: &str, page: i64) -> Result<Option<Category>, Failure> {
    let (mall, locale) = here();
    let (Some(offset), false) = (offset(page), slug.contains('\0')) else {
        return Ok(None);
    };
    let asked = read_category(&mall.pool, locale, slug, page, offset);
    let question = (locale, slug.to_owned(), page);
    mall.categories.or_last(question, asked).await
}

async fn read_category(
    pool: &PgPool,
    locale: Locale,
    slug: &str,
    page: i64,
    offset: i64,
) -> Result<Option<Category>, Failure> {
    let Some(place) = store::place(pool, locale, slug).await.map_err(report)? else {
        return Ok(None);
    };
    let (cards, total) = store::cards_below(pool, locale, place.id, PAGE_SIZE, offset)
        .await
        .map_err(report)?;
    if cards.is_empty() && page > 1 {
        return Ok(None);
    }
    let nearby = store::nearby(pool, locale, place.id).await.map_err(report)?;
    Ok(Some(Category {
        trail: place.trail,
        nearby,
        cards,
        total,
    }))
}

pub(crate) async fn search(text: &str, page: i64) -> Result<Results, Failure> {
    let (mall, locale) = here();
    let words = readable(text);
    let patterns: Vec<String> = words
        .split_whitespace()
        .take(SEARCH_WORDS)
        .map(containing)
        .collect();
    let Some(offset) = offset(page).filter(|_| !patterns.is_empty()) else {
        return Ok(Results {
            words,
            cards: Vec::new(),
            total: 0,
        });
    };
    let asked = store::cards_named(&mall.pool, locale, &patterns, PAGE_SIZE, offset);
    let (cards, total) = timeout(PATIENCE, asked)
        .await
        .map_err(|_| Failure::Unavailable)?
        .map_err(report)?;
    Ok(Results { words, cards, total })
}

pub(crate) async fn product_of(sku: SkuId) -> Result<Option<Product>, Failure> {
    let (mall, locale) = here();
    let asked = read_product(&mall.pool, locale, sku);
    mall.products.or_last((locale, sku), asked).await
}

async fn read_product(pool: &PgPool, locale: Locale, sku: SkuId) -> Result<Option<Product>, Failure> {
    let Some(found) = store::product_of(pool, locale, sku).await.map_err(report)? else {
        return Ok(None);
    };
    let trail = store::place_of(pool, locale, found.category)
        .await
        .map_err(report)?;
    let variants = store::variants(pool, locale, found.id, &found.option_names)
        .await
        .map_err(report)?;
    Ok(Some(found.with(trail, variants)))
}

fn here() -> (Mall, Locale) {
    (expect_context(), visit().locale)
}

/// The cause is for the log; the visitor learns that the shop cannot be reached.
fn report(error: sqlx::Error) -> Failure {
    tracing::error!(%error, "the catalogue cannot be read");
    Failure::Unavailable
}

/// How many products come before `page`; none for a number that is no page.
fn offset(page: i64) -> Option<i64> {
    (page >= 1).then(|| (page - 1).checked_mul(PAGE_SIZE)).flatten()
}

/// What a search field may hold: one line, without control characters, of a sensible length.
fn readable(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SEARCH_LENGTH)
        .collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A pattern for `ilike` that matches `word` itself anywhere, whatever characters it has.
fn containing(word: &str) -> String {
    let escaped = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_one_readable_line() {
        assert_eq!(readable("  red \0\t shoes\r\n"), "red shoes");
        assert_eq!(readable(&"长".repeat(100)).chars().count(), SEARCH_LENGTH);
    }

    #[test]
    fn wildcards_are_only_characters() {
        assert_eq!(containing("100%_a\\"), r"%100\%\_a\\%");
    }

    #[test]
    fn pages_count_from_one() {
        assert_eq!(offset(1), Some(0));
        assert_eq!(offset(3), Some(48));
        assert_eq!(offset(0), None);
        assert_eq!(offset(i64::MAX), None);
    }
}
