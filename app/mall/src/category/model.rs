//! What a category's page shows.

use crate::listing::model::Listing;
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
    /// The products, and what they can be narrowed down by.
    pub listing: Listing,
}

impl Category {
    /// Slug and name of the category itself.
    pub(crate) fn own_link(&self) -> (&str, &str) {
        self.trail
            .last()
            .map_or(("", ""), |link| (&link.slug, &link.name))
    }
}
