//! Use cases of the search.

mod sql;

use super::{
    model::Results,
    page::{results, title},
};
use crate::server::{Mall, catalogue::Known, page::Page, read::within_timeout};
use app_kernel::{Failure, Locale, text};
use app_ui::{
    pagination::{PAGE_SIZE, offset},
    visit_of_request,
};

/// The longest search worth making, in characters.
const MAX_LENGTH: usize = 80;
/// More words than this narrow nothing down any further.
const MAX_WORDS: usize = 8;

/// A question to the search.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Query {
    /// As [`readable`] leaves them.
    words: String,
    page: i64,
}

/// One page of the products that match every word of `text`; empty if there is no word, no match or no such page.
pub(crate) async fn search(text: String, page: i64) -> Result<Known<Page<Results>>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let query = Query {
        words: readable(&text),
        page,
    };
    let read = || async { read(&mall, locale, &query).await.map(Some) };
    let results = mall.searches.fetch((locale, query.clone()), read).await?;
    results.ok_or(Failure::Unavailable)
}

async fn read(mall: &Mall, locale: Locale, Query { words, page }: &Query) -> Result<Page<Results>, Failure> {
    // Products have their names in simplified characters.
    let simplified = hanconv::t2s(words);
    let patterns: Vec<String> = simplified
        .split_whitespace()
        .take(MAX_WORDS)
        .map(containing)
        .collect();
    let (cards, total) = match offset(*page) {
        Some(offset) if !patterns.is_empty() => {
            let read = sql::cards_named(&mall.pool, locale, &patterns, PAGE_SIZE, offset);
            within_timeout(read).await?
        }
        _ => (Vec::new(), 0),
    };
    let found = Results {
        words: words.clone(),
        cards,
        page: *page,
        total,
    };
    Ok(Page::new(locale, title(locale, &found), found, results))
}

/// `text` as a search field may hold it, of at most [`MAX_LENGTH`] characters.
fn readable(text: &str) -> String {
    let line: String = text::comparable(text).chars().take(MAX_LENGTH).collect();
    line.trim_end().to_owned()
}

/// A pattern for `ilike` that matches `word` itself anywhere, whatever characters it has.
fn containing(word: &str) -> String {
    let escaped = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{escaped}%")
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

    #[test]
    fn wildcards_are_only_characters() {
        assert_eq!(containing("100%_a\\"), r"%100\%\_a\\%");
    }
}
