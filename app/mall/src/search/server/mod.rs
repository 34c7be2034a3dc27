//! Use cases of the search.

mod sql;

use super::model::Results;
use crate::server::{Mall, read::within_timeout};
use app_kernel::{Failure, text};
use app_ui::{
    pagination::{PAGE_SIZE, offset},
    visit_of_request,
};

/// The longest search worth making, in characters.
const MAX_LENGTH: usize = 80;
/// More words than this narrow nothing down any further.
const MAX_WORDS: usize = 8;

/// One page of the products that match every word of `text`; empty if there is no word, no match or no such page.
pub(crate) async fn search(text: &str, page: i64) -> Result<Results, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let words = readable(text);
    // Products have their names in simplified characters.
    let simplified = hanconv::t2s(&words);
    let patterns: Vec<String> = simplified
        .split_whitespace()
        .take(MAX_WORDS)
        .map(containing)
        .collect();
    let Some(offset) = offset(page).filter(|_| !patterns.is_empty()) else {
        return Ok(Results {
            words,
            cards: Vec::new(),
            total: 0,
        });
    };
    let read = sql::cards_named(&mall.pool, locale, &patterns, PAGE_SIZE, offset);
    let (cards, total) = within_timeout(read).await?;
    Ok(Results { words, cards, total })
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
