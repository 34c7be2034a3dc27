//! Parts of pages that are the same for everybody, rendered once and sent many times.

use crate::html::Html;
use app_kernel::Locale;
use leptos::prelude::{IntoView, Owner, provide_context};
use std::sync::{Arc, OnceLock};

/// HTML of a part of a page, the same for every visitor with the same language. Cheap to clone.
///
/// Nothing personal can get in: a fragment is made of data by a function that captures nothing, outside of any request, so
/// that neither the visit nor anything else of a visitor is there to be asked for. Islands inside wake up in the browser like all
/// others.
#[derive(Clone, Debug)]
pub struct PublicFragment(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    html: Html,
    /// The HTML, compressed; made when somebody first asks for it.
    compressed: OnceLock<Box<[u8]>>,
}

impl PublicFragment {
    /// The view that `view` makes of `data`, in this language.
    ///
    /// # Panics
    /// If the view asks for the [visit](crate::visit()).
    pub fn render<T, V: IntoView>(locale: Locale, data: T, view: fn(T) -> V) -> Self {
        let of_request = Owner::current();
        let root = Owner::new_root(None);
        let html = root.with(|| {
            provide_context(locale);
            Html::of(view(data))
        });
        root.cleanup();
        match of_request {
            Some(owner) => owner.set(),
            None => root.unset(),
        }
        Self(Arc::new(Kept {
            html,
            compressed: OnceLock::new(),
        }))
    }

    /// The fragment, to stand in a view.
    pub fn html(&self) -> Html {
        self.0.html.clone()
    }

    /// The fragment, compressed by whoever asks first. It is sent many times, so that may take a while.
    pub fn compressed(&self, compress: impl FnOnce(&str) -> Vec<u8>) -> &[u8] {
        self.0
            .compressed
            .get_or_init(|| compress(self.0.html.as_str()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::t;
    use leptos::prelude::*;

    #[test]
    fn a_fragment_speaks_the_language_it_was_rendered_in() {
        for (locale, words) in [(Locale::En, "<p>Search</p>"), (Locale::ZhCn, "<p>搜索</p>")] {
            let fragment = PublicFragment::render(locale, (), |()| view! { <p>{t("search-button")}</p> });
            assert_eq!(fragment.html().as_str(), words);
        }
    }

    #[test]
    fn the_request_around_it_is_out_of_reach_and_is_still_there_afterwards() {
        Owner::new_root(None).with(|| {
            provide_context("zhangsan");
            let found = PublicFragment::render(Locale::En, (), |()| {
                use_context::<&str>().unwrap_or("nobody").to_owned()
            });
            assert_eq!(found.html().as_str(), "nobody");
            assert_eq!(use_context::<&str>(), Some("zhangsan"));
        });
    }
}
