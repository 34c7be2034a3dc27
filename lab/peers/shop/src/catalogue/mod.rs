//! What the pages show of the catalogue.

mod questions;
mod tree;

use std::sync::Arc;

use crate::{Price, SITE, encoded};

pub use questions::{category, front, product, search};
pub(crate) use questions::{searchable, tree, variants};

/// The products on one page of a list.
pub(crate) const PAGE_SIZE: u32 = 24;
/// The most words of a search that are looked for.
pub(crate) const MOST_WORDS: usize = 8;
/// Up to so many pieces a page says how many there are.
const FEW_LEFT: i64 = 10;

/// What the frame around a page says of it.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The title.
    pub title: Arc<str>,
    /// The description, of a page that search engines may show.
    pub description: Arc<str>,
    /// The path that search engines shall know; `None` for a page that they shall not show.
    pub address: Option<Arc<str>>,
    /// The words in the search field.
    pub words: Arc<str>,
    /// Whether search engines are told not to show the page.
    pub noindex: bool,
}

/// A link to a category.
#[derive(Debug, Clone)]
pub struct Link {
    /// The category's name in its address.
    pub slug: Arc<str>,
    /// The category's name.
    pub name: Arc<str>,
    /// Whether it is the category that is shown.
    pub current: bool,
}

/// A product in a list.
#[derive(Debug)]
#[expect(missing_docs, reason = "the columns of mall.card")]
pub struct Card {
    pub sku_id: i64,
    pub name: Arc<str>,
    pub tagline: Arc<str>,
    pub picture: Arc<str>,
    pub palette: Arc<str>,
    pub price: Price,
    pub has_dearer: bool,
    pub in_stock: bool,
}

/// Several cards.
pub type Cards = Vec<Arc<Card>>;

/// The front page.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of the page")]
pub struct Front {
    pub head: Head,
    pub menu: Vec<MenuEntry>,
    pub picks: Cards,
    pub floors: Vec<Floor>,
}

/// A top category in the menu, with those below it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the parts of an entry")]
pub struct MenuEntry {
    pub top: Link,
    pub children: Vec<Link>,
}

/// Some products of a top category.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of a floor")]
pub struct Floor {
    pub top: Link,
    pub cards: Cards,
}

/// One page of a list, with the addresses of its neighbours.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of a list")]
pub struct List {
    pub cards: Cards,
    pub total: u32,
    pub page: u32,
    pub pages: u32,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// A category: everything in it and below it.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of the page")]
pub struct Category {
    pub head: Head,
    pub name: Arc<str>,
    pub trail: Vec<Link>,
    pub nearby: Vec<Link>,
    pub list: List,
}

/// What was found.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of the page")]
pub struct Search {
    pub head: Head,
    pub list: List,
}

/// A product with one of its variants chosen.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of the page")]
pub struct Product {
    pub head: Head,
    pub name: Arc<str>,
    pub tagline: Arc<str>,
    pub description: Arc<str>,
    pub picture: Arc<str>,
    pub palette: Arc<str>,
    pub trail: Vec<Link>,
    pub price: Price,
    pub level: Level,
    pub axes: Vec<Axis>,
}

/// An option of a product, with its values in the order of their first appearance.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of an option")]
pub struct Axis {
    pub name: Arc<str>,
    pub values: Vec<Value>,
}

/// A value of an option, and the variant it leads to.
#[derive(Debug)]
#[expect(missing_docs, reason = "the parts of a value")]
pub struct Value {
    pub label: Arc<str>,
    pub target: i64,
    pub level: Level,
    pub current: bool,
}

/// A variant of a product.
#[derive(Debug)]
pub(crate) struct Variant {
    pub id: i64,
    pub choice: Vec<Arc<str>>,
    pub price: Price,
    pub level: Level,
}

/// How many pieces there are, as far as a page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "words for an amount")]
pub enum Level {
    None,
    Few(i64),
    Plenty,
}

impl Level {
    pub(crate) fn of(stock: i64) -> Self {
        match stock {
            ..=0 => Self::None,
            1..=FEW_LEFT => Self::Few(stock),
            _ => Self::Plenty,
        }
    }

    /// The word for style sheets and scripts.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Few(_) => "few",
            Self::Plenty => "plenty",
        }
    }

    /// The words for readers.
    pub fn words(self) -> String {
        match self {
            Self::None => "暂时缺货".to_owned(),
            Self::Few(left) => format!("仅剩 {left} 件"),
            Self::Plenty => "现货".to_owned(),
        }
    }
}

impl Search {
    /// The page with these results of a search for these words.
    pub(crate) fn new(words: &str, list: List) -> Self {
        let title = if words.is_empty() {
            "想找点什么？".into()
        } else if list.cards.is_empty() {
            format!("没有找到“{words}”").into()
        } else {
            format!("“{words}”的搜索结果").into()
        };
        let head = Head {
            title,
            words: words.into(),
            noindex: true,
            ..Head::default()
        };
        Self { head, list }
    }

    /// The address of a page of results.
    pub(crate) fn address(words: &str, page: u32) -> String {
        format!("/search?q={}&page={page}", encoded(words))
    }
}

impl List {
    /// One page of a list; `None` if it is empty and not the first.
    pub(crate) fn new(
        cards: Cards,
        total: usize,
        page: u32,
        address: impl Fn(u32) -> String,
    ) -> Option<Self> {
        if cards.is_empty() && page > 1 {
            return None;
        }
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let pages = total.div_ceil(PAGE_SIZE);
        Some(Self {
            cards,
            total,
            page,
            pages,
            previous: (page > 1).then(|| address(page - 1)),
            next: (page < pages).then(|| address(page + 1)),
        })
    }
}

impl Head {
    /// The head of the page for an address that does not exist.
    pub fn missing() -> Self {
        Self {
            title: "这一页灯还没亮".into(),
            ..Self::default()
        }
    }

    fn front() -> Self {
        Self {
            title: SITE.into(),
            description: format!("{SITE}：手机数码、家用电器、服饰鞋包、美食生鲜，一站购齐。").into(),
            address: Some("/".into()),
            ..Self::default()
        }
    }
}
