//! What is remembered of a page.

use super::catalogue::Weight;
use app_kernel::Locale;
use app_ui::public_fragment::PublicFragment;
use leptos::prelude::IntoView;
use serde::Serialize;

/// What a page shows, and the HTML of that.
pub(crate) struct Page<T> {
    pub(crate) data: T,
    pub(crate) html: PublicFragment,
    weight: usize,
}

impl<T: Clone + Serialize> Page<T> {
    /// The page that shows `data` as `view` says.
    pub(crate) fn new<V: IntoView>(locale: Locale, data: T, view: fn(T) -> V) -> Self {
        let html = PublicFragment::render(locale, data.clone(), view);
        // Its JSON is about as long as the texts it holds, and the rest is small.
        let data_weight = serde_json::to_string(&data).map_or(0, |json| json.len());
        Self {
            weight: html.len() + data_weight + size_of::<Self>(),
            html,
            data,
        }
    }
}

impl<T> Weight for Page<T> {
    fn weight(&self) -> usize {
        self.weight
    }
}
