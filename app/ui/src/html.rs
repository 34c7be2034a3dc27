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
            without_markers(&html).into()
        })
    }

    /// The HTML itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Leaves the markers out that stand between nodes. In text and in attributes `<!>` is what somebody wrote: there the first
/// character is written `&lt;`, here the quotes are looked at.
fn without_markers(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(tag) = rest.find('<') {
        kept.push_str(&rest[..tag]);
        rest = &rest[tag..];
        if let Some(after) = rest.strip_prefix(MARKER) {
            rest = after;
            continue;
        }
        let mut quoted = false;
        let end = rest.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b'>' && !quoted
        });
        let length = end.map_or(rest.len(), |end| end + 1);
        kept.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    kept.push_str(rest);
    kept
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
    use super::{Html, without_markers};
    use leptos::prelude::*;

    #[test]
    fn html_stands_in_a_view_as_it_is_and_text_does_not() {
        let bold = Html::of(view! { <b title="<!>">{"<!>"}</b> });
        assert_eq!(bold.as_str(), r#"<b title="<!>">&lt;!&gt;</b>"#);
        assert_eq!(
            Html::of(view! { <p>"a"{bold}"b"</p> }).as_str(),
            r#"<p>a<b title="<!>">&lt;!&gt;</b>b</p>"#
        );
    }

    #[test]
    fn markers_go_and_everything_else_stays() {
        for (html, kept) in [
            ("", ""),
            ("<!>", ""),
            ("<p>a<!>b<!><i></i><!></p>", "<p>ab<i></i></p>"),
            (
                r#"<a href="?q=<!>&quot;<!>"><!></a>"#,
                r#"<a href="?q=<!>&quot;<!>"></a>"#,
            ),
            ("<!DOCTYPE html><!><!-- <p> -->", "<!DOCTYPE html><!-- <p> -->"),
            ("&lt;!><!>", "&lt;!>"),
            (r#"<p class="never"#, r#"<p class="never"#),
        ] {
            assert_eq!(without_markers(html), kept, "{html}");
        }
    }
}
