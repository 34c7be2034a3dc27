//! The format of `catalogue/catalogue.json`.

use crate::server::bilingual::Bilingual;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(super) struct Catalogue {
    pub(super) categories: Vec<Category>,
    pub(super) brands: Vec<Named>,
    /// In the order in which they are offered as filters.
    pub(super) attributes: Vec<Named>,
    pub(super) products: Vec<Product>,
}

#[derive(Deserialize)]
pub(super) struct Category {
    pub(super) slug: String,
    #[serde(flatten)]
    pub(super) name: Bilingual,
    pub(super) picture: Option<String>,
    /// What a piece of it weighs with its wrapping, of a category that has products.
    grams: Option<i32>,
    #[serde(default)]
    pub(super) children: Vec<Category>,
}

/// A brand or an attribute.
#[derive(Deserialize, Serialize)]
pub(super) struct Named {
    pub(super) slug: String,
    #[serde(flatten)]
    pub(super) name: Bilingual,
}

#[derive(Deserialize)]
pub(super) struct Product {
    pub(super) slug: String,
    /// Slug of a category of the third level.
    pub(super) category: String,
    /// Slug of its brand.
    pub(super) brand: String,
    #[serde(flatten)]
    pub(super) name: Bilingual,
    pub(super) tagline_zh: String,
    pub(super) tagline_en: String,
    pub(super) description_zh: String,
    pub(super) description_en: String,
    pub(super) picture: String,
    pub(super) palette: String,
    /// Price of the variant with the first value of every option.
    pub(super) price_fen: i64,
    /// Since when it has been on sale, as `2026-03-31`.
    pub(super) released: String,
    /// Pieces sold before the mall opened.
    pub(super) sold: i32,
    /// Its value of each attribute it has, by the attribute's slug.
    pub(super) attributes: BTreeMap<String, Bilingual>,
    pub(super) options: Vec<Choice>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(flatten)]
    pub(super) name: Bilingual,
    pub(super) values: Vec<Value>,
}

#[derive(Deserialize)]
pub(super) struct Value {
    #[serde(flatten)]
    pub(super) name: Bilingual,
    /// What this value adds to the price.
    #[serde(default)]
    pub(super) add_fen: i64,
}

/// A variant of a product: one value for every option.
pub(super) struct Variant<'a> {
    pub(super) choice: Vec<&'a Bilingual>,
    pub(super) price_fen: i64,
}

impl Category {
    /// The weights of the categories with products that are here, by slug.
    fn weights(&self) -> Vec<(&str, i32)> {
        let own = self.grams.map(|grams| (self.slug.as_str(), grams));
        own.into_iter()
            .chain(self.children.iter().flat_map(Self::weights))
            .collect()
    }
}

impl Catalogue {
    /// What a piece of a category weighs with its wrapping, in grams, by the category's slug.
    pub(super) fn weights(&self) -> BTreeMap<&str, i32> {
        self.categories.iter().flat_map(Category::weights).collect()
    }

    pub(super) fn read() -> Self {
        serde_json::from_str(include_str!("../../../catalogue/catalogue.json"))
            .expect("catalogue/catalogue.json is valid")
    }
}

impl Product {
    /// Every combination of values, the last option changing fastest.
    pub(super) fn variants(&self) -> Vec<Variant<'_>> {
        let first = Variant {
            choice: Vec::new(),
            price_fen: self.price_fen,
        };
        self.options.iter().fold(vec![first], |variants, option| {
            variants
                .iter()
                .flat_map(|variant| {
                    option.values.iter().map(|value| Variant {
                        choice: variant.choice.iter().copied().chain([&value.name]).collect(),
                        price_fen: variant.price_fen + value.add_fen,
                    })
                })
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mall_opens_with_a_full_house() {
        let catalogue = Catalogue::read();
        let variants: usize = catalogue
            .products
            .iter()
            .map(|product| product.variants().len())
            .sum();
        assert!(
            catalogue.categories.len() >= 12,
            "top categories: {}",
            catalogue.categories.len()
        );
        assert!(
            catalogue.products.len() >= 150,
            "products: {}",
            catalogue.products.len()
        );
        assert!(variants >= 450, "variants: {variants}");
    }
}
