//! The templates, and what each is given.

use askama::Template;
use peer_shop::catalogue::{self, Head};

use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "front.html")]
pub struct Front<'a> {
    pub page: &'a catalogue::Front,
}

#[derive(Template)]
#[template(path = "category.html")]
pub struct Category<'a> {
    pub page: &'a catalogue::Category,
}

#[derive(Template)]
#[template(path = "product.html")]
pub struct Product<'a> {
    pub page: &'a catalogue::Product,
}

#[derive(Template)]
#[template(path = "search.html")]
pub struct Search<'a> {
    pub page: &'a catalogue::Search,
}

#[derive(Template)]
#[template(path = "missing.html")]
pub struct Missing<'a> {
    pub origin: &'a str,
}

/// The document around every page; only here the visitor matters.
#[derive(Template)]
#[template(path = "layout.html")]
pub struct Layout<'a> {
    pub head: &'a Head,
    pub content: &'a str,
    pub visitor: Option<&'a Visitor>,
    pub origin: &'a str,
    /// The path and query that were asked for.
    pub target: &'a str,
    /// The whole address that was asked for, as a value in a query.
    pub next: String,
}
