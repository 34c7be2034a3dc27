//! What a page consists of.

use crate::{html::Html, public_fragment::PublicFragment};
use leptos::prelude::{AnyView, IntoView};

/// HTML in the order in which it is sent: what was made for this visitor, and what is the same for everybody.
#[derive(Clone, Debug, Default)]
pub struct Content(Vec<Piece>);

/// A part of it.
#[derive(Clone, Debug)]
pub enum Piece {
    /// HTML that was made for this visitor.
    Own(String),
    /// A fragment that is the same for everybody.
    Public(PublicFragment),
}

impl Content {
    /// Adds HTML that was made for this visitor.
    #[must_use]
    pub fn html(mut self, html: &str) -> Self {
        match self.0.last_mut() {
            Some(Piece::Own(own)) => own.push_str(html),
            _ => self.0.push(Piece::Own(html.to_owned())),
        }
        self
    }

    /// Adds a view that was made for this visitor.
    #[must_use]
    pub fn view(self, view: impl IntoView) -> Self {
        self.html(Html::of(view).as_str())
    }

    /// Adds what is the same for everybody.
    #[must_use]
    pub fn public(mut self, fragment: PublicFragment) -> Self {
        self.0.push(Piece::Public(fragment));
        self
    }

    /// Adds all of another content.
    #[must_use]
    pub fn content(self, content: Self) -> Self {
        content.0.into_iter().fold(self, |all, piece| match piece {
            Piece::Own(html) => all.html(&html),
            Piece::Public(fragment) => all.public(fragment),
        })
    }

    /// Its parts, no two of which that stand beside each other are this visitor's own.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// All of it in one string.
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Own(own) => html.push_str(own),
                Piece::Public(fragment) => html.push_str(fragment.html().as_str()),
            }
        }
        html
    }
}

impl From<AnyView> for Content {
    fn from(view: AnyView) -> Self {
        Self::default().view(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kernel::Locale;

    #[test]
    fn a_page_is_its_pieces_in_order() {
        let public = PublicFragment::render(Locale::En, "c", |text| text);
        let content = Content::default()
            .html("a")
            .view("b")
            .content(Content::default().public(public).html("d"))
            .html("e");
        assert_eq!(content.to_html(), "abcde");
        assert_eq!(content.pieces().len(), 3);
    }
}
