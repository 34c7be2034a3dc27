//! What a category's page shows.

use crate::card::model::Card;
use serde::{Deserialize, Serialize};

/// A link to a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryLink {
    /// The category's part of the address: `/c/{slug}`.
    pub slug: String,
    /// The category's name in the visitor's language.
    pub name: String,
}

/// One page of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// From the top category down to this one.
    pub trail: Vec<CategoryLink>,
    /// The categories right below; for a category of the lowest level, itself and its sisters.
    pub nearby: Vec<CategoryLink>,
    /// The products of this page.
    pub cards: Vec<Card>,
    /// The number of the page, counted from 1.
    pub page: i64,
    /// The number of products on all pages.
    pub total: i64,
}

impl Category {
    /// Slug and name of the category itself.
    pub(crate) fn own_link(&self) -> (&str, &str) {
        self.trail
            .last()
            .map_or(("", ""), |link| (&link.slug, &link.name))
    }
}
