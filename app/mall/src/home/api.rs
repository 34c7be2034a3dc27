//! What the front page asks for.

use crate::{card::Card, category::api::CategoryLink};
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// A top category in the menu, with the second level below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuEntry {
    /// The category itself.
    pub category: CategoryLink,
    /// Its second level.
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

/// The front page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// Every top category.
    pub menu: Vec<MenuEntry>,
    /// One product of each of several categories.
    pub picks: Vec<Card>,
    /// The first categories, with products.
    pub floors: Vec<Floor>,
}

/// Everything on the front page, in one answer.
#[server(prefix = "/api/mall", endpoint = "front", input = GetUrl)]
pub async fn load_front() -> Result<Front, Failure> {
    crate::server::catalogue::front().await
}
