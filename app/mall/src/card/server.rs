//! Products as the table `mall.card` has them.

use super::model::Card;
use crate::server::{bilingual::in_language, pictures};
use app_kernel::{Locale, Money, SkuId};
use serde::Deserialize;

/// A row of the table `mall.card`, with the number of rows there are without a limit.
#[derive(Deserialize)]
pub(crate) struct CardRow {
    pub(crate) sku_id: i64,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) tagline_zh: String,
    pub(crate) tagline_en: String,
    pub(crate) picture: String,
    pub(crate) palette: String,
    pub(crate) price_fen: i64,
    pub(crate) has_dearer: bool,
    pub(crate) in_stock: bool,
    /// How many rows there are without the limit, where the statement counts them in each row.
    #[serde(default)]
    pub(crate) total: i64,
}

impl CardRow {
    pub(crate) fn card(&self, locale: Locale) -> Card {
        Card {
            sku: SkuId(self.sku_id),
            name: in_language(locale, &self.name_zh, &self.name_en).clone(),
            tagline: in_language(locale, &self.tagline_zh, &self.tagline_en).clone(),
            picture: pictures::address(&self.picture, &self.palette),
            price: Money::from_fen(self.price_fen),
            has_dearer: self.has_dearer,
            in_stock: self.in_stock,
        }
    }
}

/// The cards of one page of a list, and how many products the whole list has. A page past the end has no rows and
/// says 0.
pub(crate) fn cards_and_total(rows: &[CardRow], locale: Locale) -> (Vec<Card>, i64) {
    let total = rows.first().map_or(0, |row| row.total);
    (rows.iter().map(|row| row.card(locale)).collect(), total)
}
