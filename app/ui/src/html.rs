//! Views as HTML, and HTML in views.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, IntoView, Render, RenderHtml},
    tachys::{
        hydration::Cursor,
        view::{Position, PositionState, RenderFlags},
    },
};
use std::sync::Arc;

/// HTML that stands in a view as it is. Exists on the server only. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(Arc<str>);

/// What leptos writes between nodes, so that the browser finds them again when an island wakes up.
const MARKER: &str = "<!>";
/// The beginning of every island.
const ISLAND: &str = "<leptos-island";

impl Html {
    /// The HTML of `view`. Where no island will look for leptos's markers, there are none.
    pub fn of(view: impl IntoView) -> Self {
        let html = view.into_view().to_html();
        Self(if html.contains(ISLAND) {
            html.into()
        } else {
            // Text and attributes are escaped, so nothing else looks like one.
            html.replace(MARKER, "").into()
        })
    }

    /// The HTML itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Render for Html {
    type State = <() as Render>::State;

    fn build(self) -> Self::State {
        Render::build(())
    }

    fn rebuild(self, _state: &mut Self::State) {}
}

/// Takes no attributes.
impl AddAnyAttr for Html {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self
    }
}

impl RenderHtml for Html {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn html_len(&self) -> usize {
        self.0.len()
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
    use super::Html;
    use leptos::prelude::*;

    #[test]
    fn html_stands_in_a_view_as_it_is_and_text_does_not() {
        let bold = Html::of(view! { <b title="<!>">{"<!>"}</b> });
        assert_eq!(bold.as_str(), r#"<b title="&lt;!&gt;">&lt;!&gt;</b>"#);
        assert_eq!(
            Html::of(view! { <p>"a"{bold}"b"</p> }).as_str(),
            r#"<p>a<b title="&lt;!&gt;">&lt;!&gt;</b>b</p>"#
        );
    }
}
