//! Statements of suggestions and corrections.

use crate::listing::server::terms::Terms;
use sqlx::PgPool;

/// The most products that are looked at for suggestions.
const LOOKED_AT: i64 = 10_000;

/// A product as a suggestion shows it.
pub(super) struct NameRow {
    pub(super) sku_id: i64,
    pub(super) name_zh: String,
    pub(super) name_en: String,
}

/// The products in whose names there are words that begin like these, the most likely first.
pub(super) async fn names(pool: &PgPool, terms: &Terms, limit: i64) -> sqlx::Result<Vec<NameRow>> {
    let patterns = terms.patterns();
    sqlx::query_as!(
        NameRow,
        "select sku_id, name_zh, name_en
         from (
             select product_id, sku_id, name_zh, name_en, sold, searchable like $3 as is_prefix
             from mall.card
             where ($1 = '' or mall.grams(searchable) @@ $1::text::tsquery) and searchable like all($2::text[])
             limit $4
         ) found
         order by is_prefix desc, sold desc, product_id
         limit $5",
        terms.tsquery(),
        &patterns.beginnings,
        patterns.prefix,
        LOOKED_AT,
        limit
    )
    .fetch_all(pool)
    .await
}

/// A word of a search with a word of the catalogue that it may have been meant to be.
pub(super) struct Likeness {
    pub(super) typed: String,
    pub(super) meant: String,
}

/// Of these English words those that no product has, each with the words of the catalogue that are like it.
pub(super) async fn likenesses(pool: &PgPool, words: &[String]) -> sqlx::Result<Vec<Likeness>> {
    sqlx::query_as!(
        Likeness,
        "select distinct typed as \"typed!\", known.word as meant
         from unnest($1::text[]) typed
         cross join mall.variants(typed) shortened
         join mall.word_variant known on known.variant = shortened
         where not exists (
             select from mall.card where mall.grams(searchable) @@ (quote_literal(typed) || ':*')::tsquery
         )",
        words
    )
    .fetch_all(pool)
    .await
}
