//! Parts of pages that are the same for everybody, rendered once and sent many times.

use app_kernel::Locale;
use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, IntoView, Owner, Render, RenderHtml, provide_context},
    tachys::{
        hydration::Cursor,
        view::{Position, PositionState, RenderFlags},
    },
};
use std::sync::Arc;

/// HTML of a part of a page, the same for every visitor with the same language. Cheap to clone.
///
/// Nothing personal can get in: a fragment is made of data by a function that captures nothing, outside of any request, so
/// that neither the visit nor anything else of a visitor is there to be asked for. Islands inside wake up in the browser like all
/// others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicFragment(Arc<str>);

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
            view(data).into_view().to_html()
        });
        root.cleanup();
        match of_request {
            Some(owner) => owner.set(),
            None => root.unset(),
        }
        Self(html.into())
    }

    /// The length of the HTML in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A fragment exists on the server only.
impl Render for PublicFragment {
    type State = <() as Render>::State;

    fn build(self) -> Self::State {
        Render::build(())
    }

    fn rebuild(self, _state: &mut Self::State) {}
}

/// Takes no attributes.
impl AddAnyAttr for PublicFragment {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self
    }
}

impl RenderHtml for PublicFragment {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn html_len(&self) -> usize {
        self.len()
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _flags: RenderFlags,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_str(&self.0);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        RenderHtml::hydrate::<FROM_SERVER>((), cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::t;
    use leptos::prelude::*;

    #[test]
    fn a_fragment_speaks_the_language_it_was_rendered_in() {
        for (locale, words) in [(Locale::En, "Search"), (Locale::ZhCn, "搜索")] {
            let fragment = PublicFragment::render(locale, (), |()| view! { <p>{t("search-button")}</p> });
            assert!(fragment.0.contains(words), "{fragment:?}");
        }
    }

    #[test]
    fn the_request_around_it_is_out_of_reach_and_is_still_there_afterwards() {
        Owner::new_root(None).with(|| {
            provide_context("zhangsan");
            let found = PublicFragment::render(Locale::En, (), |()| {
                use_context::<&str>().unwrap_or("nobody").to_owned()
            });
            assert_eq!(found.0.as_ref(), "nobody");
            assert_eq!(use_context::<&str>(), Some("zhangsan"));
        });
    }
}
