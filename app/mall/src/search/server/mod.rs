//! Use cases of the search.

mod correction;
mod sql;

use super::{
    model::Results,
    page::{results, title},
};
use crate::{
    category::server::tree::tree,
    listing::{
        model::{Filters, Listing},
        server::{Scope, list, terms::Terms},
    },
    server::{
        Mall,
        bilingual::in_language,
        catalogue::{Known, Weight},
        page::Page,
        read::within_timeout,
    },
};
use app_kernel::{Failure, Locale, SkuId, path, text};
use app_ui::{Suggestion, visit_of_request};

/// The longest search worth making, in characters.
const MAX_LENGTH: usize = 80;
/// The most suggestions, and how many of them may be categories.
const SUGGESTIONS: usize = 8;
const SUGGESTED_CATEGORIES: usize = 3;

/// A question to the search.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Query {
    /// As [`readable`] leaves them.
    words: String,
    filters: Filters,
    page: i64,
}

/// One page of the products that are found by every word of `text` and pass the filters; empty if there is no word, no match
/// or no such page.
pub(crate) async fn search(
    text: String,
    filters: Filters,
    page: i64,
) -> Result<Known<Page<Results>>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let query = Query {
        words: readable(&text),
        filters,
        page,
    };
    let read = || async { read(&mall, locale, &query).await.map(Some) };
    let results = mall.searches.fetch((locale, query.clone()), read).await?;
    results.ok_or(Failure::Unavailable)
}

async fn read(mall: &Mall, locale: Locale, query: &Query) -> Result<Page<Results>, Failure> {
    let Query { words, filters, page } = query;
    let mut found = Results {
        words: words.clone(),
        corrected: None,
        found_by: Vec::new(),
        listing: Listing {
            page: *page,
            filters: filters.clone(),
            ..Listing::default()
        },
    };
    if let Some(terms) = Terms::of(words) {
        let tree = tree(mall).await?;
        let find = |terms: Terms| async {
            let listing = list(mall, &tree, locale, Scope::Words(&terms), filters, *page).await?;
            Ok::<_, Failure>((listing, terms.words))
        };
        (found.listing, found.found_by) = find(terms.clone()).await?;
        // Nobody who narrowed something down has mistyped it.
        if found.listing.total == 0
            && !filters.narrows()
            && let Some(meant) = correction::correct(mall, &terms).await?
        {
            found.corrected = Some(meant.words.join(" "));
            (found.listing, found.found_by) = find(meant).await?;
        }
    }
    Ok(Page::new(locale, title(locale, &found), found, results))
}

/// What may be meant by `text`, the beginning of a search: categories and products, the most likely first.
pub(crate) async fn suggest(text: &str) -> Result<Vec<Suggestion>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let words = readable(text);
    let Some(terms) = Terms::of(&words) else {
        return Ok(Vec::new());
    };
    let read = || async {
        let suggested = suggestions(&mall, locale, &terms).await?;
        Ok(Some(Suggestions(suggested)))
    };
    let known = mall.suggestions.fetch((locale, words.clone()), read).await?;
    Ok(known.map(|known| known.answer.0.clone()).unwrap_or_default())
}

async fn suggestions(mall: &Mall, locale: Locale, terms: &Terms) -> Result<Vec<Suggestion>, Failure> {
    let tree = tree(mall).await?;
    let categories = tree
        .all_with(&terms.words)
        .map(|category| category.link(locale))
        .map(|link| Suggestion {
            name: link.name,
            address: path::category(&link.slug),
        });
    let mut suggested: Vec<_> = categories.take(SUGGESTED_CATEGORIES).collect();
    let limit = i64::try_from(SUGGESTIONS - suggested.len()).unwrap_or_default();
    let products = within_timeout(sql::names(&mall.pool, terms, limit)).await?;
    suggested.extend(products.into_iter().map(|row| Suggestion {
        name: in_language(locale, row.name_zh, row.name_en),
        address: path::product(SkuId(row.sku_id)),
    }));
    Ok(suggested)
}

/// Suggestions, as they are remembered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Suggestions(Vec<Suggestion>);

impl Weight for Suggestions {
    fn weight(&self) -> usize {
        let names: usize = self
            .0
            .iter()
            .map(|suggestion| suggestion.name.len() + suggestion.address.len())
            .sum();
        names + self.0.len() * size_of::<Suggestion>() + 100
    }
}

/// `text` as a search field may hold it, of at most [`MAX_LENGTH`] characters.
fn readable(text: &str) -> String {
    let line: String = text::comparable(text).chars().take(MAX_LENGTH).collect();
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_one_readable_line() {
        assert_eq!(readable("  red \0\t shoes\r\n"), "red shoes");
        assert_eq!(readable("Ｘ１\u{200b}"), "X1");
        assert_eq!(readable(&"长".repeat(100)).chars().count(), MAX_LENGTH);
    }
}
