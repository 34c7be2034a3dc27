//! Rows as the statements give them.

use std::sync::Arc;

use serde::Deserialize;
use sqlx::{FromRow, types::Json};

use crate::{
    Price,
    catalogue::{Card, Level, Variant},
};

/// A category.
#[derive(FromRow)]
pub struct CategoryRow {
    pub id: i64,
    pub parent_id: Option<i64>,
    pub slug: String,
    pub name_zh: String,
}

/// A card.
#[derive(FromRow)]
pub struct CardRow {
    sku_id: i64,
    name_zh: String,
    tagline_zh: String,
    picture: String,
    palette: String,
    price_fen: i64,
    has_dearer: bool,
    in_stock: bool,
}

/// A card on the front page, on a floor or among the picks.
#[derive(FromRow)]
pub struct FrontRow {
    pub floor: Option<i64>,
    #[sqlx(flatten)]
    pub card: CardRow,
}

/// A card of a list, with how many the whole list has.
#[derive(FromRow)]
pub struct ListRow {
    pub total: i64,
    #[sqlx(flatten)]
    pub card: CardRow,
}

/// A card with what a search looks at.
#[derive(FromRow)]
pub struct SearchableRow {
    pub searchable: String,
    pub name_en: String,
    #[sqlx(flatten)]
    pub card: CardRow,
}

/// A product with its variants.
#[derive(FromRow)]
pub struct ProductRow {
    pub category_id: i64,
    pub name_zh: String,
    pub tagline_zh: String,
    pub description_zh: String,
    pub picture: String,
    pub palette: String,
    pub options: Json<Vec<Label>>,
    pub variants: Json<Vec<VariantRow>>,
}

/// A word in the language that is shown.
#[derive(Deserialize)]
pub struct Label {
    pub zh: String,
}

/// A variant of a product.
#[derive(Deserialize)]
pub struct VariantRow {
    id: i64,
    choice: Vec<Label>,
    price_fen: i64,
    stock: i64,
}

impl From<CardRow> for Arc<Card> {
    fn from(row: CardRow) -> Self {
        Self::new(Card {
            sku_id: row.sku_id,
            name: row.name_zh.into(),
            tagline: row.tagline_zh.into(),
            picture: row.picture.into(),
            palette: row.palette.into(),
            price: Price(row.price_fen),
            has_dearer: row.has_dearer,
            in_stock: row.in_stock,
        })
    }
}

impl From<VariantRow> for Variant {
    fn from(row: VariantRow) -> Self {
        Self {
            id: row.id,
            choice: row.choice.into_iter().map(|label| label.zh.into()).collect(),
            price: Price(row.price_fen),
            level: Level::of(row.stock),
        }
    }
}
