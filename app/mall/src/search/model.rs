//! What the page of search results shows.

use crate::card::model::Card;
use serde::{Deserialize, Serialize};

/// One page of search results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The searched words after cleaning: one line, trimmed, shortened, without control characters.
    pub words: String,
    /// The products of this page.
    pub cards: Vec<Card>,
    /// The number of the page, counted from 1.
    pub page: i64,
    /// The number of products on all pages.
    pub total: i64,
}
