//! What was meant by words with typing errors.

use super::sql::{self, Likeness};
use crate::{
    listing::server::terms::Terms,
    server::{Mall, read::within_timeout},
};
use app_kernel::Failure;

/// Shorter words are like too many others.
const MIN_LENGTH: usize = 4;
/// Longer words are none.
const MAX_LENGTH: usize = 24;

/// The words that were probably meant, if some of these English words are in no product and are like one that is in some.
pub(super) async fn correct(mall: &Mall, terms: &Terms) -> Result<Option<Terms>, Failure> {
    let doubtful: Vec<String> = terms
        .words
        .iter()
        .filter(|word| is_doubtful(word))
        .cloned()
        .collect();
    if doubtful.is_empty() {
        return Ok(None);
    }
    let likenesses = within_timeout(sql::likenesses(&mall.pool, &doubtful)).await?;
    Ok(replaced(terms, &likenesses))
}

fn is_doubtful(word: &str) -> bool {
    (MIN_LENGTH..=MAX_LENGTH).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn replaced(terms: &Terms, likenesses: &[Likeness]) -> Option<Terms> {
    let meant = |word: &String| {
        let like = likenesses.iter().filter(|like| like.typed == *word);
        let nearest = like.min_by_key(|like| {
            let distance = strsim::osa_distance(word, &like.meant);
            // Hardly anybody mistypes the first letter.
            let begins_otherwise = word.as_bytes().first() != like.meant.as_bytes().first();
            (distance, begins_otherwise, like.meant.clone())
        });
        nearest.map_or_else(|| word.clone(), |like| like.meant.clone())
    };
    let words: Vec<String> = terms.words.iter().map(meant).collect();
    (words != terms.words).then_some(Terms { words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_meant() {
        let terms = Terms::of("red headphnes").expect("words");
        let like = |typed: &str, meant: &str| Likeness {
            typed: typed.to_owned(),
            meant: meant.to_owned(),
        };
        let found = [like("headphnes", "headphone"), like("headphnes", "headphones")];
        let meant = replaced(&terms, &found).expect("a correction");
        assert_eq!(meant.words, ["red", "headphones"]);
        assert_eq!(replaced(&terms, &[]), None);
    }

    #[test]
    fn only_english_words_are_doubtful() {
        for (word, doubtful) in [
            ("kettel", true),
            ("ket", false),
            ("x1000", false),
            ("耳机耳机", false),
        ] {
            assert_eq!(is_doubtful(word), doubtful, "{word}");
        }
        assert!(!is_doubtful(&"a".repeat(25)));
    }
}
