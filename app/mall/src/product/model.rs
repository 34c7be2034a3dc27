//! What a product's page shows.

#[cfg(feature = "ssr")]
use crate::category::model::CategoryLink;
use app_kernel::{Money, SkuId};
use serde::{Deserialize, Serialize};

/// An option the variants of a product differ in, such as the colour, and its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionAxis {
    /// Name of the option.
    pub name: String,
    /// Its values, in the order of the catalogue.
    pub values: Vec<String>,
}

/// A variant (规格, SKU): one value of each option, a price and a stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Id of the variant, the thing that is bought.
    pub sku: SkuId,
    /// For each option the index of this variant's value in [`OptionAxis::values`].
    pub choice: Vec<u32>,
    /// Price of one piece.
    pub price: Money,
    /// Pieces that can be bought now; 11 stands for that many and more.
    pub stock: i32,
}

/// A product with its variants, in the visitor's language.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Name of the product.
    pub name: String,
    /// One line of advertising.
    pub tagline: String,
    /// A description of a few sentences.
    pub description: String,
    /// Path of the picture.
    pub picture: String,
    /// The product's category and those above it, from the top down.
    pub trail: Vec<CategoryLink>,
    /// The options its variants differ in.
    pub options: Vec<OptionAxis>,
    /// Every variant, in the order of the catalogue.
    pub variants: Vec<Variant>,
    /// The variant that was asked for.
    pub chosen: SkuId,
}
