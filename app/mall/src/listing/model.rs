//! What a list of products shows, and how it is narrowed down.

use crate::card::model::Card;
use app_kernel::Money;
use serde::{Deserialize, Serialize};

/// How a list is narrowed down and sorted, as its address says it.
///
/// Values of one filter are alternatives, filters hold together. They look at products: a product with a black and a large
/// variant has both, even if no variant is both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Slug of the category it must be in or below; for search results only.
    pub category: Option<String>,
    /// Slugs of the brands, in order.
    pub brands: Vec<String>,
    /// Values of attributes and options, in order.
    pub values: Vec<Value>,
    /// What the cheapest variant may cost.
    pub price: PriceRange,
    /// Whether some variant must be in stock.
    pub in_stock: bool,
    /// The order of the list.
    pub sort: Sort,
}

impl Filters {
    /// Whether anything is left out.
    pub(crate) fn narrows(&self) -> bool {
        let none = Self {
            sort: self.sort,
            price: PriceRange {
                unreadable: self.price.unreadable.clone(),
                ..PriceRange::default()
            },
            ..Self::default()
        };
        *self != none
    }
}

/// A value of an attribute or option, by slugs: `colour:obsidian` in an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Value {
    /// Slug of the attribute, or of the option's name.
    pub facet: String,
    /// Slug of the value.
    pub slug: String,
}

/// The least and the greatest price, each included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceRange {
    /// The least.
    pub min: Option<Money>,
    /// The greatest.
    pub max: Option<Money>,
    /// What was typed for the least and the greatest, if one of them is no price. The list is then not narrowed by price.
    pub unreadable: Option<(String, String)>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Search results by how well they match, categories in the order of the catalogue.
    #[default]
    Best,
    /// The cheapest first.
    Price,
    /// The dearest first.
    PriceDesc,
    /// The most recently released first.
    Newest,
    /// The most sold first.
    Sales,
}

/// One page of a list, with what it can be narrowed down by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The products of this page.
    pub cards: Vec<Card>,
    /// The number of the page, counted from 1.
    pub page: i64,
    /// The number of products on all pages.
    pub total: i64,
    /// Whether there are more products than were looked at.
    pub is_cut_off: bool,
    /// How it is narrowed down.
    pub filters: Filters,
    /// What it can be narrowed down by.
    pub facets: Facets,
}

/// What a list can be narrowed down by. Each number counts the products that there would be with that value alone, and all
/// other filters as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Categories: the top ones, or those right below the chosen one.
    pub categories: Vec<FacetValue>,
    /// The chosen category and those above it, from the top down.
    pub trail: Vec<FacetValue>,
    /// Brands, the most frequent first.
    pub brands: Vec<FacetValue>,
    /// Ranges of prices that have products, the cheapest first.
    pub prices: Vec<PriceCount>,
    /// How many products are in stock.
    pub in_stock: i64,
    /// Attributes and options, those that most products have first.
    pub others: Vec<Facet>,
}

/// A value that a list can be narrowed down by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// Its part of the address.
    pub slug: String,
    /// Its name in the visitor's language.
    pub name: String,
    /// How many products have it.
    pub count: i64,
}

/// An attribute or option that a list can be narrowed down by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Its part of the address.
    pub slug: String,
    /// Its name in the visitor's language.
    pub name: String,
    /// Its values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// A range of prices that a list can be narrowed down to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceCount {
    /// The range.
    pub range: PriceRange,
    /// How many products are in it.
    pub count: i64,
}
