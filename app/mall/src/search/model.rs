//! What the page of search results shows.

use crate::listing::model::Listing;
use serde::{Deserialize, Serialize};

/// One page of search results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The searched words after cleaning: one line, trimmed, shortened, without control characters.
    pub words: String,
    /// The words that were looked for instead, because nothing is found by those that were typed.
    pub corrected: Option<String>,
    /// The words by which the products were found, in the form in which they are compared.
    pub found_by: Vec<String>,
    /// The products, and what they can be narrowed down by.
    pub listing: Listing,
}
