//! What the front page shows.

use crate::{card::model::Card, category::model::CategoryLink};
use serde::{Deserialize, Serialize};

/// A top category in the menu, with the second level below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuEntry {
    /// The top category.
    pub category: CategoryLink,
    /// The categories right below it.
    pub children: Vec<CategoryLink>,
}

/// A top category with some of its products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// The category.
    pub category: CategoryLink,
    /// A few of its products.
    pub cards: Vec<Card>,
}

/// What the front page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// Every top category.
    pub menu: Vec<MenuEntry>,
    /// Products of the day, from several top categories.
    pub picks: Vec<Card>,
    /// The first top categories, with some of their products.
    pub floors: Vec<Floor>,
}
