//! What is remembered of a page.

use super::catalogue::{Known, Weight};
use app_kernel::{Links, Locale};
use app_ui::{
    Content, Description, Outdated, PageHead, description, html::Html, public_fragment::PublicFragment,
};
use leptos::prelude::*;
use serde::Serialize;

/// What a page shows, and the HTML of that.
pub(crate) struct Page<T> {
    pub(crate) data: T,
    title: String,
    /// What search engines and messengers are told of it; nothing of pages that they leave out.
    description: Html,
    content: PublicFragment,
    weight: usize,
}

impl<T: Clone + Serialize> Page<T> {
    /// The page that shows `data` as `view` says, with this title.
    pub(crate) fn new<V: IntoView>(locale: Locale, title: String, data: T, view: fn(T) -> V) -> Self {
        let content = PublicFragment::render(locale, data.clone(), view);
        // Its JSON is about as long as the texts it holds, and the rest is small.
        let data_weight = serde_json::to_string(&data).map_or(0, |json| json.len());
        Self {
            weight: content.html().as_str().len() + data_weight + size_of::<Self>(),
            title,
            description: Html::default(),
            content,
            data,
        }
    }

    /// The page with a description for search engines: what it is about, and its path.
    pub(crate) fn described(mut self, locale: Locale, links: &Links, text: &str, address: &str) -> Self {
        let title = &self.title;
        self.description = description(locale, links, &Description { title, text, address });
        self.weight += self.description.as_str().len();
        self
    }
}

impl<T> Weight for Page<T> {
    fn weight(&self) -> usize {
        self.weight
    }
}

impl<T> Known<Page<T>> {
    /// The page, with the sign of its age if it is old.
    pub(crate) fn content(&self) -> Content {
        let page = &*self.answer;
        let own = view! {
            <PageHead title=page.title.clone() description=page.description.clone() />
            <Outdated age=self.outdated />
        };
        Content::default().view(own).public(page.content.clone())
    }
}
