//! What a product's page asks for.

use crate::category::api::CategoryLink;
use app_kernel::{Failure, Money, SkuId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// What a variant differs in, such as the colour, and the values there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionAxis {
    /// Its name.
    pub name: String,
    /// Its values, in the order of the catalogue.
    pub values: Vec<String>,
}

/// A variant: one value of each option, a price and a stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// What is bought.
    pub sku: SkuId,
    /// For each option the number of the chosen value.
    pub choice: Vec<u32>,
    /// Its price.
    pub price: Money,
    /// How many can be bought now.
    pub stock: i32,
}

/// A product in the visitor's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// One line that makes one want it.
    pub tagline: String,
    /// A few honest sentences.
    pub description: String,
    /// Address of the picture.
    pub picture: String,
    /// From the top category down.
    pub trail: Vec<CategoryLink>,
    /// What its variants differ in.
    pub options: Vec<OptionAxis>,
    /// Every variant.
    pub variants: Vec<Variant>,
}

/// The product a variant belongs to; `None` if there is no such variant.
#[server(prefix = "/api/mall", endpoint = "product", input = GetUrl)]
pub async fn load_product(sku: SkuId) -> Result<Option<Product>, Failure> {
    crate::server::catalogue::product_of(sku).await
}
